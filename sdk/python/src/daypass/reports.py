"""What Daypass is told: what was refused, and which access is in use."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

import httpx

from .access_denied import AccessDenied
from .call import Call
from .claims import Objection
from .connection import Connection
from .receipts import Receipts, instant

_most_waiting = 1_000
_most_at_once = 100
_failures_every_seconds = 1.0
_receipts_every_seconds = 30.0
#: When the event loop ends, what waits may still be delivered, for so long.
_farewell_seconds = 2.0


class Reports:
    """In batches, later, and never in the way of a call. What cannot be delivered is dropped, the oldest first."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._settings = connection.settings
        self._waiting: deque[dict[str, Any]] = deque()
        self._receipts = Receipts()
        self._telling = asyncio.Lock()
        self._failures = 0
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._is_closed = False
        # Daypass takes reports of a service under its own name only.
        self._is_named = bool(re.fullmatch(r"[^/\s]+/[^/\s]+/[^/\s]+", self._settings.service))
        #: How many refusals could not be told.
        self.dropped = 0

    def used(self, grant_id: str, now: float) -> None:
        if self._settings.reporting:
            self._receipts.add(grant_id, now)
            self._start("receipts", self._tell_receipts)

    def refused(self, denied: AccessDenied, objection: Objection, call: Call) -> None:
        # Neither reason says anything about somebody's access.
        if not (self._settings.reporting and self._is_named) or denied.reason in ("no-token", "check-unavailable"):
            return
        if len(self._waiting) >= _most_waiting:
            self._waiting.popleft()
            self.dropped += 1
        environments = self._settings.environments
        self._waiting.append(
            {
                "at": instant(self._settings.clock()),
                "service": self._settings.service,
                "environment": environments[0] if len(environments) == 1 else None,
                "reason": denied.reason,
                "jti": _clean(objection.jti, 128),
                "subject": _clean(objection.subject, 255),
                "scopeRequired": [scope[:256] for scope in denied.context.scopes[:50]],
                "method": _clean(call.method, 16),
                "path": _clean(urlsplit(call.url).path if call.url else None, 1_000),
            }
        )
        self._start("failures", self._tell_failures)

    async def close(self) -> None:
        """Delivers what is there, once."""
        self._is_closed = True
        tasks = [*self._tasks.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._flush()

    def _start(self, name: str, tell: Callable[[], Coroutine[Any, Any, None]]) -> None:
        if self._is_closed or name in self._tasks:
            return
        task = asyncio.get_running_loop().create_task(self._until_cancelled(tell))
        self._tasks[name] = task
        task.add_done_callback(lambda _: self._tasks.pop(name))

    async def _until_cancelled(self, tell: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await tell()
        except asyncio.CancelledError:
            # The loop ends, and nobody closed us: this is the last moment at which something can be told.
            if not self._is_closed:
                await self.close_quickly()
            raise

    async def close_quickly(self) -> None:
        self._is_closed = True
        try:
            await asyncio.wait_for(self._flush(), _farewell_seconds)
        except (asyncio.TimeoutError, RuntimeError):
            pass

    async def _tell_failures(self) -> None:
        while self._waiting:
            await asyncio.sleep(min(30.0, _failures_every_seconds * 2 ** min(self._failures, 5)))
            await self._send_failures()

    async def _tell_receipts(self) -> None:
        while True:
            await asyncio.sleep(_receipts_every_seconds)
            await self._send_receipts()

    async def _flush(self) -> None:
        await asyncio.gather(self._send_failures(), self._send_receipts())

    async def _send_failures(self) -> None:
        items = [self._waiting.popleft() for _ in range(min(_most_at_once, len(self._waiting)))]
        if not items:
            return
        if await self._post("/api/v1/assertions", items):
            self._failures = 0
            return
        self._failures += 1
        room = _most_waiting - len(self._waiting)
        kept = items[max(0, len(items) - room) :]
        self.dropped += len(items) - len(kept)
        self._waiting.extendleft(reversed(kept))

    async def _send_receipts(self) -> None:
        """What waits by now, one after the other, until something is not taken. What comes meanwhile waits for the next
        time: where much is used there is always more."""
        async with self._telling:
            for _ in range(self._receipts.batches):
                batch = self._receipts.next()
                if batch is None or not await self._post(
                    "/api/v1/usage", batch.items, {"idempotency-key": batch.key}
                ):
                    return
                self._receipts.delivered()

    async def _post(self, path: str, items: list[dict[str, Any]], more: dict[str, str] | None = None) -> bool:
        """Whether Daypass has it, or never will: it said no to exactly this."""
        headers = {"authorization": self._settings.basic, **(more or {})}
        url = f"{self._settings.issuer}{path}"
        try:
            await self._connection.fetch(url, method="POST", headers=headers, json={"items": items})
        except httpx.HTTPStatusError as error:
            status = error.response.status_code
            return 400 <= status < 500 and status != 429
        except Exception:  # whatever it was: telling is never in the way of a call
            return False
        return True


def _clean(text: str | None, most: int) -> str | None:
    """Without what Daypass would not take: control characters, and what is too long."""
    if text is None:
        return None
    return "".join("?" if unicodedata.category(each)[0] == "C" else each for each in text[:most])
