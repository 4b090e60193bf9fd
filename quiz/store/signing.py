"""What is signed with the secret key: links, sessions, and the tokens that forms carry."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from quiz.store.tables import Seat

_SIGNER = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
LONGEST = 4096


@dataclass(frozen=True)
class Signing:
    """Signs and reads; each purpose has a key of its own, so that nothing signed for one passes for another."""

    secret: str = field(repr=False)

    def link(self, seat: int, version: int) -> str:
        """Return the token of a personal link."""
        return str(self._serializer("link").dumps([seat, version]))

    def read_link(self, token: str) -> tuple[int, int] | None:
        """Return seat and link version; None if we did not sign this."""
        data = _read(self._serializer("link"), token)
        if isinstance(data, list) and len(data) == 2 and all(type(part) is int for part in data):
            return data[0], data[1]
        return None

    def dump(self, purpose: str, data: Any, now: float) -> str:
        """Return signed data with the time; everybody can read it, nobody can change it."""
        return str(self._serializer(purpose).dumps([int(now), data]))

    def load(self, purpose: str, value: str, now: float, max_age: float) -> Any:
        """Return signed data; None if it is not ours or older than `max_age` seconds."""
        stamped = _read(self._serializer(purpose), value)
        if not isinstance(stamped, list) or len(stamped) != 2 or not isinstance(stamped[0], int):
            return None
        return stamped[1] if now - stamped[0] <= max_age else None

    def csrf(self, session: str) -> str:
        """Return the token for the forms of a session."""
        return self.derive("csrf", session)

    def derive(self, purpose: str, value: str) -> str:
        """Return a value that only the server can compute: for tokens and seeds."""
        return hmac.new(self.secret.encode(), f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()

    def same(self, ours: str, theirs: str) -> bool:
        """Compare without telling by the time how much is the same."""
        return hmac.compare_digest(ours.encode(), theirs.encode("utf-8", "surrogatepass"))

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret, salt=f"quiz.{purpose}", signer_kwargs=_SIGNER)


def link_path(signing: Signing, seat: Seat) -> str:
    """Return the path of the personal link of a seat."""
    return f"/s/{signing.link(seat.id, seat.link_version)}"


def _read(serializer: URLSafeSerializer, value: str) -> Any:
    if len(value) > LONGEST:
        return None
    try:
        return serializer.loads(value)
    except (BadSignature, UnicodeError):
        return None
