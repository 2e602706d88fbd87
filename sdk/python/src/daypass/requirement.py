"""What a call takes."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from .access_token import AccessToken
from .claims import Objection
from .settings import Settings


@dataclass(frozen=True)
class Requirement:
    """All of the scopes and, when given, one of the roles."""

    scopes: tuple[str, ...] = ()
    roles: tuple[str, ...] | None = None


nothing = Requirement()


def objection_to_use(access: AccessToken, requirement: Requirement) -> Objection | None:
    missing = [scope for scope in requirement.scopes if scope not in access.scopes]
    if missing:
        return Objection("missing-scope", f"The token lacks {' '.join(missing)}.")
    roles = requirement.roles
    if roles is not None and access.grant.role not in roles:
        wanted = " or ".join(roles)
        return Objection(
            "missing-role", f"This takes the role {wanted}, the token is for {access.grant.role}."
        )
    return None


def request_access_uri(settings: Settings, requirement: Requirement) -> str:
    """The page of Daypass on which a person asks for what this call takes."""
    query = {"service": settings.service}
    if requirement.roles and len(requirement.roles) == 1:
        query["role"] = requirement.roles[0]
    if requirement.scopes:
        query["scope"] = " ".join(requirement.scopes)
    if len(settings.environments) == 1:
        query["environment"] = settings.environments[0]
    return f"{settings.issuer}/ask?{urlencode(query)}"
