"""Verifies Daypass access tokens in a Python service. For FastAPI see `daypass.fastapi`, for Starlette `daypass.starlette`."""

from .access_denied import AccessDenied, DenialContext, DenialReason
from .access_token import AccessToken, GrantDetails
from .call import Call
from .requirement import Requirement
from .settings import Dpop
from .verifier import Verifier

__all__ = [
    "AccessDenied",
    "AccessToken",
    "Call",
    "DenialContext",
    "DenialReason",
    "Dpop",
    "GrantDetails",
    "Requirement",
    "Verifier",
]
