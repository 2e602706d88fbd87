"""Uses of grants, until they are reported."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timezone

_most_grants = 10_000
_most_at_once = 500


@dataclass
class _Use:
    first_at: float
    last_at: float
    count: int


@dataclass
class Batch:
    """What is delivered as a whole, under one key: whoever gets it twice counts it once."""

    key: str
    items: list[dict[str, object]]


class Receipts:
    """Counts by grant: when first and last since the last report, and how often."""

    def __init__(self) -> None:
        self._uses: dict[str, _Use] = {}
        self._undelivered: Batch | None = None

    def add(self, grant_id: str, now: float) -> None:
        use = self._uses.get(grant_id)
        if use is not None:
            use.last_at = max(use.last_at, now)
            use.count += 1
        elif len(self._uses) < _most_grants:
            self._uses[grant_id] = _Use(now, now, 1)

    @property
    def batches(self) -> int:
        """How many of them are to be delivered by now."""
        return (0 if self._undelivered is None else 1) + -(-len(self._uses) // _most_at_once)

    def next(self) -> Batch | None:
        """What is to be delivered next: the same, under the same key, until it was `delivered`. An answer may be lost."""
        if self._undelivered is None and self._uses:
            taken = dict(list(self._uses.items())[:_most_at_once])
            for grant_id in taken:
                del self._uses[grant_id]
            self._undelivered = Batch(str(uuid.uuid4()), _to_items(taken))
        return self._undelivered

    def delivered(self) -> None:
        self._undelivered = None


def _to_items(taken: dict[str, _Use]) -> list[dict[str, object]]:
    return [
        {"grantId": id, "firstAt": instant(use.first_at), "lastAt": instant(use.last_at), "count": use.count}
        for id, use in taken.items()
    ]


def instant(ms: float) -> str:
    moment = datetime.fromtimestamp(ms / 1000, timezone.utc)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
