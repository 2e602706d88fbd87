"""Of several hundred tokens that are wrong in one way each, none is accepted; of those that are right, all are."""

import unittest

from daypass import AccessDenied, Requirement, Verifier
from daypass.strict_json import decode_canonical, encode
from fake_issuer import FakeIssuer, Key, sign
from vectors import all_vectors

reading = Requirement(("orders:read",))


class Vectors(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.fake = FakeIssuer()
        self.verifier = Verifier(**self.fake.options(freshness="status-list", reporting=False))

    async def asyncTearDown(self) -> None:
        await self.verifier.close()

    async def test_none_of_the_wrong_ones_is_accepted(self) -> None:
        await self.verifier.verify(self.fake.mint(), reading)
        accepted, count = [], 0
        for name, token in all_vectors(self.fake):
            count += 1
            # At first sight, and when it comes again.
            for _ in range(2):
                try:
                    await self.verifier.verify(token, reading)
                    accepted.append(name)
                except AccessDenied:
                    pass
        self.assertEqual(accepted, [])
        self.assertGreater(count, 500)
        print(f"{count} wrong tokens, none accepted")

    async def test_who_acts_is_told(self) -> None:
        acting = await self.verifier.verify(self.fake.mint(act={"sub": "prn_agent"}), reading)
        self.assertEqual((acting.subject, acting.actor), ("prn_riley", "prn_agent"))
        self.assertIsNone((await self.verifier.verify(self.fake.mint(), reading)).actor)

    async def test_the_right_ones_are_accepted(self) -> None:
        fake = self.fake
        edwards = sign(fake.header(alg="EdDSA", kid="edwards"), fake.claims(), fake.edwards)
        for token in (
            fake.mint(),
            edwards,
            fake.mint(aud=["urn:other", "urn:demo:orders-api"]),
            fake.mint(scope="a orders:read b"),
            fake.mint(authorization_details=[{"type": "payment"}, fake.grant()]),
            sign(fake.header(typ="application/AT+JWT"), fake.claims(), fake.key),
            fake.mint(more={"deep": [1, {"a": 1}, {"a": 1}]}),
        ):
            self.assertEqual((await self.verifier.verify(token, reading)).grant.role, "reader")

    async def test_the_twin_of_a_signature_leads_to_the_same_token(self) -> None:
        order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
        token = self.fake.mint()
        body, _, signature = token.rpartition(".")
        raw = decode_canonical(signature) or b""
        s = order - int.from_bytes(raw[32:], "big")
        twin = f"{body}.{encode(raw[:32] + s.to_bytes(32, 'big'))}"
        first, second = await self.verifier.verify(token), await self.verifier.verify(twin)
        self.assertEqual(first.id, second.id)

    async def test_a_rotated_key_is_fetched_and_a_removed_one_stops(self) -> None:
        old = self.fake.mint()
        now = [0.0]
        verifier = Verifier(**self.fake.options(freshness="introspection", reporting=False, monotonic_clock=lambda: now[0]))
        await verifier.verify(old)
        second = Key("second")
        self.fake.keys = [second.jwk]
        now[0] = 3_000
        new = sign(self.fake.header(kid="second"), self.fake.claims(), second)
        await verifier.verify(new)
        with self.assertRaises(AccessDenied) as refused:
            await verifier.verify(old)
        self.assertEqual(refused.exception.reason, "unknown-key")
        await verifier.close()

    async def test_with_a_clock_five_minutes_off_nothing_ends_later_than_it_says(self) -> None:
        for shift, reason in ((300_000, "expired"), (-300_000, "not-yet-valid")):
            token = self.fake.mint()
            self.fake.shift_ms = shift
            with self.assertRaises(AccessDenied) as refused:
                await self.verifier.verify(token)
            self.assertEqual(refused.exception.reason, reason)
            self.fake.shift_ms = 0
