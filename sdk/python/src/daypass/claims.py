"""The content of an access token (RFC 9068, section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .access_denied import DenialReason, Scheme
from .access_token import AccessToken, parse_grant, parse_scope
from .jws import Jws
from .settings import Settings
from .strict_json import decode_canonical, is_number


@dataclass(frozen=True)
class StatusPlace:
    uri: str
    idx: int


@dataclass(frozen=True)
class CheckedToken:
    """A token whose content is in order, and the instants (milliseconds) between which it counts."""

    access: AccessToken
    not_before_ms: float
    expires_at_ms: float
    #: Where its place in a status list is, when it says one (Token Status List, section 6.2).
    status: StatusPlace | None
    #: The thumbprint of the key whose proof must come with it (RFC 9449, section 6.1).
    jkt: str | None


@dataclass(frozen=True)
class Objection:
    reason: DenialReason
    detail: str
    #: How the token was or should have been sent, where it matters.
    scheme: Scheme | None = None
    #: Whose token it was; only where its signature was good.
    jti: str | None = None
    subject: str | None = None


_no_binding = Objection(
    "unsupported-binding", "The token is bound to something that this service cannot check."
)


def check_claims(jws: Jws, settings: Settings) -> CheckedToken | Objection:
    """Checks everything but the clock: see `objection_at`."""
    if str(jws.header.get("typ")).lower() not in ("at+jwt", "application/at+jwt"):
        return Objection("wrong-type", "This is not an access token.")
    return check_content(jws.claims, settings)


def check_content(claims: dict[str, Any], settings: Settings) -> CheckedToken | Objection:
    """The same for claims that came otherwise than in a JWT."""
    audience = claims.get("aud")
    if claims.get("iss") != settings.issuer:
        return Objection("wrong-issuer", "The token is from another issuer.")
    if not (
        audience == settings.audience or (isinstance(audience, list) and settings.audience in audience)
    ):
        return Objection("wrong-audience", "The token is for another service.")
    jkt = _parse_confirmation(claims["cnf"]) if "cnf" in claims else None
    # Whoever bound the token to something meant that a bearer of it alone is refused.
    if "cnf" in claims and jkt is None:
        return _no_binding
    jti, subject, client_id = (claims.get(name) for name in ("jti", "sub", "client_id"))
    exp, iat, nbf = (claims.get(name) for name in ("exp", "iat", "nbf"))
    actor = act.get("sub") if isinstance(act := claims.get("act"), dict) else None
    scopes, grant = parse_scope(claims.get("scope")), parse_grant(claims.get("authorization_details"))
    status = _parse_status(claims["status"], settings.issuer) if "status" in claims else None
    if (
        not (_is_name(jti) and _is_name(subject) and _is_name(client_id))
        or not (_is_instant(exp) and _is_instant(iat))
        or scopes is None
        or grant is None
        or ("scope" in claims and claims["scope"] is None)
        or ("act" in claims and not _is_name(actor))
        or ("status" in claims and status is None)
    ):
        return Objection("missing-claim", "The token lacks a claim that every Daypass token has.")
    if "nbf" in claims and not _is_instant(nbf):
        return Objection("missing-claim", "The token says no proper nbf.")
    place, places = grant.environment, settings.environments
    if place not in places if place is not None else bool(places):
        here = ", ".join(places) or "none"
        return Objection(
            "wrong-environment",
            f"The token is for {place or 'no environment'}, this service runs in {here}.",
        )
    return CheckedToken(
        AccessToken(jti, subject, client_id, actor, scopes, grant, exp, claims),
        (max(iat, nbf or 0) - settings.clock_tolerance_seconds) * 1000,
        exp * 1000,
        status,
        jkt,
    )


def objection_at(now: float, checked: CheckedToken) -> Objection | None:
    """What the clock says against the token. The tolerance never lengthens it: `exp` is exact."""
    if now >= checked.expires_at_ms:
        return Objection("expired", "The token has expired. Get a new one from Daypass.")
    if now < checked.not_before_ms:
        return Objection("not-yet-valid", "The token is not valid yet.")
    return None


def _parse_confirmation(cnf: object) -> str | None:
    """The thumbprint in `cnf`; None for any other binding."""
    jkt = cnf.get("jkt") if isinstance(cnf, dict) and len(cnf) == 1 else None
    data = decode_canonical(jkt) if isinstance(jkt, str) else None
    return jkt if data is not None and len(data) == 32 else None


def _parse_status(status: object, issuer: str) -> StatusPlace | None:
    """The place in a list of the issuer's own."""
    place = status.get("status_list") if isinstance(status, dict) else None
    if not isinstance(place, dict):
        return None
    idx, uri = place.get("idx"), place.get("uri")
    if not isinstance(idx, int) or isinstance(idx, bool) or not 0 <= idx < 2**53:
        return None
    if not isinstance(uri, str) or len(uri) > 512 or not uri.startswith(f"{issuer}/"):
        return None
    return StatusPlace(uri, idx)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 512


def _is_instant(value: object) -> bool:
    """Whole or fractional seconds since 1970 (RFC 7519), within what every clock can hold."""
    return is_number(value) and 0 <= value <= 253_402_300_799  # type: ignore[operator]
