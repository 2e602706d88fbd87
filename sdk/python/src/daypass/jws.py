"""Compact JWS (RFC 7515) whose payload is a JSON object."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .jwk import VerificationKey
from .strict_json import decode_canonical, parse_object

#: No real token comes near it; servers cut headers at about this length.
_longest_token = 8192
#: A status list carries a bit for each of many tokens.
longest_list_token = 1_048_576

# A key that a token brings along is no key, and what we do not understand must not change what the rest means.
_refused_parameters = frozenset(["crit", "b64", "jku", "x5u", "x5c", "zip", "enc"])


@dataclass(frozen=True)
class Jws:
    header: dict[str, Any]
    claims: dict[str, Any]
    signing_input: bytes
    signature: bytes


def parse_jws(token: str, longest: int = _longest_token) -> Jws | None:
    """None unless it is in its one canonical spelling, so that a token that is accepted has one text (but for the twin
    signature that ECDSA always has)."""
    jws = _parse(token, longest)
    return None if jws is None or "jwk" in jws.header else jws


def parse_proof(token: str) -> Jws | None:
    """The same for a proof of possession (RFC 9449, section 4.2), which brings the key that it proves."""
    jws = _parse(token, _longest_token)
    return jws if jws is not None and isinstance(jws.header.get("jwk"), dict) else None


def _parse(token: str, longest: int) -> Jws | None:
    parts = token.split(".")
    if len(token) > longest or len(parts) != 3:
        return None
    header, claims, signature = (decode_canonical(part) for part in parts)
    if not header or not claims or not signature:
        return None
    said, content = parse_object(header), parse_object(claims)
    if said is None or content is None or not _is_acceptable(said):
        return None
    return Jws(said, content, token[: token.rindex(".")].encode("ascii"), signature)


def _is_acceptable(header: dict[str, Any]) -> bool:
    if header.get("alg") not in ("ES256", "EdDSA"):
        return False
    if any(name in header and not isinstance(header[name], str) for name in ("kid", "typ")):
        return False
    return _refused_parameters.isdisjoint(header)


def select_key(header: dict[str, Any], keys: Iterable[VerificationKey]) -> VerificationKey | None:
    """The key that this header names: by `kid` and algorithm, and only if exactly one fits."""
    fitting = [
        key
        for key in keys
        if key.algorithm == header["alg"] and ("kid" not in header or header["kid"] == key.kid)
    ]
    return fitting[0] if len(fitting) == 1 else None


def is_signed_by(jws: Jws, key: VerificationKey) -> bool:
    """The algorithm is the key's, whatever the token says."""
    return jws.header["alg"] == key.algorithm and key.verifies(jws.signature, jws.signing_input)


def verify_jws(token: str, keys: Iterable[VerificationKey], longest: int = _longest_token) -> Jws | None:
    """Reads and verifies in one go. Says nothing about the claims."""
    jws = parse_jws(token, longest)
    key = select_key(jws.header, keys) if jws else None
    return jws if jws and key and is_signed_by(jws, key) else None
