"""What Daypass says about this service (RFC 9728)."""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import quote

from .connection import Connection

#: Where a service describes itself (RFC 9728, section 3).
resource_metadata_path = "/.well-known/oauth-protected-resource"

_fresh_ms = 300_000
_cool_down_ms = 2_000


class ResourceMetadata:
    """For callers that ask the service itself."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._now = connection.settings.monotonic_clock
        self._known: dict[str, Any] | None = None
        self._known_at = -math.inf
        self._attempted_at = -math.inf

    async def get(self) -> dict[str, Any]:
        """At most five minutes old; older only while Daypass does not answer. Raises when it never did."""
        now = self._now()
        known = self._known
        if known is not None and (now - self._known_at < _fresh_ms or now - self._attempted_at < _cool_down_ms):
            return known
        try:
            return await self._connection.join("resource", self._fetch)
        except Exception:
            if known is None:
                raise
            return known

    async def _fetch(self) -> dict[str, Any]:
        self._attempted_at = now = self._now()
        settings = self._connection.settings
        path = "/".join(quote(part, safe="") for part in settings.service.split("/"))
        content = await self._connection.fetch_json(f"{settings.issuer}/oauth/protected-resources/{path}")
        if not isinstance(content.get("resource"), str):
            raise ValueError(f"{settings.issuer} does not describe {settings.service}")
        self._known, self._known_at = content, now
        return content
