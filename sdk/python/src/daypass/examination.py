"""Whether a token is good for this service at all: whose, for whom, when, and whether it still stands."""

from __future__ import annotations

from dataclasses import replace

from .claims import CheckedToken, Objection, check_claims, objection_at
from .connection import Connection
from .freshness import Freshness
from .introspection import OpaqueTokens, is_opaque
from .issuer import Issuer, Published
from .jws import is_signed_by, parse_jws, select_key
from .token_cache import TokenCache, Verified

_malformed = Objection("malformed-token", "This is not a token that Daypass issued.")
_unknown_key = Objection("unknown-key", "The token is signed with a key that Daypass does not have.")
_bad_signature = Objection("bad-signature", "The signature of the token is wrong.")
_ended = Objection("revoked", "This access has ended. Ask for it again if it is still needed.")

Found = CheckedToken | Objection


class Examination:
    def __init__(self, connection: Connection) -> None:
        self._settings = connection.settings
        self._issuer = Issuer(connection)
        # By text, because that is what arrives. Every spelling of a token leads to its one jti, and freshness goes by that.
        self._cache = TokenCache(self._settings.limit)
        self._freshness = Freshness(connection, self._issuer, self._cache)
        self._opaque = OpaqueTokens(connection)

    def known(self, token: str) -> Found | None:
        """What can be said without waiting."""
        if is_opaque(token):
            found = self._opaque.known(token)
            return None if found is None else self._timely(found)
        published = self._issuer.current()
        if published is None:
            return None
        verified = self._recall(token, published) or self._read(token, published)
        if isinstance(verified, Objection):
            return None if verified is _unknown_key else verified
        found = self._timely(verified.checked)
        if isinstance(found, Objection):
            return found
        live = self._freshness.known(verified, token, published.introspection_endpoint)
        return None if live is None else found if live else _about(found, _ended)

    async def examine(self, token: str) -> Found:
        """Raises when there is no telling."""
        published = self._issuer.current() or await self._issuer.latest()
        endpoint = published.introspection_endpoint
        if is_opaque(token):
            return self._timely(self._opaque.known(token) or await self._opaque.ask(token, endpoint))
        verified = self._recall(token, published) or self._read(token, published)
        if verified is _unknown_key:
            verified = self._read(token, await self._issuer.latest())
        if isinstance(verified, Objection):
            return verified
        found = self._timely(verified.checked)
        if isinstance(found, Objection):
            return found
        live = self._freshness.known(verified, token, endpoint)
        if live is None:
            live = await self._freshness.ask(verified, token, endpoint)
        # The answer may have taken a while: exp is exact.
        return self._timely(found) if live else _about(found, _ended)

    async def close(self) -> None:
        await self._freshness.close()

    def _timely(self, found: Found) -> Found:
        if isinstance(found, Objection):
            return found
        untimely = objection_at(self._settings.clock(), found)
        return _about(found, untimely) if untimely else found

    def _recall(self, token: str, published: Published) -> Verified | None:
        verified = self._cache.get(token)
        return verified if verified and verified.key in published.keys else None

    def _read(self, token: str, published: Published) -> Verified | Objection:
        jws = parse_jws(token)
        if jws is None:
            return _malformed
        key = select_key(jws.header, published.keys)
        if key is None:
            return _unknown_key
        if not is_signed_by(jws, key):
            return _bad_signature
        checked = check_claims(jws, self._settings)
        if isinstance(checked, CheckedToken):
            return self._cache.add(token, checked, key)
        jti, subject = jws.claims.get("jti"), jws.claims.get("sub")
        return replace(
            checked,
            jti=jti if isinstance(jti, str) else None,
            subject=subject if isinstance(subject, str) else None,
        )


def _about(found: CheckedToken, objection: Objection) -> Objection:
    return replace(objection, jti=found.access.id, subject=found.access.subject)
