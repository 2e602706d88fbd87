"""The guard of FastAPI and of Starlette, called as a server calls them."""

import unittest
from typing import Any

import httpx
from fastapi import Depends, FastAPI, HTTPException
from fastapi.responses import JSONResponse
from starlette.applications import Starlette
from starlette.routing import Route

from daypass import AccessToken, Verifier
from daypass.fastapi import Daypass, access_of
from daypass.starlette import requires
from fake_issuer import FakeIssuer


class Guard(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.fake = FakeIssuer()
        self.daypass = Daypass(**self.fake.options(resource_metadata_url="https://orders.test/.well-known/oauth-protected-resource"))
        self.app = FastAPI()
        self.app.include_router(self.daypass.router)
        daypass = self.daypass

        @self.app.get("/orders", dependencies=[Depends(daypass.require("orders:read"))])
        async def orders() -> dict[str, str]:
            return {"ok": "yes"}

        @self.app.get("/me")
        async def me(token: AccessToken = Depends(daypass.require("orders:read", role="reader"))) -> dict[str, str]:
            return {"subject": token.subject}

        @self.app.post("/refunds")
        def refunds(token: AccessToken = Depends(daypass.require(role=["refunder", "rescuer"]))) -> dict[str, str]:
            return {"subject": token.subject}

    async def asyncTearDown(self) -> None:
        await self.daypass.close()

    async def call(self, path: str, *headers: tuple[str, str], method: str = "GET", app: Any = None) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app or self.app), base_url="https://orders.test") as client:
            return await client.request(method, path, headers=list(headers))

    def bearer(self, **changed: Any) -> tuple[str, str]:
        return ("authorization", f"Bearer {self.fake.mint(**changed)}")

    async def test_a_refusal_is_a_challenge_and_a_problem_document(self) -> None:
        refused = await self.call("/orders")
        self.assertEqual(refused.status_code, 401)
        self.assertEqual(refused.headers["content-type"], "application/problem+json")
        self.assertNotIn("error=", refused.headers["www-authenticate"])
        self.assertIn("resource_metadata=", refused.headers["www-authenticate"])
        body = refused.json()
        self.assertEqual((body["status"], body["reason"], body["scope"]), (401, "no-token", "orders:read"))
        self.assertEqual(body["request_access_uri"], "https://daypass.test/ask?service=shop%2Forders%2Forders-api&scope=orders%3Aread&environment=staging")
        lacking = await self.call("/orders", self.bearer(scope="orders:write"))
        self.assertEqual(lacking.status_code, 403)
        self.assertIn('error="insufficient_scope"', lacking.headers["www-authenticate"])
        self.assertEqual((await self.call("/orders", self.bearer(), self.bearer())).status_code, 400)
        self.assertEqual((await self.call("/orders", ("authorization", "Basic eDp5"))).status_code, 400)

    async def test_what_is_good_goes_through_with_its_token(self) -> None:
        self.assertEqual((await self.call("/orders", self.bearer())).json(), {"ok": "yes"})
        self.assertEqual((await self.call("/me", self.bearer())).json(), {"subject": "prn_riley"})
        role = await self.call("/refunds", self.bearer(), method="POST")
        self.assertEqual((role.status_code, role.json()["reason"]), (403, "missing-role"))
        rescuer = self.bearer(authorization_details=[self.fake.grant(role="rescuer")])
        self.assertEqual((await self.call("/refunds", rescuer, method="POST")).status_code, 200)

    async def test_no_answer_of_daypass_is_503(self) -> None:
        self.fake.down = {"/jwks"}
        answer = await self.call("/orders", self.bearer())
        self.assertEqual((answer.status_code, answer.headers["retry-after"]), (503, "1"))

    async def test_openapi_says_the_scheme_and_the_scopes(self) -> None:
        document = (await self.call("/openapi.json")).json()
        scheme = document["components"]["securitySchemes"]["Daypass"]
        self.assertEqual((scheme["type"], scheme["scheme"]), ("http", "bearer"))
        self.assertIn("orders:read", scheme["description"])
        self.assertEqual(document["paths"]["/orders"]["get"]["security"], [{"Daypass": ["orders:read"]}])

    async def test_an_app_with_its_own_handler_keeps_it(self) -> None:
        @self.app.exception_handler(HTTPException)
        async def own(_: Any, error: HTTPException) -> JSONResponse:
            return JSONResponse({"mine": error.status_code}, error.status_code, error.headers)

        refused = await self.call("/orders")
        self.assertEqual(refused.json(), {"mine": 401})
        self.assertIn("www-authenticate", refused.headers)

    async def test_the_service_describes_itself(self) -> None:
        described = await self.call("/.well-known/oauth-protected-resource")
        self.assertEqual(described.json()["resource"], "urn:demo:orders-api")

    async def test_an_endpoint_of_starlette_is_guarded(self) -> None:
        verifier = Verifier(**self.fake.options())

        @requires(verifier, "orders:read")
        async def orders(request: Any) -> JSONResponse:
            return JSONResponse({"subject": access_of(request).subject})

        app = Starlette(routes=[Route("/orders", orders)])
        self.assertEqual((await self.call("/orders", app=app)).json()["reason"], "no-token")
        self.assertEqual((await self.call("/orders", self.bearer(), app=app)).json(), {"subject": "prn_riley"})
        await verifier.close()
