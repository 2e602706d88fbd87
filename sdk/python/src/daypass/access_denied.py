"""The refusal of a call, ready to be sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

DenialReason = Literal[
    "no-token",
    "malformed-request",
    "malformed-token",
    "unknown-key",
    "bad-signature",
    "wrong-type",
    "wrong-issuer",
    "wrong-audience",
    "wrong-environment",
    "missing-claim",
    "expired",
    "not-yet-valid",
    "unsupported-binding",
    "wrong-scheme",
    "bad-proof",
    "replayed-proof",
    "nonce-required",
    "revoked",
    "missing-scope",
    "missing-role",
    "check-unavailable",
]
"""What was not right, finer than the RFC 6750 code; stable."""

Scheme = Literal["Bearer", "DPoP"]

# Every reason that is not named here is about the token itself.
_code_of = {
    "malformed-request": "invalid_request",
    "bad-proof": "invalid_dpop_proof",
    "replayed-proof": "invalid_dpop_proof",
    "nonce-required": "use_dpop_nonce",
    "missing-scope": "insufficient_scope",
    "missing-role": "insufficient_scope",
    "check-unavailable": "temporarily_unavailable",
}
_status_of = {"invalid_request": 400, "insufficient_scope": 403, "temporarily_unavailable": 503}


@dataclass(frozen=True)
class DenialContext:
    """Where the refused call may be asked for, and what it would have taken."""

    realm: str
    scopes: tuple[str, ...]
    request_access_uri: str
    #: How the token is to be sent: alone, or with the proof of the key that it is bound to.
    scheme: Scheme = "Bearer"
    #: Where the service describes itself (RFC 9728, section 5.1).
    resource_metadata: str | None = None
    #: What the next proof must carry (RFC 9449, section 9).
    dpop_nonce: str | None = None


class AccessDenied(Exception):
    """A refusal of a call: as a challenge (RFC 6750) and as a problem document (RFC 9457)."""

    def __init__(self, reason: DenialReason, detail: str, context: DenialContext) -> None:
        super().__init__(detail)
        self.reason = reason
        #: For people: what was wrong and what to do next.
        self.detail = detail
        self.context = context
        self.code: str = _code_of.get(reason, "invalid_token")
        self.status: int = _status_of.get(self.code, 401)

    @property
    def request_access_uri(self) -> str:
        return self.context.request_access_uri

    def www_authenticate(self) -> str:
        """A call without any token is told what to bring, not that it erred."""
        context = self.context
        parameters = [("realm", context.realm)]
        if self.reason != "no-token":
            parameters += [("error", self.code), ("error_description", self.detail)]
        if context.scopes:
            parameters.append(("scope", " ".join(context.scopes)))
        if context.scheme == "DPoP":
            parameters.append(("algs", "ES256 EdDSA"))
        parameters.append(("request_access_uri", context.request_access_uri))
        if context.resource_metadata is not None:
            parameters.append(("resource_metadata", context.resource_metadata))
        return f"{context.scheme} " + ", ".join(f'{name}="{_printable(value)}"' for name, value in parameters)

    def headers(self) -> dict[str, str]:
        """All headers of the answer that says so."""
        headers = {"content-type": "application/problem+json", "cache-control": "no-store"}
        if self.status == 503:
            headers["retry-after"] = "1"
        else:
            headers["www-authenticate"] = self.www_authenticate()
        if self.context.dpop_nonce is not None:
            headers["dpop-nonce"] = self.context.dpop_nonce
        return headers

    def to_problem(self) -> dict[str, Any]:
        problem: dict[str, Any] = {
            "type": "about:blank",
            "title": "Access check unavailable" if self.reason == "check-unavailable" else "Access denied",
            "status": self.status,
            "code": self.code,
            "reason": self.reason,
            "detail": self.detail,
        }
        if self.context.scopes:
            problem["scope"] = " ".join(self.context.scopes)
        problem["request_access_uri"] = self.request_access_uri
        return problem


def _printable(text: str) -> str:
    """What a quoted string of a challenge may hold (RFC 6750, section 3)."""
    return re.sub(r"[^\x20-\x7e]", "?", re.sub(r'["\\]', "'", text))
