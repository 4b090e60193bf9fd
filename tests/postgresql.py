"""A PostgreSQL server of our own: started in a folder, ended by its process id."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HOME = Path("/usr/lib/postgresql")
USER = "postgres"
HELP = f"these tests need a PostgreSQL server, and there is no {HOME}/*/bin/initdb; `apt-get install postgresql`"
FAST = "-c fsync=off -c full_page_writes=off -c shared_buffers=16MB"  # for what need not outlive a test


@dataclass(frozen=True)
class PostgreSQL:
    """A running server: its URL with a `{}` for the name of a database, and its process."""

    url: str
    pid: int


@contextlib.contextmanager
def server(*, durable: bool = False) -> Iterator[PostgreSQL]:
    """Run a server that listens on a socket in its own folder; only a durable one waits for the disk."""
    programs = sorted(HOME.glob("*/bin/initdb"))
    assert programs, HELP
    folder = Path(tempfile.mkdtemp(prefix="postgresql-", dir="/tmp"))  # a socket's path must be short
    try:
        if os.getuid() == 0:
            shutil.chown(folder, USER)
        yield from _serve(programs[-1].parent, folder, "" if durable else FAST)
    finally:
        shutil.rmtree(folder)


def _serve(programs: Path, folder: Path, settings: str) -> Iterator[PostgreSQL]:
    data = folder / "data"
    _run(programs / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
    options = f"{settings} -c listen_addresses= -k {folder}"
    _run(programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-t", "60", "-o", options, "start")
    pid = int((data / "postmaster.pid").read_text().split()[0])
    try:
        yield PostgreSQL(f"postgresql://{USER}@/{{}}?host={folder}", pid)
    finally:
        handle = os.pidfd_open(pid)
        os.kill(pid, signal.SIGINT)  # a fast shutdown
        with contextlib.closing(os.fdopen(handle)):
            ended, _, _ = select.select([handle], [], [], 60)
        assert ended, "the PostgreSQL server did not end within a minute"


def _run(*words: str | Path) -> None:
    """Run a program of PostgreSQL, which refuses to be root."""
    user = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups"] if os.getuid() == 0 else []
    done = subprocess.run(
        [*user, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/", timeout=120, check=False
    )
    assert done.returncode == 0, f"{words[0]} failed: {done.stdout}{done.stderr}"
