"""Proofs of possession (RFC 9449, sections 4.3, 7.1 and 9)."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import Any

from .call import Authorization, Call
from .claims import CheckedToken, Objection
from .jwk import import_verification_key
from .jws import is_signed_by, parse_proof
from .replay_store import ReplayStore
from .settings import Settings
from .strict_json import encode, is_number
from .target import is_same_target

#: A proof is made for its call: older than this it is none.
_longest_proof_age_ms = 60_000
_nonce_slot_ms = 60_000


class DpopNonces:
    """Nonces that we choose: the present one and the one before count, and none is stored."""

    def __init__(self, secret: str | None = None) -> None:
        self._secret = secret.encode() if secret is not None else secrets.token_bytes(32)

    def current(self, now: float) -> str:
        return self._of(int(now // _nonce_slot_ms))

    def accepts(self, nonce: object, now: float) -> bool:
        if not isinstance(nonce, str):
            return False
        slot = int(now // _nonce_slot_ms)
        return any(hmac.compare_digest(nonce.encode("utf-8", "surrogatepass"), self._of(each).encode()) for each in (slot, slot - 1))

    def _of(self, slot: int) -> str:
        return encode(hmac.new(self._secret, f"dpop-nonce {slot}".encode(), "sha256").digest())


class Possession:
    """Whether a token was sent by whoever holds its key."""

    def __init__(self, settings: Settings) -> None:
        dpop = settings.dpop
        self.required = dpop.required
        self.nonces = DpopNonces(dpop.nonce if isinstance(dpop.nonce, str) else None) if dpop.nonce else None
        self._replays = ReplayStore(dpop.replay_limit)
        self._tolerance_ms = settings.clock_tolerance_seconds * 1000

    def objection(self, checked: CheckedToken, sent: Authorization, call: Call, now: float) -> Objection | None:
        if checked.jkt is None:
            if sent.scheme == "DPoP":
                detail = "The token is bound to no key: send it as Bearer."
                return Objection("wrong-scheme", detail, scheme="Bearer")
            if self.required:
                detail = "This service takes only tokens that are bound to a key."
                return Objection("wrong-scheme", detail, scheme="DPoP")
            return None
        if sent.scheme != "DPoP":
            return Objection("wrong-scheme", "The token is bound to a key: send it as DPoP, with a proof.")
        if len(call.proofs) != 1:
            return _bad("Send exactly one proof in the DPoP header.")
        claims = _read_proof(call.proofs[0], checked.jkt)
        if claims is None:
            return _bad("The proof is not signed with the key that the token is bound to.")
        return self._objection_to_proof(claims, checked, sent, call, now)

    def _objection_to_proof(
        self, claims: dict[str, Any], checked: CheckedToken, sent: Authorization, call: Call, now: float
    ) -> Objection | None:
        if call.method is None or claims.get("htm") != call.method:
            return _bad("The proof is for another method.")
        if not is_same_target(claims.get("htu"), call.url):
            return _bad("The proof is for another address.")
        if claims.get("ath") != digest(sent.token):
            return _bad("The proof is for another token.")
        iat, jti = claims.get("iat"), claims.get("jti")
        if not is_number(iat) or not isinstance(jti, str) or not 0 < len(jti) <= 256:
            return _bad("The proof lacks jti or iat.")
        if not -self._tolerance_ms <= now - iat * 1000 <= _longest_proof_age_ms:  # type: ignore[operator]
            return _bad("The proof was not made just now.")
        if self.nonces and not self.nonces.accepts(claims.get("nonce"), now):
            detail = "Make the proof with the nonce of this answer's DPoP-Nonce."
            return Objection("nonce-required", detail)
        return self._objection_to_repeat(f"{checked.jkt} {digest(jti)}", now)

    def _objection_to_repeat(self, id: str, now: float) -> Objection | None:
        seen = self._replays.use(id, now, _longest_proof_age_ms + self._tolerance_ms + 1_000)
        if seen == "seen":
            return Objection("replayed-proof", "The proof was used before. Make one for each call.")
        if seen == "full":
            detail = "More proofs are in use than can be remembered. Try again in a moment."
            return Objection("check-unavailable", detail)
        return None


def _bad(detail: str) -> Objection:
    return Objection("bad-proof", detail)


def _read_proof(proof: str, jkt: str) -> dict[str, Any] | None:
    """The claims of a proof that is signed with the key of this thumbprint; None otherwise."""
    jws = parse_proof(proof)
    if jws is None or jws.header.get("typ") != "dpop+jwt":
        return None
    jwk = jws.header["jwk"]
    # A private key in the open proves nothing (section 4.3, 7).
    if "d" in jwk or "k" in jwk:
        return None
    key = import_verification_key({**jwk, "use": "sig", "key_ops": None})
    if key is None or thumbprint(jwk) != jkt or not is_signed_by(jws, key):
        return None
    return jws.claims


def thumbprint(jwk: dict[str, Any]) -> str:
    """RFC 7638, for the two kinds of keys that sign here."""
    names = ("crv", "kty", "x", "y") if jwk.get("kty") == "EC" else ("crv", "kty", "x")
    return digest(json.dumps({name: jwk.get(name) for name in names}, separators=(",", ":")))


def digest(text: str) -> str:
    """The SHA-256 of a text, as `ath` and `jkt` have it."""
    return encode(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
