"""Whether verified tokens still stand."""

from __future__ import annotations

from .connection import Connection
from .ended import Ended, remembered_ms
from .introspection import Liveness
from .issuer import Issuer
from .revocation_stream import RevocationStream
from .status_lists import Said, StatusLists
from .token_cache import TokenCache, Verified

#: While the stream tells of every end, a status list is only needed for tokens that come for the first time.
_first_sight_ms = 10_000
#: A list may be of the second before, and a cache on the way may keep it for one more.
_list_lag_ms = 2_000
# What ended while such a list was on its way is still remembered when the list is read.
assert _first_sight_ms + _list_lag_ms < remembered_ms


class Freshness:
    """By the stream of revocations, by status lists, or by asking for each (ADR 28). The stream is trusted only while it
    beats; without it the lists are polled; without those nothing is known, and the caller refuses."""

    def __init__(self, connection: Connection, issuer: Issuer, cache: TokenCache) -> None:
        settings = connection.settings
        self._settings = settings
        self._cache = cache
        self._ended = Ended(settings.monotonic_clock)
        self._liveness = Liveness(connection)
        self._lists = None if settings.freshness == "introspection" else StatusLists(connection, issuer)
        self._stream = RevocationStream(connection, self._hear) if settings.freshness == "push" else None

    def known(self, found: Verified, token: str, endpoint: str) -> bool | None:
        """What is known without asking."""
        stream = self._stream
        if stream is not None:
            standing = found.standing
            is_fresh = stream.is_fresh()
            if is_fresh and standing.confirmed_in == stream.stretch:
                return True
            if self._has_ended(found):
                return False
            if is_fresh:
                said = self._said(found, token, endpoint, _first_sight_ms)
                covered = stream.covered_since + (_list_lag_ms if found.checked.status else 0)
                if said is not None and said.asked_at >= covered:
                    if said.live:
                        standing.confirmed_in = stream.stretch
                    return said.live
        said = self._said(found, token, endpoint, self._settings.max_staleness_ms)
        return None if said is None else said.live

    async def ask(self, found: Verified, token: str, endpoint: str) -> bool:
        """Raises when there is no answer."""
        status = found.checked.status
        if status is not None and self._lists is not None:
            live = (await self._lists.ask(status)).live
        else:
            live = await self._liveness.ask(found.checked.access.id, token, endpoint)
        return live and not self._has_ended(found)

    async def close(self) -> None:
        if self._stream is not None:
            await self._stream.close()

    def _said(self, found: Verified, token: str, endpoint: str, max_age_ms: float) -> Said | None:
        status = found.checked.status
        if status is not None and self._lists is not None:
            return self._lists.known(status, max_age_ms)
        return self._liveness.known(found.checked.access.id, token, endpoint, max_age_ms)

    def _hear(self, jti: str | None, grant: str | None) -> None:
        if jti is not None:
            self._end("jti", jti)
            self._cache.forget_token(jti)
        if grant is not None:
            self._end("grant", grant)
            self._cache.forget_grant(grant)

    def _end(self, kind: str, id: str) -> None:
        # More ended than can be remembered one by one: then everything is looked up once more.
        if not self._ended.add(kind, id) and self._stream is not None:
            self._stream.begin_stretch()

    def _has_ended(self, found: Verified) -> bool:
        access = found.checked.access
        return self._ended.has("jti", access.id) or self._ended.has("grant", access.grant.id)
