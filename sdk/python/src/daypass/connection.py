"""Calls to Daypass: no redirects, at most 3 s, at most 1 MiB."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, TypeVar

import httpx

from .settings import Settings

_log = logging.getLogger("daypass")
_timeout_seconds = 3.0
_longest_answer = 1_048_576

Answer = TypeVar("Answer")


class Connection:
    """The connection to one issuer, of one event loop."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._client = httpx.AsyncClient(
            transport=settings.transport,
            timeout=_timeout_seconds,
            follow_redirects=False,
            headers={"accept-encoding": "identity"},
            event_hooks={"response": [self._warn]},
        )
        self._is_warned = False
        self._pending: dict[Hashable, asyncio.Task[Any]] = {}

    async def _warn(self, response: httpx.Response) -> None:
        """Says once that the credential is not taken: tokens are checked without it, and nothing is reported."""
        if response.status_code == 401 and not self._is_warned:
            self._is_warned = True
            _log.warning(
                "Daypass does not take the credential of %s. Make a new one on the page of the service; until then "
                "this service hears of revocations later, and reports nothing.",
                self.settings.service,
            )

    async def fetch_json(self, url: str, **request: Any) -> dict[str, Any]:
        """A JSON object. Raises for everything else."""
        response = await self.fetch(url, **request)
        value = json.loads(response.text)
        if not isinstance(value, dict):
            raise ValueError(f"{url} did not answer with a JSON object")
        return value

    async def fetch(self, url: str, *, method: str = "GET", **request: Any) -> httpx.Response:
        """An answer of success, or a 304. Raises for everything else."""
        response = await asyncio.wait_for(self._send(method, url, request), _timeout_seconds)
        if not response.is_success and response.status_code != 304:
            raise httpx.HTTPStatusError(
                f"{url} answered {response.status_code}", request=response.request, response=response
            )
        return response

    async def _send(self, method: str, url: str, request: dict[str, Any]) -> httpx.Response:
        async with self._client.stream(method, url, **request) as response:
            parts, length = [], 0
            async for part in response.aiter_bytes():
                length += len(part)
                if length > _longest_answer:
                    raise ValueError(f"{url} answered with more than 1 MiB")
                parts.append(part)
        # Its content was read under a limit; from here on it reads like any other.
        response._content = b"".join(parts)
        return response

    def stream(self, url: str, headers: dict[str, str]) -> Any:
        """An answer without an end, to be read as it comes."""
        timeout = httpx.Timeout(_timeout_seconds, read=None)
        return self._client.stream("GET", url, headers=headers, timeout=timeout)

    def is_pending(self, key: Hashable) -> bool:
        return key in self._pending

    def begin(
        self, key: Hashable, ask: Callable[[], Coroutine[Any, Any, Answer]]
    ) -> asyncio.Task[Answer]:
        """Asks one question at a time for each key, whoever waits for the answer."""
        task = self._pending.get(key)
        if task is None:
            task = asyncio.get_running_loop().create_task(ask())
            self._pending[key] = task
            task.add_done_callback(lambda done: self._finish(key, done))
        return task

    async def join(self, key: Hashable, ask: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
        # Whoever stops waiting does not take the question from the others.
        return await asyncio.shield(self.begin(key, ask))

    def _finish(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        del self._pending[key]
        if not task.cancelled():
            task.exception()  # Seen: whoever waits gets it too.

    async def close(self) -> None:
        for task in [*self._pending.values()]:
            task.cancel()
        await self._client.aclose()
