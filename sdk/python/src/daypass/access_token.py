"""What a verified token says."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

_scope_text = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*")
_grant_type = "urn:daypass:grant"


@dataclass(frozen=True)
class GrantDetails:
    """The one grant that the token speaks for."""

    id: str
    request_id: str
    #: "namespace/application/component"
    service: str
    role: str
    #: None when the service declares no environments.
    environment: str | None


@dataclass(frozen=True)
class AccessToken:
    """What a verified token says. Shared between calls, and frozen."""

    #: `jti`: what revocation, caches and logs go by.
    id: str
    #: The principal, by its Daypass id.
    subject: str
    #: Who got the token: the principal, or whoever acts for them.
    client_id: str
    #: Who acts for the principal (RFC 8693, section 4.1), by their Daypass id; None: the principal does.
    actor: str | None
    scopes: tuple[str, ...]
    grant: GrantDetails
    #: Seconds since 1970.
    expires_at_seconds: float
    _claims: dict[str, Any] = field(repr=False, compare=False)

    @property
    def expires_at(self) -> datetime:
        return datetime.fromtimestamp(self.expires_at_seconds, timezone.utc)

    @property
    def claims(self) -> dict[str, Any]:
        """Everything, as signed: a copy of its own at every look."""
        return copy.deepcopy(self._claims)


def parse_scope(scope: object) -> tuple[str, ...] | None:
    """The scopes of a `scope` claim (RFC 8693, section 4.2), or None if it is not one."""
    if scope is None or scope == "":
        return ()
    if not isinstance(scope, str) or not _scope_text.fullmatch(scope):
        return None
    return tuple(scope.split(" "))


def parse_grant(details: object) -> GrantDetails | None:
    """The grant in `authorization_details` (RFC 9396): exactly one, or None. Two would add up to more than either."""
    if not isinstance(details, list) or not all(isinstance(detail, dict) for detail in details):
        return None
    grants = [detail for detail in details if detail.get("type") == _grant_type]
    if len(grants) != 1:
        return None
    grant = grants[0]
    texts = [grant.get(name) for name in ("grant_id", "request_id", "service", "role")]
    environment = grant.get("environment")
    if not all(isinstance(text, str) for text in texts):
        return None
    if environment is not None and not isinstance(environment, str):
        return None
    return GrantDetails(*texts, environment)  # type: ignore[arg-type]
