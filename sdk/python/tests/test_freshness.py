"""What ended is refused within the allowed staleness, and what cannot be known is refused as well."""

import asyncio
import time
import unittest
from typing import Any

from daypass import AccessDenied, Verifier
from daypass.strict_json import encode
from fake_issuer import FakeIssuer, Key, list_uri, sign

list_path = "/oauth/status-lists/0"


class FreshnessCase(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.fake = FakeIssuer()
        self.verifier = Verifier(**self.fake.options())

    async def asyncTearDown(self) -> None:
        await self.verifier.close()

    async def use(self, **changed: Any) -> None:
        await self.verifier.close()
        self.verifier = Verifier(**self.fake.options(**changed))

    async def reason(self, token: str) -> str:
        try:
            await self.verifier.verify(token)
        except AccessDenied as denied:
            return denied.reason
        return "accepted"

    async def until(self, token: str, reason: str) -> float:
        began = time.monotonic()
        while await self.reason(token) != reason:
            self.assertLess(time.monotonic() - began, 5, f"never {reason}")
            await asyncio.sleep(0.02)
        return time.monotonic() - began


class Push(FreshnessCase):
    async def test_while_it_beats_nothing_is_asked_per_call(self) -> None:
        token = self.fake.mint()
        end = time.monotonic() + 3.2
        while time.monotonic() < end:
            self.assertEqual(await self.reason(token), "accepted")
            await asyncio.sleep(0.05)
        asked = dict(self.fake.calls)
        self.fake.down = {list_path, "/introspect"}
        for _ in range(100):
            self.assertEqual(await self.reason(token), "accepted")
        await asyncio.sleep(1.2)
        self.assertEqual(await self.reason(token), "accepted")
        self.assertEqual(self.fake.calls, asked)

    async def test_a_credential_that_is_not_taken_is_said_once(self) -> None:
        await self.use(client_secret="a-wrong-secret")
        with self.assertLogs("daypass", "WARNING") as said:
            self.assertEqual(await self.reason(self.fake.mint()), "accepted")
            await asyncio.sleep(1.5)
        self.assertEqual(len(said.output), 1)
        self.assertIn("does not take the credential", said.output[0])
        self.assertNotIn("a-wrong-secret", said.output[0])

    async def test_a_token_and_a_grant_are_dead_at_once_when_told(self) -> None:
        by_grant = self.fake.claims(authorization_details=[self.fake.grant(grant_id="grt_2")])
        one, other, second = self.fake.mint(jti="tok_x"), self.fake.mint(), sign(self.fake.header(), by_grant, self.fake.key)
        for token in (one, other, second):
            self.assertEqual(await self.reason(token), "accepted")
        await asyncio.sleep(0.1)
        self.fake.revoke(jti="tok_x")
        self.assertLess(await self.until(one, "revoked"), 0.5)
        self.assertEqual(await self.reason(other), "accepted")
        self.fake.revoke(grant="grt_2")
        self.assertLess(await self.until(second, "revoked"), 0.5)
        self.assertEqual(await self.reason(other), "accepted")

    async def test_without_beats_the_list_is_polled_and_without_both_nothing_is_accepted(self) -> None:
        token = self.fake.mint()
        self.assertEqual(await self.reason(token), "accepted")
        self.fake.beats = False
        await asyncio.sleep(1.2)
        before = self.fake.calls[list_path]
        self.assertEqual(await self.reason(token), "accepted")
        self.assertGreater(self.fake.calls[list_path], before)
        self.fake.down = {list_path}
        self.assertLess(await self.until(token, "check-unavailable"), 1.3)
        self.fake.down = set()
        self.fake.beats = True
        await self.until(token, "accepted")

    async def test_it_comes_again_after_a_cut_and_after_nonsense(self) -> None:
        token = self.fake.mint()
        await self.reason(token)
        await asyncio.sleep(0.1)
        self.fake.cut()
        await asyncio.sleep(0.6)
        self.assertEqual(self.fake.calls["/oauth/revocations"], 2)
        self.fake.send("revoked", {"jti": None, "grant": None})
        await asyncio.sleep(0.6)
        self.assertEqual(self.fake.calls["/oauth/revocations"], 3)
        self.assertEqual(await self.reason(token), "accepted")

    async def test_a_reset_has_everything_confirmed_anew(self) -> None:
        token = self.fake.mint()
        self.assertEqual(await self.reason(token), "accepted")
        self.fake.dead.add(self.fake.count)
        self.fake.send("reset", {})
        self.assertLess(await self.until(token, "revoked"), 1.2)


class Lists(FreshnessCase):
    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        await self.use(freshness="status-list")

    async def test_what_the_list_says_ends_within_the_staleness(self) -> None:
        token = self.fake.mint()
        self.assertEqual(await self.reason(token), "accepted")
        self.fake.dead.add(self.fake.count)
        self.assertLess(await self.until(token, "revoked"), 1.2)

    async def test_a_list_that_cannot_be_believed_is_none(self) -> None:
        now = int(time.time())
        content = {"bits": 1, "lst": encode(b"no zlib")}
        for name, claims in {
            "swapped": {"sub": list_uri + "1"}, "of another issuer": {"iss": "https://evil.test"}, "expired": {"iat": now - 9, "exp": now - 1},
            "without exp": {"exp": None}, "of two bits": {"status_list": {"bits": 2, "lst": "eJw"}}, "no zlib": {"status_list": content},
            "of exp before iat": {"exp": now - 900, "iat": now}, "without list": {"status_list": None},
        }.items():  # fmt: skip
            with self.subTest(name):
                await self.use(freshness="status-list")
                self.fake.list_claims = claims
                self.assertEqual(await self.reason(self.fake.mint()), "check-unavailable")
        self.fake.list_claims = {}
        for name, value in (("list_key", Key("first")), ("list_typ", "at+jwt"), ("list_bytes", 0)):
            with self.subTest(name):
                await self.use(freshness="status-list")
                kept = getattr(self.fake, name)
                setattr(self.fake, name, value)
                self.assertEqual(await self.reason(self.fake.mint()), "check-unavailable")
                setattr(self.fake, name, kept)

    async def test_a_list_of_before_the_last_one_is_refused(self) -> None:
        token = self.fake.mint()
        self.assertEqual(await self.reason(token), "accepted")
        self.fake.list_claims = {"iat": int(time.time()) - 100}
        await asyncio.sleep(1.1)
        self.assertEqual(await self.reason(token), "check-unavailable")


class Introspection(FreshnessCase):
    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        await self.use(freshness="introspection")

    async def test_a_revoked_token_ends_within_half_a_second(self) -> None:
        token = self.fake.mint(jti="tok_x")
        self.assertEqual(await self.reason(token), "accepted")
        self.fake.revoked.add("tok_x")
        self.assertLess(await self.until(token, "revoked"), 0.7)

    async def test_no_answer_is_no_leave(self) -> None:
        self.fake.down = {"/introspect"}
        self.assertEqual(await self.reason(self.fake.mint()), "check-unavailable")

    async def test_an_opaque_token_says_what_introspection_says(self) -> None:
        await self.use()
        token = "dpo_" + "a" * 43
        self.assertEqual(await self.reason(token), "revoked")
        await asyncio.sleep(1.1)
        self.fake.opaque[token] = self.fake.claims(jti="tok_o")
        self.assertEqual(await self.reason(token), "accepted")
        self.fake.revoked.add("tok_o")
        self.assertLess(await self.until(token, "revoked"), 1.3)
        wrong = "dpo_" + "b" * 43
        self.fake.opaque[wrong] = self.fake.claims(aud="urn:other")
        self.assertEqual(await self.reason(wrong), "wrong-audience")


class Reporting(FreshnessCase):
    async def test_what_was_refused_and_used_is_told_and_nothing_else(self) -> None:
        good = self.fake.mint()
        for token in (good, good, self.fake.mint(aud="urn:other"), "x.y.z"):
            await self.reason(token)
        with self.assertRaises(AccessDenied):
            await self.verifier.verify(None)
        await self.verifier.close()
        told = [each["reason"] for each in self.fake.reports["assertions"]]
        self.assertEqual(sorted(told), ["malformed-token", "wrong-audience"])
        self.assertEqual([(use["grantId"], use["count"]) for use in self.fake.reports["usage"]], [("grt_1", 2)])

    async def test_a_receipt_whose_answer_was_lost_is_sent_again_under_its_key(self) -> None:
        self.fake.answers_lost = {"/api/v1/usage"}
        good = self.fake.mint()
        await self.reason(good)
        reports = self.verifier._session.reports  # type: ignore[union-attr]
        await reports._send_receipts()
        await self.reason(good)
        self.fake.answers_lost = set()
        await self.verifier.close()
        self.assertEqual([use["count"] for use in self.fake.reports["usage"]], [1, 1, 1])
        first, again, newer = self.fake.report_keys
        self.assertIsNotNone(first)
        self.assertEqual(first, again)
        self.assertNotEqual(first, newer)

    async def test_receipts_of_what_goes_on_being_used_are_sent_once_at_a_time(self) -> None:
        await self.reason(self.fake.mint())
        reports = self.verifier._session.reports  # type: ignore[union-attr]
        post, sent = reports._post, []

        async def busy(path: str, items: list[dict[str, object]], more: dict[str, str] | None = None) -> bool:
            sent.append(path)
            if len(sent) < 20:
                reports.used("grt_1", 0)
            return await post(path, items, more)

        reports._post = busy
        await reports._send_receipts()
        self.assertEqual(sent, ["/api/v1/usage"])

    async def test_a_storm_is_bounded(self) -> None:
        self.fake.down = {"/api/v1/assertions"}
        for _ in range(1_500):
            await self.reason("x.y.z")
        reports = self.verifier._session.reports  # type: ignore[union-attr]
        self.assertGreaterEqual(reports.dropped, 500)
        self.assertLessEqual(len(reports._waiting), 1_000)


class Farewell(unittest.TestCase):
    def test_what_waits_is_told_when_the_loop_ends_and_another_loop_begins_anew(self) -> None:
        fake = FakeIssuer()
        verifier = Verifier(**fake.options())
        for _ in range(2):
            asyncio.run(verifier.verify(fake.mint()))
        self.assertEqual([use["count"] for use in fake.reports["usage"]], [1, 1])
        self.assertEqual(fake.calls["/jwks"], 2)
