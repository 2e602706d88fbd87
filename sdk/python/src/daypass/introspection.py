"""Whether tokens are still live, by introspection (RFC 7662)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .bounded_map import BoundedMap
from .claims import CheckedToken, Objection, check_content
from .connection import Connection
from .status_lists import Said

_opaque = re.compile(r"dpo_[A-Za-z0-9_-]{43}", re.ASCII)
_ended = Objection(
    "revoked", "This access has ended, or it never was. Ask for it again if it is still needed."
)


def is_opaque(token: str) -> bool:
    """A token that says nothing by itself. It has one spelling."""
    return _opaque.fullmatch(token) is not None


async def _introspect(connection: Connection, token: str, endpoint: str) -> dict[str, Any]:
    """What the issuer says of a token. Raises when it says nothing."""
    return await connection.fetch_json(
        endpoint,
        method="POST",
        headers={"authorization": connection.settings.basic, "accept": "application/json"},
        data={"token": token, "token_type_hint": "access_token"},
    )


class Liveness:
    """Goes by the verified `jti`, never by the token's text."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._now = connection.settings.monotonic_clock
        self._answers: BoundedMap[Said] = BoundedMap(connection.settings.limit)

    def known(self, jti: str, token: str, endpoint: str, max_age_ms: float) -> Said | None:
        """The last answer, if it is fresh enough. Asks again ahead of time, so that steady traffic hardly ever waits."""
        answer = self._answers.get(jti)
        age = self._now() - answer.asked_at if answer else -1
        if not 0 <= age <= max_age_ms or answer is None:
            return None
        if age > max_age_ms / 2 and answer.live:
            self._connection.begin(("live", jti), lambda: self._ask(jti, token, endpoint))
        return answer

    async def ask(self, jti: str, token: str, endpoint: str) -> bool:
        """Raises when there is no answer: the caller refuses."""
        return await self._connection.join(("live", jti), lambda: self._ask(jti, token, endpoint))

    async def _ask(self, jti: str, token: str, endpoint: str) -> bool:
        asked_at = self._now()
        answer = await _introspect(self._connection, token, endpoint)
        live = answer.get("active") is True and answer.get("jti", jti) == jti
        self._answers.set(jti, Said(live, asked_at))
        return live


@dataclass(frozen=True)
class _Answer:
    found: CheckedToken | Objection
    asked_at: float


class OpaqueTokens:
    """What they say is asked, under the same rules, and goes stale like every answer."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._settings = connection.settings
        self._answers: BoundedMap[_Answer] = BoundedMap(self._settings.limit)

    def known(self, token: str) -> CheckedToken | Objection | None:
        answer = self._answers.get(token)
        if answer is None:
            return None
        age = self._settings.monotonic_clock() - answer.asked_at
        return answer.found if 0 <= age <= self._settings.max_staleness_ms else None

    async def ask(self, token: str, endpoint: str) -> CheckedToken | Objection:
        return await self._connection.join(("opaque", token), lambda: self._ask(token, endpoint))

    async def _ask(self, token: str, endpoint: str) -> CheckedToken | Objection:
        asked_at = self._settings.monotonic_clock()
        found = self._read(await _introspect(self._connection, token, endpoint))
        self._answers.set(token, _Answer(found, asked_at))
        return found

    def _read(self, answer: dict[str, Any]) -> CheckedToken | Objection:
        if answer.get("active") is not True:
            return _ended
        if answer.get("token_type") == "DPoP" and "cnf" not in answer:
            return Objection("missing-claim", "The token is bound to a key that is not named.")
        claims = {name: value for name, value in answer.items() if name not in ("active", "token_type")}
        return check_content(claims, self._settings)
