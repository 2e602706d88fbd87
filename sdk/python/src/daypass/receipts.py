"""Uses of grants, until they are reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

_most_grants = 10_000
_most_at_once = 500


@dataclass
class _Use:
    first_at: float
    last_at: float
    count: int


Taken = dict[str, _Use]


class Receipts:
    """Counts by grant: when first and last since the last report, and how often."""

    def __init__(self) -> None:
        self._uses: dict[str, _Use] = {}

    def add(self, grant_id: str, now: float) -> None:
        self._add(grant_id, _Use(now, now, 1))

    def take(self) -> Taken:
        taken = dict(list(self._uses.items())[:_most_at_once])
        for grant_id in taken:
            del self._uses[grant_id]
        return taken

    def put_back(self, taken: Taken) -> None:
        for grant_id, use in taken.items():
            self._add(grant_id, use)

    def _add(self, grant_id: str, more: _Use) -> None:
        use = self._uses.get(grant_id)
        if use is not None:
            use.first_at = min(use.first_at, more.first_at)
            use.last_at = max(use.last_at, more.last_at)
            use.count += more.count
        elif len(self._uses) < _most_grants:
            self._uses[grant_id] = more


def to_items(taken: Taken) -> list[dict[str, object]]:
    return [
        {"grantId": id, "firstAt": instant(use.first_at), "lastAt": instant(use.last_at), "count": use.count}
        for id, use in taken.items()
    ]


def instant(ms: float) -> str:
    moment = datetime.fromtimestamp(ms / 1000, timezone.utc)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
