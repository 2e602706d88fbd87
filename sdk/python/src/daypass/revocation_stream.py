"""The issuer's stream of revocations."""

from __future__ import annotations

import asyncio
import json
import math
import random
from collections.abc import Callable
from typing import Any

from .connection import Connection
from .server_sent_events import EventStreamReader
from .strict_json import is_number

_longest_wait_ms = 10_000
#: Told of what ended: a token by `jti`, or every token of a grant.
OnRevoked = Callable[["str | None", "str | None"], None]


class RevocationStream:
    """A beat says that every revocation before its `at` was sent before it, so while beats come in time nothing has to be
    asked. Comes again by itself, and hears what it missed."""

    def __init__(self, connection: Connection, on_revoked: OnRevoked) -> None:
        self._connection = connection
        self._settings = connection.settings
        self._now = connection.settings.monotonic_clock
        self._on_revoked = on_revoked
        #: Counts the stretches in which nothing was missed; 0 before the first.
        self.stretch = 0
        #: When the present stretch began, by the clock that does not jump.
        self.covered_since = math.inf
        self._fresh_until = -math.inf
        self._last_event_id = ""
        self._retry_ms = 1_000
        self._failures = 0
        self._task: asyncio.Task[None] | None = None
        self._beat_ms = round(min(5_000, max(100, self._settings.max_staleness_ms / 3)))

    def is_fresh(self) -> bool:
        """Whether everything that ended more than the allowed staleness ago was heard of."""
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())
        return self._now() <= self._fresh_until

    async def close(self) -> None:
        self._fresh_until = -math.inf
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def begin_stretch(self) -> None:
        """What was known may be wrong by now: whatever was confirmed before is confirmed anew."""
        self.stretch += 1
        self.covered_since = self._now()

    async def _run(self) -> None:
        while True:
            listening = asyncio.get_running_loop().create_task(self._listen())
            try:
                await self._watch(listening)
            finally:
                listening.cancel()
                # Whatever went wrong shows in beats that do not come.
                await asyncio.gather(listening, return_exceptions=True)
            self._failures += 1
            wait = min(_longest_wait_ms, self._retry_ms * 2 ** min(self._failures - 1, 6))
            await asyncio.sleep(wait * random.uniform(0.5, 1) / 1000)

    async def _watch(self, listening: asyncio.Task[None]) -> None:
        """A connection that was cut without a word, or that brings everything late, is given up for a new one."""
        started_at = self._now()
        patience_ms = max(2 * self._settings.max_staleness_ms, 3 * self._beat_ms, 3_000)
        while not listening.done():
            await asyncio.wait([listening], timeout=self._beat_ms / 1000)
            if self._now() - max(started_at, self._fresh_until) > patience_ms:
                return

    async def _listen(self) -> None:
        headers = {"authorization": self._settings.basic, "accept": "text/event-stream"}
        if self._last_event_id:
            headers["last-event-id"] = self._last_event_id
        url = f"{self._settings.issuer}/oauth/revocations?beat={self._beat_ms}"
        async with self._connection.stream(url, headers) as response:
            if response.status_code != 200:
                raise ConnectionError(f"the revocation stream answered {response.status_code}")
            try:
                await self._read(response)
            except ValueError:
                # Something came that cannot be understood: it could have been a revocation.
                self._fresh_until = -math.inf
                self._last_event_id = ""
                raise

    async def _read(self, response: Any) -> None:
        replays_from = self._last_event_id
        reader = EventStreamReader()
        soonest = math.inf
        async for piece in response.aiter_bytes():
            arrival = self._now()
            for event in reader.read(piece):
                data = json.loads(event.data)
                if not isinstance(data, dict):
                    raise ValueError("an event of the revocation stream is no object")
                if event.event in ("hello", "beat"):
                    at = data.get("at")
                    if not is_number(at):
                        raise ValueError("a beat does not say when it was sent")
                    soonest = min(soonest, arrival - at)
                    if event.event == "beat":
                        # What came later than the soonest was on its way for so long, at least.
                        self._beat(at + soonest)
                    elif replays_from == "":
                        self.begin_stretch()
                elif event.event == "reset":
                    self.begin_stretch()
                elif event.event == "revoked":
                    self._take(data)
                if event.last_event_id:
                    self._last_event_id = event.last_event_id
            if reader.retry_ms is not None:
                self._retry_ms = min(_longest_wait_ms, max(100, reader.retry_ms))

    def _beat(self, said_at: float) -> None:
        # Beats before the first hello say nothing of what came before.
        if self.stretch == 0:
            self.begin_stretch()
        self._failures = 0
        self._fresh_until = max(self._fresh_until, said_at + self._settings.max_staleness_ms)

    def _take(self, data: dict[str, Any]) -> None:
        jti, grant = data.get("jti"), data.get("grant")
        named = [name for name in (jti, grant) if name is not None]
        if not named or not all(isinstance(name, str) and name for name in named):
            raise ValueError("a revocation names nothing")
        self._on_revoked(jti, grant)
