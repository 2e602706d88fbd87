"""Guards endpoints of Starlette."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import quote

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response

from .access_denied import AccessDenied
from .access_token import AccessToken
from .call import Call
from .requirement import Requirement
from .verifier import Verifier

Endpoint = Callable[[Request], Awaitable[Response]]


def requirement_of(scopes: Sequence[str], role: str | Sequence[str] | None = None) -> Requirement:
    if role is None:
        return Requirement(tuple(scopes))
    return Requirement(tuple(scopes), (role,) if isinstance(role, str) else tuple(role))


def call_of(request: HTTPConnection, public_url: str | None = None) -> Call:
    """The call as it came, its path as it was written."""
    scope = request.scope
    raw = scope.get("raw_path")
    path = raw.decode("latin-1").partition("?")[0] if raw else quote(scope["path"])
    origin = public_url or f"{scope.get('scheme', 'http')}://{request.headers.get('host', 'localhost')}"
    return Call(
        authorization=request.headers.getlist("authorization"),
        proofs=request.headers.getlist("dpop"),
        method=scope.get("method"),
        url=origin + path,
    )


def respond_with(denied: AccessDenied) -> Response:
    return JSONResponse(denied.to_problem(), denied.status, denied.headers())


def requires(
    verifier: Verifier, *scopes: str, role: str | Sequence[str] | None = None
) -> Callable[[Endpoint], Endpoint]:
    """`@requires(verifier, "orders:read")` before an endpoint; what it lets through is `access_of(request)`."""
    requirement = requirement_of(scopes, role)

    def guard(endpoint: Endpoint) -> Endpoint:
        @functools.wraps(endpoint)
        async def guarded(request: Request) -> Response:
            try:
                access = await verifier.authorize(call_of(request, verifier.settings.dpop.public_url), requirement)
            except AccessDenied as denied:
                return respond_with(denied)
            request.state.daypass_access = access
            return await endpoint(request)

        return guarded

    return guard


def access_of(request: HTTPConnection) -> AccessToken:
    """The token of a call that a guard let through. Raises where no guard stands before the endpoint."""
    access = getattr(request.state, "daypass_access", None)
    if not isinstance(access, AccessToken):
        raise RuntimeError("no guard of Daypass stands before this endpoint")
    return access


async def describe_resource(verifier: Verifier) -> Response:
    """Answers `resource_metadata_path`."""
    try:
        content = await verifier.resource_metadata()
    except Exception:  # whatever it was, Daypass does not say
        problem = {
            "type": "about:blank",
            "title": "Description unavailable",
            "status": 503,
            "detail": "Daypass does not say right now how this service is protected.",
        }
        headers = {"content-type": "application/problem+json", "cache-control": "no-store", "retry-after": "1"}
        return JSONResponse(problem, 503, headers)
    return JSONResponse(content, headers={"cache-control": "public, max-age=300"})
