"""The warm parent: a process with torch imported that makes a confined worker, in milliseconds, for each submission.

It is started with an empty environment and holds no secret: neither seed nor checks nor solutions.  It has one thread,
and must, since a fork of a process with several may hang.  `python -m autograder.sandbox.nursery DESCRIPTOR`.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import msgspec

from autograder.sandbox.frames import framed
from autograder.sandbox.limits import Limits

if TYPE_CHECKING:
    from autograder.sandbox.confinement import Wall

CHANNEL = 3
"""The descriptor under which a worker finds its connection."""


class Setup(msgspec.Struct, frozen=True):
    """What a nursery has to know: the level, and the package that everybody is given, without its student modules.

    warm: False for a trial of the level; nothing is imported, and workers cannot take a submission.
    """

    level: str
    root: str
    package: str
    folder: str
    student_modules: tuple[str, ...]
    warm: bool = True


class Request(msgspec.Struct, frozen=True):
    """Make a worker for the connection that comes along or, with `reap`, tell how a worker ended.

    processors: those on which the worker is to run.
    """

    limits: Limits | None = None
    processors: tuple[int, ...] = ()
    reap: int = 0


class Response(msgspec.Struct, frozen=True):
    """A worker's process id, or how it ended (as os.waitpid says), or what went wrong."""

    pid: int = 0
    status: int = 0
    error: str = ""


def main() -> None:
    """Be a nursery until the control connection is closed."""
    from autograder.sandbox import linux

    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    control = socket.socket(fileno=int(sys.argv[1]))
    setup = msgspec.msgpack.decode(control.recv(1 << 16), type=Setup)
    try:
        if setup.level == "namespaces":
            _be_first_in_namespaces()
        if setup.warm:
            _import_everything(setup)
        wall = _build_wall(setup)
        threads = _threads()
        if threads != 1:
            raise OSError(f"{threads} threads where there must be one; a library has started some at import")
    except Exception as error:
        control.send(msgspec.msgpack.encode(Response(error=f"{type(error).__name__}: {error}")))
        return
    control.send(msgspec.msgpack.encode(Response(pid=os.getpid())))
    _serve(control, wall)


def _be_first_in_namespaces() -> None:
    """Go on as process 1 of new namespaces; what stays behind only waits."""
    from autograder.sandbox import confinement, linux

    confinement.leave_for_namespaces()
    pid = os.fork()
    if pid:
        os.closerange(3, 64)
        os.waitpid(pid, 0)
        os._exit(0)
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    os.setsid()


def _import_everything(setup: Setup) -> None:
    """Import what a submission could, do some of what it does first, and keep it from the garbage collector."""
    import torch

    from autograder.checking import meta

    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    importlib.import_module("torch._dynamo")  # which torch would import at the first meta tensor or optimiser
    importlib.import_module("autograder.sandbox.worker")
    sys.path.append(setup.root)
    for path in sorted(Path(setup.folder).glob("*.py")):
        if path.stem not in (*setup.student_modules, "__main__"):
            importlib.import_module(f"{setup.package}.{path.stem}".removesuffix(".__init__"))
    sys.path.remove(setup.root)
    parameter = torch.nn.Parameter(torch.ones(2))
    torch.autograd.backward(parameter.square().sum())
    torch.optim.Adam([parameter]).step()
    meta.use_compiled_kernels()
    gc.collect()
    gc.freeze()


def _build_wall(setup: Setup) -> Wall:
    from autograder.sandbox import confinement, room

    readable = room.readable_paths(Path(setup.folder))
    if setup.level == "namespaces":
        return confinement.Namespaces(readable)
    if setup.level == "landlock":
        return confinement.Landlock(readable)
    if setup.level == "none":
        return confinement.Nothing()
    raise ValueError(f"there is no level {setup.level!r}")


def _threads() -> int:
    """Count the threads of this process, as the system sees them; where /proc is gone, by another way."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 1


def _serve(control: socket.socket, wall: Wall) -> None:
    decoder = msgspec.msgpack.Decoder(Request)
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, 1 << 16, 1)
        if not data:
            os._exit(0)
        request = decoder.decode(data)
        if request.limits is None:
            _, status = os.waitpid(request.reap, 0)
            control.send(msgspec.msgpack.encode(Response(status=status)))
        else:
            _make_worker(control, wall, request, descriptors[0])


def _make_worker(control: socket.socket, wall: Wall, request: Request, channel: int) -> None:
    try:
        pid = wall.fork()
    except OSError as error:
        control.send(msgspec.msgpack.encode(Response(error=str(error))))
        return
    if pid == 0:
        _be_worker(channel, wall, request)
    os.close(channel)
    handle = os.pidfd_open(pid)
    socket.send_fds(control, [msgspec.msgpack.encode(Response(pid=pid))], [handle])
    os.close(handle)


def _be_worker(channel: int, wall: Wall, request: Request) -> NoReturn:
    """Become a worker; never return."""
    limits = request.limits or Limits()
    try:
        os.setsid()
        os.sched_setaffinity(0, request.processors)
        wall.shut(limits)
        os.dup2(channel, CHANNEL)
        os.closerange(CHANNEL + 1, 1024)
    except BaseException as error:
        os.write(channel, framed(f"{type(error).__name__}: {error}".encode()))
        os._exit(1)
    os.write(CHANNEL, framed(b""))
    try:
        from autograder.sandbox.worker import serve

        serve(CHANNEL, limits.output_kib << 10)
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
