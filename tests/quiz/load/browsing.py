"""A browser made of asyncio streams: one connection that is kept alive, one cookie, nothing else.

What a full HTTP client costs for a request would be more than what the server costs.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
PATIENCE = 30.0  # seconds until a request counts as lost


class Lost(Exception):
    """No whole answer came: refused, closed in the middle, or too slow."""


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as data."""
        return json.loads(self.body)

    @property
    def where(self) -> str:
        """Where it leads on to."""
        return self.headers.get("location", "")

    @property
    def csrf(self) -> str:
        """The token that the forms of this page carry."""
        return self.body.partition(b'name="csrf" value="')[2].partition(b'"')[0].decode()


@dataclass
class Browser:
    """A device of a student."""

    host: str
    port: int
    cookie: str = ""
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(default=None, repr=False)

    async def ask(self, method: str, path: str, body: bytes = b"", mime: str = FORM, token: str = "") -> Answer:
        """Send a request and return the answer.

        Raises: Lost.
        """
        lines = [f"{method} {path} HTTP/1.1", f"host: {self.host}:{self.port}"]
        if self.cookie:
            lines.append(f"cookie: {self.cookie}")
        if method == "POST":
            lines += [f"content-type: {mime}", f"content-length: {len(body)}"]
        if token:
            lines.append(f"x-csrf-token: {token}")
        sent = "\r\n".join((*lines, "", "")).encode() + body
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._exchange(sent)
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError) as error:
            self.close()
            raise Lost(f"{method} {path.split('?')[0]}: {type(error).__name__} {error}") from None
        except BaseException:
            self.close()
            raise

    async def _exchange(self, sent: bytes) -> Answer:
        kept = self._streams
        if kept is not None:
            try:
                return await self._once(kept, sent)
            except _Unanswered:  # the server had closed it while nothing was asked; browsers then ask once more
                self.close()
        self._streams = await asyncio.open_connection(self.host, self.port)
        return await self._once(self._streams, sent)

    async def _once(self, streams: tuple[asyncio.StreamReader, asyncio.StreamWriter], sent: bytes) -> Answer:
        reader, writer = streams
        try:
            writer.write(sent)
            head = await reader.readuntil(b"\r\n\r\n")
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            if isinstance(error, asyncio.IncompleteReadError) and error.partial:
                raise
            raise _Unanswered("closed before an answer") from None
        first, *lines = head.decode("latin-1").split("\r\n")[:-2]
        headers: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(": ")
            if name == "set-cookie":
                self.cookie = value.partition(";")[0]
            headers[name] = value
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            self.close()
        return Answer(int(first.split(" ", 2)[1]), headers, body)

    def close(self) -> None:
        """Close the connection; the cookie stays."""
        if self._streams is not None:
            self._streams[1].transport.abort()
            self._streams = None


class _Unanswered(ConnectionError):
    """The connection ended before the first byte of an answer."""


def form_of(fields: dict[str, str] | list[tuple[str, str]]) -> bytes:
    """Return fields as a form sends them."""
    pairs = fields.items() if isinstance(fields, dict) else fields
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs).encode()
