"""Wait for others: listen on loopback and in the abstract space, so that a later submission finds a partner.

Success: the port can be reached from outside of the worker (a later submission of the same kind would find it).
"""

import contextlib
import socket
import threading

KEPT = []
for family, name in (
    (socket.AF_INET, ("127.0.0.1", 47341)),
    (socket.AF_INET, ("0.0.0.0", 47342)),
    (socket.AF_UNIX, "\0attack-was-here"),
    (socket.AF_UNIX, "/tmp/attack-was-here"),
):
    with contextlib.suppress(OSError):
        server = socket.socket(family, socket.SOCK_STREAM)
        server.bind(name)
        server.listen()
        KEPT.append(server)
for server in KEPT:
    threading.Thread(target=server.accept).start()
