"""A map with a limit."""

from __future__ import annotations

from typing import Generic, TypeVar

Value = TypeVar("Value")


class BoundedMap(Generic[Value]):
    """Holds at most `limit` entries and forgets the one that was used least recently."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._entries: dict[str, Value] = {}

    def get(self, key: str) -> Value | None:
        value = self._entries.get(key)
        # Order matters only where something must go soon.
        if value is not None and len(self._entries) > self.limit / 2:
            del self._entries[key]
            self._entries[key] = value
        return value

    def set(self, key: str, value: Value) -> None:
        self._entries.pop(key, None)
        if len(self._entries) >= self.limit:
            del self._entries[next(iter(self._entries))]
        self._entries[key] = value

    def __len__(self) -> int:
        return len(self._entries)
