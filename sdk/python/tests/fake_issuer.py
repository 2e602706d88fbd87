"""A Daypass of its own, in memory, each part of which a test can break."""

from __future__ import annotations

import asyncio
import base64
import json
import time
import zlib
from typing import Any, AsyncIterator

import httpx
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from daypass.strict_json import encode

issuer = "https://daypass.test"
list_uri = f"{issuer}/oauth/status-lists/0"


class Key:
    def __init__(self, kid: str, curve: str = "P-256") -> None:
        self.kid = kid
        self.private: Any = ec.generate_private_key(ec.SECP256R1()) if curve == "P-256" else Ed25519PrivateKey.generate()
        self.alg = "ES256" if curve == "P-256" else "EdDSA"
        public = self.private.public_key()
        if curve == "P-256":
            numbers = public.public_numbers()
            x, y = (encode(part.to_bytes(32, "big")) for part in (numbers.x, numbers.y))
            self.public_jwk = {"kty": "EC", "crv": "P-256", "x": x, "y": y}
        else:
            raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
            self.public_jwk = {"kty": "OKP", "crv": "Ed25519", "x": encode(raw)}
        self.jwk = {**self.public_jwk, "kid": kid, "alg": self.alg, "use": "sig"}

    def sign(self, data: bytes) -> bytes:
        if self.alg == "EdDSA":
            return self.private.sign(data)
        r, s = decode_dss_signature(self.private.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def pem(self) -> bytes:
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )


def text_of(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def sign(header: object, claims: object, key: Key) -> str:
    """Objects, or texts as they are to be."""
    signing_input = f"{encode(text_of(header).encode())}.{encode(text_of(claims).encode())}"
    return f"{signing_input}.{encode(key.sign(signing_input.encode()))}"


class FakeIssuer(httpx.AsyncBaseTransport):
    def __init__(self) -> None:
        self.key = Key("first")
        self.edwards = Key("edwards", "Ed25519")
        self.keys: list[dict[str, Any]] = [self.key.jwk, self.edwards.jwk]
        #: Added to the machine's clock, for what the verifier takes for now.
        self.shift_ms = 0.0
        self.metadata: dict[str, Any] = {}
        self.calls: dict[str, int] = {}
        #: Paths that fail.
        self.down: set[str] = set()
        self.revoked: set[str] = set()
        self.dead: set[int] = set()
        self.list_claims: dict[str, Any] = {}
        self.list_bytes = 64
        self.list_key = self.key
        self.list_typ = "statuslist+jwt"
        self.reports: dict[str, list[Any]] = {"assertions": [], "usage": []}
        self.report_keys: list[str | None] = []
        #: Paths of reports that are taken and not answered.
        self.answers_lost: set[str] = set()
        self.opaque: dict[str, dict[str, Any]] = {}
        self.beats = True
        self.streams: list[asyncio.Queue[bytes | None]] = []
        self.count = 0

    def clock(self) -> float:
        return time.time() * 1000 + self.shift_ms

    def options(self, **changed: Any) -> dict[str, Any]:
        return {
            "issuer": issuer,
            "audience": "urn:demo:orders-api",
            "environment": "staging",
            "service": "shop/orders/orders-api",
            "client_id": "crd",
            "client_secret": "s:cret",
            "transport": self,
            "clock": self.clock,
            **changed,
        }

    def header(self, **changed: Any) -> dict[str, Any]:
        return {"alg": "ES256", "typ": "at+jwt", "kid": "first", **changed}

    def grant(self, **changed: Any) -> dict[str, Any]:
        return {
            "type": "urn:daypass:grant",
            "service": "shop/orders/orders-api",
            "role": "reader",
            "environment": "staging",
            "grant_id": "grt_1",
            "request_id": "req_1",
            **changed,
        }

    def claims(self, **changed: Any) -> dict[str, Any]:
        self.count += 1
        now = int(time.time())
        return {
            "iss": issuer,
            "sub": "prn_riley",
            "aud": "urn:demo:orders-api",
            "exp": now + 300,
            "iat": now,
            "jti": f"tok_{self.count}",
            "client_id": "prn_riley",
            "scope": "orders:read",
            "authorization_details": [self.grant()],
            "status": {"status_list": {"idx": self.count % 512, "uri": list_uri}},
            **changed,
        }

    def mint(self, **changed: Any) -> str:
        return sign(self.header(), self.claims(**changed), self.key)

    def revoke(self, *, jti: str | None = None, grant: str | None = None) -> None:
        """Tells whoever listens; and introspection, of a token."""
        if jti:
            self.revoked.add(jti)
        data = {"at": self.clock(), "grant": grant, "jti": jti, "reason": "revoked"}
        self.send("revoked", data, id="7")

    def send(self, event: str, data: object, id: str = "") -> None:
        line = f"id: {id}\n" if id else ""
        for stream in self.streams:
            stream.put_nowait(f"{line}event: {event}\ndata: {json.dumps(data)}\n\n".encode())

    def cut(self) -> None:
        for stream in self.streams:
            stream.put_nowait(None)

    def status_list(self) -> str:
        bits = bytearray(self.list_bytes)
        for idx in self.dead:
            bits[idx // 8] |= 1 << (idx % 8)
        now = int(time.time())
        claims = {
            "iss": issuer,
            "sub": list_uri,
            "iat": now,
            "exp": now + 600,
            "ttl": 1,
            "status_list": {"bits": 1, "lst": encode(zlib.compress(bytes(bits)))},
            **self.list_claims,
        }
        return sign({"alg": self.list_key.alg, "kid": self.list_key.kid, "typ": self.list_typ}, claims, self.list_key)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.calls[path] = self.calls.get(path, 0) + 1
        if path in self.down:
            return httpx.Response(500)
        if path == "/.well-known/oauth-authorization-server":
            endpoints = {"jwks_uri": f"{issuer}/jwks", "introspection_endpoint": f"{issuer}/introspect"}
            return httpx.Response(200, json={"issuer": issuer, **endpoints, **self.metadata})
        if path == "/jwks":
            return httpx.Response(200, json={"keys": self.keys})
        if path == "/oauth/status-lists/0":
            return httpx.Response(200, text=self.status_list())
        if path == "/oauth/protected-resources/shop/orders/orders-api":
            return httpx.Response(200, json={"resource": "urn:demo:orders-api", "authorization_servers": [issuer]})
        if request.headers.get("authorization") != "Basic " + base64.b64encode(b"crd:s%3Acret").decode():
            return httpx.Response(401)
        if path == "/oauth/revocations":
            return httpx.Response(200, stream=_Stream(self))
        body = await request.aread()
        if path == "/introspect":
            return httpx.Response(200, json=self._introspect(httpx.QueryParams(body.decode())["token"]))
        if path in ("/api/v1/assertions", "/api/v1/usage"):
            self.reports[path.rpartition("/")[2]] += json.loads(body)["items"]
            self.report_keys.append(request.headers.get("idempotency-key"))
            return httpx.Response(503 if path in self.answers_lost else 202, json={})
        return httpx.Response(404)

    def _introspect(self, token: str) -> dict[str, Any]:
        if token.startswith("dpo_"):
            said = self.opaque.get(token)
            return {"active": True, **said} if said and said["jti"] not in self.revoked else {"active": False}
        payload = token.split(".")[1]
        jti = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["jti"]
        return {"active": False} if jti in self.revoked else {"active": True, "jti": jti}


class _Stream(httpx.AsyncByteStream):
    def __init__(self, fake: FakeIssuer) -> None:
        self._fake = fake
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        fake.streams.append(self._queue)
        fake_at = json.dumps({"at": fake.clock(), "beat": 100})
        self._queue.put_nowait(f"retry: 100\n\nevent: hello\ndata: {fake_at}\n\n".encode())

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            try:
                piece = await asyncio.wait_for(self._queue.get(), 0.05)
            except asyncio.TimeoutError:
                if not self._fake.beats:
                    continue
                piece = f"event: beat\ndata: {json.dumps({'at': self._fake.clock()})}\n\n".encode()
            if piece is None:
                return
            yield piece

    async def aclose(self) -> None:
        if self._queue in self._fake.streams:
            self._fake.streams.remove(self._queue)
