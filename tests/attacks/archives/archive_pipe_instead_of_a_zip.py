"""Hand in a named pipe that is called like a zip.

Success: the run waits for ever.
"""

import os
from pathlib import Path


def make(path: Path) -> None:
    os.mkfifo(path.with_name(path.name + ".zip"))
