"""Guards routes of FastAPI."""

# Without postponed annotations: FastAPI reads those of the dependencies that are made here.
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from typing import Any, Optional, Union

from fastapi import APIRouter, HTTPException, Request, Response, Security
from fastapi.exception_handlers import http_exception_handler
from fastapi.openapi.models import HTTPBearer as HTTPBearerModel
from fastapi.security import OAuth2
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.exceptions import ExceptionMiddleware

from .access_denied import AccessDenied
from .access_token import AccessToken
from .resource_metadata import resource_metadata_path
from .starlette import access_of, call_of, describe_resource, requirement_of, respond_with
from .verifier import Verifier

__all__ = ["AccessToken", "Daypass", "Refused", "access_of"]


class Refused(HTTPException):
    """A refusal, as FastAPI answers it. An exception handler of the app for this class, or for HTTPException, goes first."""

    def __init__(self, denied: AccessDenied) -> None:
        # Where our own handler cannot be put in, this still is a problem document of one member.
        super().__init__(denied.status, denied.detail, denied.headers())
        self.denied = denied


class _Scheme(OAuth2):
    """What OpenAPI says. The verifier reads the headers itself, all of them."""

    def __init__(self) -> None:
        # Only of an OAuth2 does FastAPI list the scopes of each operation; but none of its flows is how Daypass issues.
        super().__init__(scheme_name="Daypass", auto_error=False)
        self.model = HTTPBearerModel(bearerFormat="JWT")  # type: ignore[assignment]
        self._scopes: set[str] = set()

    async def __call__(self, request: Request) -> None:
        return None

    def mention(self, issuer: str, scopes: Sequence[str]) -> None:
        self._scopes.update(scopes)
        listed = ", ".join(f"`{scope}`" for scope in sorted(self._scopes)) or "none"
        self.model.description = f"An access token of {issuer}. Scopes of this service: {listed}."


class Daypass:
    """`daypass = Daypass(issuer=…, audience=…, environment=…, client_id=…, client_secret=…)`, and then

    `@app.get("/orders", dependencies=[Depends(daypass.require("orders:read"))])`. Starts with the first call and ends with
    the app. `app.include_router(daypass.router)` describes the service under its well-known address (RFC 9728).
    """

    def __init__(self, **options: Any) -> None:
        """The options of `Verifier`."""
        self.verifier = Verifier(**options)
        self.router = APIRouter()
        self.router.add_api_route(resource_metadata_path, self._describe, include_in_schema=False)
        self._scheme = _Scheme()
        self._known_app: Any = None

    def require(
        self, *scopes: str, role: Optional[Union[str, Sequence[str]]] = None
    ) -> Callable[..., Coroutine[Any, Any, AccessToken]]:
        """A dependency that gives the token of a call with all of these scopes and, when given, one of the roles."""
        requirement = requirement_of(scopes, role)
        self._scheme.mention(self.verifier.settings.issuer, scopes)

        async def authorized(
            request: Request, _: None = Security(self._scheme, scopes=list(scopes))
        ) -> AccessToken:
            self._settle_in(request.app)
            try:
                call = call_of(request, self.verifier.settings.dpop.public_url)
                access = await self.verifier.authorize(call, requirement)
            except AccessDenied as denied:
                raise Refused(denied) from denied
            request.state.daypass_access = access
            return access

        return authorized

    @contextlib.asynccontextmanager
    async def lifespan(self, _: Any) -> AsyncIterator[None]:
        """For apps with a lifespan of their own: enter it there, and what waits to be told is told before the app ends."""
        try:
            yield
        finally:
            await self.close()

    async def close(self) -> None:
        await self.verifier.close()

    async def _describe(self) -> Response:
        return await describe_resource(self.verifier)

    def _settle_in(self, app: Any) -> None:
        """Once for each app: its refusals become whole problem documents, and its end becomes ours."""
        if app is self._known_app:
            return
        self._known_app = app
        on_shutdown = getattr(app.router, "on_shutdown", None)
        if isinstance(on_shutdown, list):
            on_shutdown.append(self.close)
        if not _answers_by_default(app):
            return
        layer = getattr(app, "middleware_stack", None)
        while layer is not None:
            if isinstance(layer, ExceptionMiddleware):
                layer.add_exception_handler(Refused, _answer)
            layer = getattr(layer, "app", None)


async def _answer(_: Request, refused: Exception) -> Response:
    if not isinstance(refused, Refused):
        raise refused
    return respond_with(refused.denied)


def _answers_by_default(app: Any) -> bool:
    """Whether the app has no handler of its own for what we raise."""
    kinds = (Refused, HTTPException, StarletteHTTPException)
    return all(app.exception_handlers.get(kind, http_exception_handler) is http_exception_handler for kind in kinds)
