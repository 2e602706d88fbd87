"""What of a call decides whether it may go on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .access_denied import Scheme
from .claims import Objection


@dataclass(frozen=True)
class Call:
    """A call, whatever framework it came through."""

    #: All Authorization headers, as they came.
    authorization: Sequence[str] = ()
    #: All DPoP headers.
    proofs: Sequence[str] = ()
    method: str | None = None
    #: As the caller addressed it: absolute. What proxies changed must be undone.
    url: str | None = None


@dataclass(frozen=True)
class Authorization:
    """The token of a call, and how it was sent."""

    scheme: Scheme
    token: str


_header = re.compile(r"(Bearer|DPoP) ([A-Za-z0-9\-._~+/]+=*)", re.IGNORECASE | re.ASCII)


def read_authorization(headers: Sequence[str]) -> Authorization | Objection | None:
    """Reads the Authorization headers (RFC 6750, section 2.1; RFC 9449, section 7.1). Tokens in bodies and URLs do not count."""
    if not headers:
        return None
    # Two headers: what reads the first and what reads the second would disagree about who calls.
    if len(headers) > 1:
        return Objection("malformed-request", "Send one Authorization header, not several.")
    match = _header.fullmatch(headers[0])
    if match is None:
        return Objection("malformed-request", "Send the token as Authorization: Bearer <token>.")
    return Authorization("DPoP" if match[1].lower() == "dpop" else "Bearer", match[2])
