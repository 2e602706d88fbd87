"""Proofs of possession (RFC 9449)."""

import time
import unittest
from typing import Any

from daypass import AccessDenied, Call, Dpop, Verifier
from daypass.dpop import digest, thumbprint
from daypass.target import is_same_target
from fake_issuer import FakeIssuer, Key, sign

url = "https://orders.test/orders"


class Possession(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.fake = FakeIssuer()
        self.key = Key("")
        self.count = 0
        self.verifier = self.make()
        self.token = self.fake.mint(cnf={"jkt": thumbprint(self.key.public_jwk)})

    def make(self, **dpop: Any) -> Verifier:
        return Verifier(**self.fake.options(freshness="introspection", reporting=False, dpop=Dpop(**dpop)))

    def proof(self, *, key: Key | None = None, header: dict[str, Any] = {}, **changed: Any) -> str:
        key = key or self.key
        self.count += 1
        claims = {"htm": "GET", "htu": url, "ath": digest(self.token), "iat": time.time(), "jti": f"p{self.count}", **changed}
        return sign({"typ": "dpop+jwt", "alg": key.alg, "jwk": key.public_jwk, **header}, claims, key)

    async def reason(self, *proofs: str, scheme: str = "DPoP", token: str | None = None, verifier: Verifier | None = None) -> str:
        call = Call([f"{scheme} {token or self.token}"], proofs, "GET", url + "?page=2")
        try:
            await (verifier or self.verifier).authorize(call)
        except AccessDenied as denied:
            self.denied = denied
            return denied.reason
        return "accepted"

    async def test_a_proof_is_good_once(self) -> None:
        proof = self.proof()
        self.assertEqual(await self.reason(proof), "accepted")
        self.assertEqual(await self.reason(proof), "replayed-proof")
        self.assertEqual(self.denied.code, "invalid_dpop_proof")
        self.assertTrue(self.denied.www_authenticate().startswith("DPoP "))
        edwards = Key("", "Ed25519")
        self.token = self.fake.mint(cnf={"jkt": thumbprint(edwards.public_jwk)})
        self.assertEqual(await self.reason(self.proof(key=edwards)), "accepted")

    async def test_every_other_proof_is_refused(self) -> None:
        private = {**self.key.public_jwk, "d": "AA"}
        for name, proofs in {
            "none": [], "two": [self.proof(), self.proof()], "another key": [self.proof(key=Key(""))], "nonsense": ["x"],
            "method": [self.proof(htm="POST")], "address": [self.proof(htu="https://orders.test/other")], "host": [self.proof(htu="https://evil.test/orders")],
            "scheme": [self.proof(htu="http://orders.test/orders")], "token": [self.proof(ath=digest("x"))], "no ath": [self.proof(ath=None)],
            "old": [self.proof(iat=time.time() - 61)], "ahead": [self.proof(iat=time.time() + 6)], "no iat": [self.proof(iat=None)], "iat true": [self.proof(iat=True)],
            "no jti": [self.proof(jti="")], "long jti": [self.proof(jti="x" * 257)], "typ": [self.proof(header={"typ": "jwt"})], "alg": [self.proof(header={"alg": "none"})],
            "private": [self.proof(header={"jwk": private})], "no jwk": [self.proof(header={"jwk": None})], "crit": [self.proof(header={"crit": ["x"]})],
        }.items():  # fmt: skip
            with self.subTest(name):
                self.assertEqual(await self.reason(*proofs), "bad-proof")

    async def test_the_scheme_is_that_of_the_token(self) -> None:
        self.assertEqual(await self.reason(self.proof(), scheme="Bearer"), "wrong-scheme")
        plain = self.fake.mint()
        self.assertEqual(await self.reason(self.proof(), token=plain), "wrong-scheme")
        required = self.make(required=True)
        self.assertEqual(await self.reason(token=plain, scheme="Bearer", verifier=required), "wrong-scheme")
        self.assertTrue(self.denied.www_authenticate().startswith("DPoP "))

    async def test_a_nonce_is_asked_for_and_then_taken(self) -> None:
        asking = self.make(nonce="shared")
        self.assertEqual(await self.reason(self.proof(), verifier=asking), "nonce-required")
        nonce = self.denied.headers()["dpop-nonce"]
        self.assertEqual(self.denied.code, "use_dpop_nonce")
        self.assertEqual(await self.reason(self.proof(nonce=nonce), verifier=self.make(nonce="shared")), "accepted")
        self.assertEqual(await self.reason(self.proof(nonce=nonce), verifier=self.make(nonce="other")), "nonce-required")

    async def test_a_full_store_takes_none(self) -> None:
        small = self.make(replay_limit=1)
        self.assertEqual(await self.reason(self.proof(), verifier=small), "accepted")
        self.assertEqual(await self.reason(self.proof(), verifier=small), "check-unavailable")

    def test_addresses_compare_as_urls_do(self) -> None:
        for other in (url, "HTTPS://ORDERS.test:443/orders", "https://orders.test/x/../orders", url + "?a=1#b", "https://orders.test/./orders"):
            self.assertTrue(is_same_target(other, url), other)
        for other in ("", None, "orders", url + "/", "https://a@orders.test/orders", "https://orders.test:8443/orders", url + " ", "https://orders.test\\orders"):
            self.assertFalse(is_same_target(other, url), other)
