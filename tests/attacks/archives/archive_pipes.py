"""Hand in a folder whose modules are a named pipe and a socket: opening them waits for somebody who never comes.

Success: the run waits for ever.
"""
# tried on every level

import os
import socket
from pathlib import Path


def make(path: Path) -> None:
    path.mkdir()
    os.mkfifo(path / "schedules.py")
    os.mkfifo(path / "submission.zip")
    here = os.getcwd()
    try:
        os.chdir(path)
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("loss.py")
    finally:
        os.chdir(here)
