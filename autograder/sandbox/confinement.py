"""How a worker is confined, at each level that a machine may give.

namespaces: the warm parent lives in namespaces of its own (users, processes, mounts, network, IPC) whose root holds
            only the libraries, read-only; each worker gets a process namespace and a small file system for itself.
landlock:   where a container refuses namespaces.  A worker reads the libraries and nothing else, and writes nothing.
none:       a process with limits, and no wall around it.

At each level but the last a worker has no capabilities, cannot gain any, and makes only the system calls of `calls`.
(One exception: where root grades behind Landlock with a Python in its own home, a worker may look through that door.)
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import tempfile
from abc import ABC, abstractmethod
from pathlib import Path

from landlockpy import AccessFS, Ruleset, Scope

from autograder.sandbox import linux
from autograder.sandbox.calls import make_filter
from autograder.sandbox.limits import Limits
from autograder.sandbox.room import build_room

MOST_FILES = 4096
MOST_DESCRIPTORS = 64
FIRST_UID = 0x70000000
"""Workers of root run as a user of their own, so that limits count: this number and the id of their parent."""


def leave_for_namespaces() -> None:
    """Enter namespaces of our own; processes made from now on are in the new process namespace.

    Raises: OSError where the machine refuses.
    """
    flags = linux.CLONE_NEWNS | linux.CLONE_NEWPID | linux.CLONE_NEWNET | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS
    flags |= linux.CLONE_NEWCGROUP
    uid, gid = os.getuid(), os.getgid()
    if uid == 0 and _uid_is_there(FIRST_UID, 1 << 22):
        linux.unshare(flags)
        return
    linux.unshare(flags | linux.CLONE_NEWUSER)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        Path(f"/proc/self/{name}").write_text(text)


def _own_uid() -> int | None:
    """Return a user for the workers of this process alone, where it may choose one."""
    outside = int(os.readlink("/proc/self"))  # this process's id on the machine, not in its namespace
    return FIRST_UID + outside if os.getuid() == 0 and _uid_is_there(FIRST_UID, 1 << 22) else None


def _uid_is_there(first: int, count: int) -> bool:
    """Whether these users exist in this user namespace."""
    spans = (line.split() for line in Path("/proc/self/uid_map").read_text().splitlines())
    return any(int(inside) <= first and first + count <= int(inside) + int(size) for inside, _, size in spans)


class Wall(ABC):
    """What stands between a worker and the rest of the machine.  Made in the warm parent, before the first worker."""

    def fork(self) -> int:
        """Fork a worker; return its process id, or 0 in the worker."""
        return os.fork()

    @abstractmethod
    def shut(self, limits: Limits) -> None:
        """Shut this worker in, for good (called in the worker).

        Raises: OSError if any part of it fails; such a worker must not go on.
        """


class Namespaces(Wall):
    """Own processes, own root, own small file system."""

    def __init__(self, readable: list[Path]) -> None:
        """Move into the room.  To be called in the first process of new namespaces."""
        self._used, self._own = address_space(), os.open("/proc/self/ns/pid", os.O_RDONLY)
        self._uid = _own_uid()
        self._room = os.environ["HOME"] = tempfile.tempdir = build_room(readable)
        self._rules = make_filter()

    def fork(self) -> int:
        """Fork the first process of a new process namespace."""
        linux.unshare(linux.CLONE_NEWPID)
        pid = os.fork()
        if pid:
            linux.setns(self._own, linux.CLONE_NEWPID)
        return pid

    def shut(self, limits: Limits) -> None:
        """Give the worker its own small file system, then take everything else away."""
        linux.unshare(linux.CLONE_NEWNS)
        options = f"size={limits.files_mib}m,nr_inodes={MOST_FILES},mode=1777"
        linux.mount("tmpfs", self._room, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC, options)
        os.chdir(self._room)
        others = 0 if self._uid else 2  # the parent and the process that started it are the same user
        _limit(limits, self._used, limits.threads + others, limits.files_mib << 20)
        _give_up_rights(self._uid)
        self._rules.load()


class Landlock(Wall):
    """No files but the libraries, and none written."""

    def __init__(self, readable: list[Path]) -> None:
        """Prepare the rules; OSError or UnsupportedError where there is no Landlock."""
        self._used, self._rules = address_space(), make_filter(files=False)
        self._parent = os.getpid()
        scoped = Scope.ABSTRACT_UNIX_SOCKET | Scope.SIGNAL
        self._files = Ruleset(scoped=scoped)
        for path in readable:
            self._files.allow_path(path, AccessFS.READ_FILE | AccessFS.READ_DIR)
        self._uid = _own_uid()
        # Below root's own home, for one, another user may read nothing; the rules above still hold for such a worker.
        blind = self._uid is not None and not _readable_by(FIRST_UID, readable)
        self._kept = (linux.CAP_DAC_READ_SEARCH,) if blind else ()

    def shut(self, limits: Limits) -> None:
        """Take everything away but reading the libraries."""
        os.chdir("/")
        processes = limits.threads if self._uid else limits.threads + _tasks_of(os.getuid())
        _limit(limits, self._used, processes, 0)
        _give_up_rights(self._uid, *self._kept)
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != self._parent:
            os._exit(1)
        self._files.restrict()
        self._rules.load()


class Nothing(Wall):
    """Limits, and no wall."""

    def __init__(self) -> None:
        self._used = address_space()

    def shut(self, limits: Limits) -> None:
        """Set limits."""
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        _limit(limits, self._used, None, limits.files_mib << 20)


def address_space() -> int:
    """Return the bytes of address space that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _limit(limits: Limits, used: int, processes: int | None, file_bytes: int) -> None:
    seconds = int(limits.total_seconds) + 5
    values = {
        resource.RLIMIT_AS: used + (limits.memory_mib << 20),
        resource.RLIMIT_FSIZE: file_bytes,
        resource.RLIMIT_NOFILE: MOST_DESCRIPTORS,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    if processes is not None:
        values[resource.RLIMIT_NPROC] = processes
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    for kind, value in values.items():
        hard = resource.getrlimit(kind)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (bound, bound))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a file that is too large is an OSError


def _give_up_rights(uid: int | None, *kept: int) -> None:
    """Become another user, if one is given, and keep no capability but those."""
    linux.close_bounding_set()
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        linux.prctl(linux.PR_SET_KEEPCAPS, bool(kept))
        os.setresuid(uid, uid, uid)
    linux.keep_capabilities(*kept)
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    linux.prctl(linux.PR_SET_DUMPABLE, 0)


def _readable_by(uid: int, paths: list[Path]) -> bool:
    """Whether another user could read the libraries; below root's own home, for one, that user cannot."""
    pid = os.fork()
    if pid == 0:
        try:
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            os._exit(0 if all(os.access(path, os.R_OK | os.X_OK) for path in paths) else 1)
        except OSError:
            os._exit(1)
    return os.waitpid(pid, 0)[1] == 0


def _tasks_of(uid: int) -> int:
    """Count the threads that a user has on this machine already: the limit on processes counts them too."""
    count = 0
    for folder in Path("/proc").glob("[0-9]*/task"):
        with contextlib.suppress(OSError):
            count += len(os.listdir(folder)) if folder.stat().st_uid == uid else 0
    return count
