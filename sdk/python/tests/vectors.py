"""Everything that can be wrong with a token, each once: name and token."""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

from daypass.strict_json import encode

from fake_issuer import FakeIssuer, Key, issuer, list_uri, sign, text_of

Vectors = Iterator[tuple[str, str]]
alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
wrong_values: list[Any] = [None, True, False, 0, -1, 1.5, "", "x", [], ["x"], {}, {"x": 1}, [[]], [{}], "é" * 600]


def all_vectors(fake: FakeIssuer) -> Vectors:
    for vectors in (headers, signatures, spellings, members, claims, grants, times, bindings):
        yield from vectors(fake)


def headers(fake: FakeIssuer) -> Vectors:
    names = ["none", "None", "NONE", "HS256", "HS512", "RS256", "PS256", "ES384", "ES512", "ES256K", "EdDSA", "es256", "", None, 7]
    for alg in names:
        yield f"alg {alg!r}", sign(fake.header(alg=alg), fake.claims(), fake.key)
    for alg in ("none", "None"):
        yield f"alg {alg}, no signature", sign(fake.header(alg=alg), fake.claims(), fake.key).rpartition(".")[0] + "."
    for alg, name in (("HS256", "sha256"), ("HS384", "sha384"), ("HS512", "sha512")):
        for secret in (fake.key.pem(), fake.key.pem().strip(), text_of(fake.key.jwk).encode(), b""):
            signing_input = f"{encode(text_of(fake.header(alg=alg)).encode())}.{encode(text_of(fake.claims()).encode())}"
            mac = hmac.new(secret, signing_input.encode(), name).digest()
            yield f"{alg} with the public key", f"{signing_input}.{encode(mac)}"
    for typ in ("JWT", "id+jwt", "statuslist+jwt", "dpop+jwt", "", "at+jwt ", "application/jwt", 7, None, ["at+jwt"]):
        yield f"typ {typ!r}", sign(fake.header(typ=typ), fake.claims(), fake.key)
    without = fake.header()
    del without["typ"]
    yield "no typ", sign(without, fake.claims(), fake.key)
    other = Key("first")
    for name, value in (
        ("jwk", other.public_jwk), ("jwk", fake.key.public_jwk), ("jku", "https://evil.test/jwks"), ("x5u", "https://evil.test/x"),
        ("x5c", ["MIIB"]), ("crit", ["exp"]), ("crit", []), ("b64", False), ("b64", True), ("zip", "DEF"), ("enc", "A128GCM"),
    ):  # fmt: skip
        for key in (fake.key, other):
            yield f"{name} in the header", sign(fake.header(**{name: value}), fake.claims(), key)
    for kid in ("second", "", "First", "first ", "../../first", "' or 1=1 --", "edwards", None, 7, ["first"]):
        yield f"kid {kid!r}", sign(fake.header(kid=kid), fake.claims(), fake.key)
    for text in ("[]", "null", '"x"', "7", "", "{", "{}", "\ufeff{}", '{"alg":"ES256"} x', "[" * 3000):
        yield f"header {text[:20]!r}", sign(text, fake.claims(), fake.key)


def signatures(fake: FakeIssuer) -> Vectors:
    good = fake.mint()
    body, _, signature = good.rpartition(".")
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    numbers = {"0": 0, "1": 1, "n": order, "n-1": order - 1, "n+1": order + 1, "max": 2**256 - 1}
    for r_name, r in numbers.items():
        for s_name, s in numbers.items():
            yield f"r={r_name}, s={s_name}", f"{body}.{encode(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
    raw = fake.key.sign(body.encode())
    for length in (0, 1, 32, 63):
        yield f"signature of {length} bytes", f"{body}.{encode(raw[:length])}"
    for more in (b"\0", b"\0" * 32, raw):
        yield f"signature and {len(more)} bytes more", f"{body}.{encode(raw + more)}"
    for bit in range(0, 512, 16):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << (bit % 8)
        yield f"bit {bit} of the signature", f"{body}.{encode(bytes(changed))}"
    for key, name in ((Key("first"), "another key"), (Key("first", "Ed25519"), "another kind of key"), (fake.edwards, "Ed25519")):
        yield f"signed with {name}", sign(fake.header(), fake.claims(), key)
        yield f"signed with {name}, and says so", sign(fake.header(alg=key.alg), fake.claims(), key)
    yield "DER signature", f"{body}.{encode(b'0E' + raw)}"
    other = fake.mint()
    yield "signature of another token", f"{body}.{other.rpartition('.')[2]}"
    head, payload, _ = good.split(".")
    for at in range(3, len(payload), 41):
        letter = alphabet[(alphabet.index(payload[at]) + 1) % 64]
        yield f"letter {at} of the claims", f"{head}.{payload[:at]}{letter}{payload[at + 1:]}.{signature}"


def spellings(fake: FakeIssuer) -> Vectors:
    good = fake.mint()
    parts = good.split(".")
    for index in range(3):
        for name, change in (
            ("padding", lambda part: part + "="), ("two paddings", lambda part: part + "=="), ("space after", lambda part: part + " "),
            ("space before", lambda part: " " + part), ("inner space", lambda part: part[:9] + " " + part[9:]),
            ("inner line feed", lambda part: part[:9] + "\n" + part[9:]), ("line feed", lambda part: part + "\n"),
            ("inner NUL", lambda part: part[:9] + "\0" + part[9:]), ("plus", lambda part: part[:9] + "+" + part[9:]),
            ("slash", lambda part: part[:9] + "/" + part[9:]), ("percent", lambda part: part[:9] + "%2D" + part[9:]),
            ("non-ASCII", lambda part: part[:9] + "\u0131" + part[9:]), ("full width", lambda part: part[:9] + "\uff21" + part[9:]),
            ("one letter more", lambda part: part + "A"), ("cut", lambda part: part[:-1]), ("empty", lambda part: ""),
            ("comma", lambda part: part + ","), ("trailing bits", trailing_bits),
        ):  # fmt: skip
            changed = change(parts[index])
            if changed != parts[index]:
                yield f"{name} in part {index}", ".".join([*parts[:index], changed, *parts[index + 1 :]])
    for name, text in (
        ("a fourth part", good + ".x"), ("a dot after", good + "."), ("a dot before", "." + good), ("two parts", ".".join(parts[:2])),
        ("one part", parts[0]), ("twice", f"{good},{good}"), ("quoted", f'"{good}"'), ("too long", good + "A" * 9000),
        ("JSON", json.dumps({"payload": parts[1], "protected": parts[0], "signature": parts[2]})), ("dots", "..."), ("a word", "hello"),
        ("a JWE", ".".join([*parts, parts[0], parts[1]])),
    ):  # fmt: skip
        yield name, text
    huge = fake.claims(scope=" ".join(f"s:{number}" for number in range(2000)))
    yield "signed, and too long", sign(fake.header(), huge, fake.key)


def trailing_bits(part: str) -> str:
    if len(part) % 4 not in (2, 3):
        return part
    return part[:-1] + alphabet[alphabet.index(part[-1]) + 1]


def members(fake: FakeIssuer) -> Vectors:
    """One object that says a member twice, at every depth; and what is no JSON."""
    claims = fake.claims()
    text = text_of(claims)
    for name in claims:
        yield f"{name} twice", sign(fake.header(), f'{{{json.dumps(name)}:"x",{text[1:]}', fake.key)
        yield f"{name} twice, the same", sign(fake.header(), f"{{{json.dumps(name)}:{text_of_value(claims[name])},{text[1:]}", fake.key)
        escaped = f'"\\u{ord(name[0]):04x}{name[1:]}"'
        yield f"{name} twice, escaped", sign(fake.header(), f'{{{escaped}:"x",{text[1:]}', fake.key)
    for name in fake.grant():
        twice = text.replace('"type":', f'"{name}":"x","type":', 1)
        yield f"{name} twice in the grant", sign(fake.header(), twice, fake.key)
    yield "alg twice", sign('{"alg":"none",' + text_of(fake.header())[1:], claims, fake.key)
    yield "kid twice", sign('{"kid":"x",' + text_of(fake.header())[1:], claims, fake.key)
    for name, broken in (
        ("a comment", text + "/**/"), ("a comma", text[:-1] + ",}"), ("NaN", text[:-1] + ',"x":NaN}'), ("Infinity", text[:-1] + ',"x":Infinity}'),
        ("single quotes", text.replace('"', "'")), ("an array", f"[{text}]"), ("a text", json.dumps(text)), ("null", "null"), ("more", text + text),
        ("a byte order mark", "\ufeff" + text), ("a control character", text[:-1] + ',"x":"\n"}'), ("endless", "[" * 4000), ("nothing", ""),
    ):  # fmt: skip
        yield f"claims with {name}", sign(fake.header(), broken, fake.key)


def text_of_value(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def claims(fake: FakeIssuer) -> Vectors:
    for name in ("iss", "sub", "aud", "exp", "iat", "jti", "client_id", "authorization_details"):
        lacking = fake.claims()
        del lacking[name]
        yield f"no {name}", sign(fake.header(), lacking, fake.key)
    allowed = {"exp": (), "iat": (0, 1.5), "sub": ("x",), "jti": ("x",), "client_id": ("x",)}
    for name in ("iss", "sub", "aud", "exp", "iat", "jti", "client_id", "authorization_details", "status"):
        for value in wrong_values:
            if not any(value is each or (value == each and type(value) is type(each)) for each in allowed.get(name, ())):
                yield f"{name} {str(value)[:20]!r}", fake.mint(**{name: value})
    for value in wrong_values:
        yield f"act {str(value)[:20]!r}", fake.mint(act=value)
        if value != "x":
            yield f"act.sub {str(value)[:20]!r}", fake.mint(act={"sub": value})
    for value in wrong_values:
        if value not in ("", "x") and not (isinstance(value, (int, float)) and value == 0 and not isinstance(value, bool)):
            yield f"nbf {str(value)[:20]!r}", fake.mint(nbf=value if value != 1.5 else -1.5)
        if value not in ("", "x"):
            yield f"scope {str(value)[:20]!r}", fake.mint(scope=value)
    for other in (issuer + "/", issuer.upper(), issuer + ".evil.test", "https://evil.test", issuer.replace("https", "http"), [issuer]):
        yield f"iss {other}", fake.mint(iss=other)
    for audience in ("urn:demo:orders-api ", "urn:demo:orders", "URN:DEMO:ORDERS-API", "*", ["urn:other"], [["urn:demo:orders-api"]], {"urn:demo:orders-api": 1}):
        yield f"aud {audience}", fake.mint(aud=audience)
    for scope in ("orders:write", "orders:read,orders:write", "Orders:read", "orders", "orders:reader", "orders:read  x", " orders:read", "orders:read\tx", 'orders:read "'):
        yield f"scope {scope}", fake.mint(scope=scope)
    for place in (
        {"idx": 0}, {"uri": list_uri}, {"idx": -1, "uri": list_uri}, {"idx": 1.5, "uri": list_uri}, {"idx": "1", "uri": list_uri}, {"idx": True, "uri": list_uri},
        {"idx": 2**53, "uri": list_uri}, {"idx": 512, "uri": list_uri}, {"idx": 10**9, "uri": list_uri}, {"idx": 1, "uri": "https://evil.test/list"},
        {"idx": 1, "uri": issuer + ".evil.test/list"}, {"idx": 1, "uri": issuer + "/" + "x" * 600}, {"idx": 1, "uri": issuer + "/oauth/status-lists/1"},
    ):  # fmt: skip
        yield f"status {place}"[:80], fake.mint(status={"status_list": place})


def grants(fake: FakeIssuer) -> Vectors:
    grant = fake.grant()
    yield "two grants", fake.mint(authorization_details=[grant, fake.grant(grant_id="grt_2")])
    yield "the same grant twice", fake.mint(authorization_details=[grant, grant])
    yield "a grant as an object", fake.mint(authorization_details=grant)
    yield "only another type", fake.mint(authorization_details=[{"type": "payment"}])
    for name in grant:
        yield f"a grant without {name}", fake.mint(authorization_details=[{k: v for k, v in grant.items() if k != name}])
        for value in (True, 0, 7, [], {}, ["staging"]):
            yield f"{name} {value!r} in the grant", fake.mint(authorization_details=[{**grant, name: value}])
    for environment in ("production", "Staging", "staging ", "", "stag", None):
        yield f"environment {environment!r}", fake.mint(authorization_details=[fake.grant(environment=environment)])
    for type_ in ("urn:daypass:grant ", "URN:DAYPASS:GRANT", "urn:daypass", None):
        yield f"type {type_!r}", fake.mint(authorization_details=[fake.grant(type=type_)])


def times(fake: FakeIssuer) -> Vectors:
    now = time.time()
    for ago in (0, 0.001, 1, 4, 5, 60, 299, 300, 86_400, now):
        yield f"expired {ago:g} s ago", fake.mint(exp=now - ago)
    for ahead in (7, 60, 299, 300, 86_400):
        yield f"from {ahead} s ahead", fake.mint(iat=now + ahead, exp=now + 600 + ahead)
        yield f"not before {ahead} s ahead", fake.mint(nbf=now + ahead)
    for exp in (2**63, 10**400, 1e300, "9999999999", -(10**12)):
        yield f"exp {str(exp)[:12]}", fake.mint(exp=exp)


def bindings(fake: FakeIssuer) -> Vectors:
    thumb = encode(bytes(32))
    for cnf in (
        None, {}, [], "x", 7, True, {"jkt": thumb}, {"jkt": ""}, {"jkt": thumb + "="}, {"jkt": thumb[:-1]}, {"jkt": [thumb]}, {"jkt": thumb, "x5t#S256": thumb},
        {"x5t#S256": thumb}, {"jwk": fake.key.public_jwk}, {"kid": "first"}, {"jkt": None},
    ):  # fmt: skip
        yield f"cnf {str(cnf)[:30]}", fake.mint(cnf=cnf)
