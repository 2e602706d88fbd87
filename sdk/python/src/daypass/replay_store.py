"""Proofs that were used."""

from __future__ import annotations

from typing import Literal


class ReplayStore:
    """Each is kept until it would be too old anyway. Full, it takes none: forgetting one would let it in again."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._until: dict[str, float] = {}

    def use(self, id: str, now: float, keep_ms: float) -> Literal["new", "seen", "full"]:
        """ "new" at the first sight of an id, and only then."""
        until = self._until.get(id)
        if until is not None and now < until:
            return "seen"
        # All are kept for the same time, so the oldest go first.
        while self._until and len(self._until) >= self._limit:
            oldest = next(iter(self._until))
            if now < self._until[oldest]:
                return "full"
            del self._until[oldest]
        self._until.pop(id, None)
        self._until[id] = now + keep_ms
        return "new"
