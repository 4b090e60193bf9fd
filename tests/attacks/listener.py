"""Somebody who listens on this machine while submissions are graded: whoever reaches it has left the sandbox."""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

PORTS = range(47331, 47341)
"""Attacks call all of these; the listener takes the first that is free."""

LEFT_OPEN = (("127.0.0.1", 47341), ("127.0.0.1", 47342))
"""Where attacks would listen themselves."""


@contextlib.contextmanager
def listening() -> Iterator[list[str]]:
    """Listen over TCP, UDP, a name in the abstract space and a socket file; the list fills with what is heard."""
    heard: list[str] = []
    with contextlib.ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        reader, writer = (stack.enter_context(s) for s in socket.socketpair())
        selector.register(reader, selectors.EVENT_READ)
        for server in (_on_a_port(), _on_a_port(socket.SOCK_DGRAM), *_on_a_name(stack)):
            stack.enter_context(server)
            selector.register(server, selectors.EVENT_READ)
        thread = threading.Thread(target=_listen, args=(selector, reader, heard))
        thread.start()
        try:
            yield heard
        finally:
            writer.send(b"enough")
            thread.join()


def left_open() -> list[str]:
    """Return the places where an attack still listens."""
    found = []
    places: list[tuple[socket.AddressFamily, tuple[str, int] | str]] = [(socket.AF_INET, a) for a in LEFT_OPEN]
    for family, address in (*places, (socket.AF_UNIX, "\0attack-was-here")):
        with socket.socket(family, socket.SOCK_STREAM) as line:
            if line.connect_ex(address) == 0:
                found.append(repr(address))
    return found


def _on_a_port(kind: int = socket.SOCK_STREAM) -> socket.socket:
    for port in PORTS:
        server = socket.socket(socket.AF_INET, kind)
        try:
            server.bind(("127.0.0.1", port))
        except OSError:
            server.close()
            continue
        if kind == socket.SOCK_STREAM:
            server.listen()
        return server
    raise OSError(f"all ports from {PORTS[0]} to {PORTS[-1]} are taken; free one of them")


def _on_a_name(stack: contextlib.ExitStack) -> Iterator[socket.socket]:
    for number in range(10):
        server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        file = Path(f"/tmp/attack-listener-{number}")
        on_file = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            server.bind(f"\0attack-listener-{number}")
            on_file.bind(str(file))
        except OSError:
            server.close()
            on_file.close()
            continue
        stack.callback(file.unlink, missing_ok=True)
        os.chmod(file, 0o777)
        server.listen()
        on_file.listen()
        yield from (server, on_file)
        return
    raise OSError("all names /tmp/attack-listener-0 to -9 are taken; remove them")


def _listen(selector: selectors.BaseSelector, wake: socket.socket, heard: list[str]) -> None:
    while True:
        for key, _ in selector.select():
            line = key.fileobj
            assert isinstance(line, socket.socket)
            if line is wake:
                return
            if line.type == socket.SOCK_DGRAM:
                heard.append(line.recv(1000).decode(errors="replace"))
                continue
            caller, _ = line.accept()
            with caller:
                caller.settimeout(1)
                with contextlib.suppress(OSError):
                    heard.append(caller.recv(1000).decode(errors="replace") or "somebody who said nothing")
