"""What was revoked a moment ago."""

from __future__ import annotations

from collections.abc import Callable

#: How long it is remembered that something ended: longer than anything else that could still say otherwise.
remembered_ms = 60_000


class Ended:
    """Tokens by `jti`, grants by id. What is older is known to the status lists."""

    def __init__(self, clock: Callable[[], float], limit: int = 100_000) -> None:
        self._clock = clock
        self._limit = limit
        self._at: dict[tuple[str, str], float] = {}

    def add(self, kind: str, id: str) -> bool:
        """False: there is no room, and from now on it cannot be known from here."""
        now = self._clock()
        while self._at and now - next(iter(self._at.values())) > remembered_ms:
            del self._at[next(iter(self._at))]
        self._at.pop((kind, id), None)
        if len(self._at) >= self._limit:
            self._at.clear()
            return False
        self._at[kind, id] = now
        return True

    def has(self, kind: str, id: str) -> bool:
        return (kind, id) in self._at
