"""What an issuer publishes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from urllib.parse import urlsplit

from .connection import Connection
from .jwk import VerificationKey, import_verification_key

#: Keys are fetched again after this, so that one that was removed stops working.
_fresh_ms = 60_000
#: Older than this, nothing is accepted any more.
_longest_age_ms = 300_000
#: At most one attempt in this time, however many tokens name keys that nobody has.
_cool_down_ms = 2_000


@dataclass(frozen=True)
class Published:
    """What an issuer publishes, as of one moment."""

    keys: frozenset[VerificationKey]
    introspection_endpoint: str
    at: float


class Issuer:
    """Follows the metadata (RFC 8414) and the keys of one issuer."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._url = connection.settings.issuer
        self._now = connection.settings.monotonic_clock
        self._published: Published | None = None
        self._attempted_at = -math.inf
        self._failure: Exception | None = None

    def current(self) -> Published | None:
        """What is known now, without waiting; starts a refresh when it is getting old. None when it is too old to use."""
        published = self._published
        if published is None:
            return None
        age = self._now() - published.at
        if age > _fresh_ms and self._may_attempt():
            self._connection.begin("issuer", self._attempt)
        return published if age <= _longest_age_ms else None

    async def latest(self) -> Published:
        """What is known after a refresh, unless one was made a moment ago. Raises when nothing usable is known."""
        if self._connection.is_pending("issuer") or self._may_attempt():
            await self._connection.join("issuer", self._attempt)
        published = self.current()
        if published is None:
            raise ConnectionError(f"the keys of {self._url} cannot be fetched") from self._failure
        return published

    def _may_attempt(self) -> bool:
        return self._now() - self._attempted_at >= _cool_down_ms

    async def _attempt(self) -> None:
        self._attempted_at = self._now()
        try:
            self._published = await self._fetch_all(self._attempted_at)
        except Exception as error:  # whatever it was, what was known before still counts until it is too old
            self._failure = error

    async def _fetch_all(self, at: float) -> Published:
        metadata = await self._connection.fetch_json(_metadata_url(self._url))
        if metadata.get("issuer") != self._url:
            raise ValueError(f"{self._url} publishes the metadata of another issuer")
        endpoint = self._endpoint(metadata.get("introspection_endpoint"))
        keys = (await self._connection.fetch_json(self._endpoint(metadata.get("jwks_uri")))).get("keys")
        imported = [import_verification_key(jwk) for jwk in (keys if isinstance(keys, list) else [])[:100]]
        return Published(frozenset(key for key in imported if key is not None), endpoint, at)

    def _endpoint(self, url: object) -> str:
        """Tokens and the credential are sent there, so it must be the issuer's own."""
        if not isinstance(url, str) or _origin(url) != _origin(self._url):
            raise ValueError(f"{self._url} names an endpoint that is not its own")
        return url


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()


def _metadata_url(issuer: str) -> str:
    """RFC 8414, section 3.1: the well-known part comes before the path of the issuer."""
    url = urlsplit(issuer)
    return f"{url.scheme}://{url.netloc}/.well-known/oauth-authorization-server{url.path}"
