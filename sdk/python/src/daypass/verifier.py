"""Decides whether a call may go on."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from .access_denied import AccessDenied, DenialContext
from .access_token import AccessToken
from .call import Authorization, Call, read_authorization
from .claims import CheckedToken, Objection
from .connection import Connection
from .dpop import Possession
from .examination import Examination
from .reports import Reports
from .requirement import Requirement, nothing, objection_to_use, request_access_uri
from .resource_metadata import ResourceMetadata
from .settings import Settings, read_settings

_no_token = Objection("no-token", "Send an access token: Authorization: Bearer <token>.")
_unavailable = Objection(
    "check-unavailable",
    "Whether this access still stands cannot be checked right now. Try again in a moment.",
)


class Verifier:
    """Verifies the tokens of one service. Starts with the first call, and again where another event loop comes."""

    def __init__(self, **options: Any) -> None:
        """Options: see `daypass.settings.read_settings`. Raises ValueError that says which one is wrong."""
        self.settings: Settings = read_settings(**options)
        self._possession = Possession(self.settings)
        self._session: _Session | None = None

    async def verify(self, token: str | None, requirement: Requirement = nothing) -> AccessToken:
        """The content of a bearer token that may make this call: signed by the issuer, for this service and environment,
        within its time, not revoked, and with what `requirement` takes. Raises AccessDenied for every other, and when it
        cannot be known."""
        sent = Authorization("Bearer", token) if token else None
        return await self._decide(sent, requirement, Call())

    async def authorize(self, call: Call, requirement: Requirement = nothing) -> AccessToken:
        """The same for a whole call, with the proof of a token that is bound to a key."""
        return await self._decide(read_authorization(call.authorization), requirement, call)

    async def resource_metadata(self) -> dict[str, Any]:
        """What Daypass publishes about this service (RFC 9728)."""
        return await self._here().metadata.get()

    async def close(self) -> None:
        """Stops listening, and delivers the reports that wait. The next call would start again."""
        session, self._session = self._session, None
        if session is not None and session.loop is asyncio.get_running_loop():
            await session.close()

    async def _decide(
        self, sent: Authorization | Objection | None, requirement: Requirement, call: Call
    ) -> AccessToken:
        session = self._here()
        if not isinstance(sent, Authorization):
            raise self._refuse(session, sent or _no_token, requirement, call)
        found = session.examination.known(sent.token)
        if found is None:
            try:
                found = await session.examination.examine(sent.token)
            except Exception as error:  # no answer is no leave, whatever the reason
                raise self._refuse(session, _unavailable, requirement, call) from error
        return self._conclude(session, found, sent, requirement, call)

    def _conclude(
        self,
        session: _Session,
        found: CheckedToken | Objection,
        sent: Authorization,
        requirement: Requirement,
        call: Call,
    ) -> AccessToken:
        if isinstance(found, Objection):
            objection = found if found.scheme else replace(found, scheme=sent.scheme)
            raise self._refuse(session, objection, requirement, call)
        access, now = found.access, self.settings.clock()
        refusal = self._possession.objection(found, sent, call, now) or objection_to_use(access, requirement)
        if refusal is not None:
            scheme = refusal.scheme or ("DPoP" if found.jkt is not None else sent.scheme)
            refusal = replace(refusal, scheme=scheme, jti=access.id, subject=access.subject)
            raise self._refuse(session, refusal, requirement, call)
        session.reports.used(access.grant.id, now)
        return access

    def _refuse(
        self, session: _Session, objection: Objection, requirement: Requirement, call: Call
    ) -> AccessDenied:
        is_bound = self._possession.required or objection.scheme == "DPoP"
        nonces = self._possession.nonces
        context = DenialContext(
            realm=self.settings.audience,
            scopes=requirement.scopes,
            request_access_uri=request_access_uri(self.settings, requirement),
            scheme="DPoP" if is_bound else "Bearer",
            resource_metadata=self.settings.resource_metadata_url,
            dpop_nonce=nonces.current(self.settings.clock()) if is_bound and nonces else None,
        )
        denied = AccessDenied(objection.reason, objection.detail, context)
        session.reports.refused(denied, objection, call)
        return denied

    def _here(self) -> _Session:
        """Connections and tasks belong to the event loop that they began in."""
        loop = asyncio.get_running_loop()
        if self._session is None or self._session.loop is not loop:
            self._session = _Session(self.settings, loop)
        return self._session


class _Session:
    def __init__(self, settings: Settings, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._connection = Connection(settings)
        self.examination = Examination(self._connection)
        self.reports = Reports(self._connection)
        self.metadata = ResourceMetadata(self._connection)

    async def close(self) -> None:
        await self.examination.close()
        await self.reports.close()
        await self._connection.close()
