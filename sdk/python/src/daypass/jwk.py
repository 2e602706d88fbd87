"""Public keys that may verify signatures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from .strict_json import decode_canonical

#: Asymmetric only, and named by the key, never by the token.
Algorithm = Literal["ES256", "EdDSA"]


@dataclass(frozen=True)
class VerificationKey:
    kid: str | None
    algorithm: Algorithm
    #: The same for the same key, whatever else its JWK says.
    id: str
    key: ec.EllipticCurvePublicKey | Ed25519PublicKey = field(compare=False, repr=False)

    def verifies(self, signature: bytes, data: bytes) -> bool:
        if len(signature) != 64:
            return False
        try:
            if isinstance(self.key, Ed25519PublicKey):
                self.key.verify(signature, data)
            else:
                r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
                self.key.verify(encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))
        except (InvalidSignature, ValueError):
            return False
        return True


def import_verification_key(jwk: object) -> VerificationKey | None:
    """The public key of a JWK (RFC 7517); None for every key that may not verify here."""
    if not isinstance(jwk, dict):
        return None
    kid, operations = jwk.get("kid"), jwk.get("key_ops")
    algorithm, coordinates = _material(jwk)
    if algorithm is None or (kid is not None and (not isinstance(kid, str) or kid == "")):
        return None
    if jwk.get("alg", algorithm) != algorithm or jwk.get("use", "sig") != "sig":
        return None
    if operations is not None and not (isinstance(operations, list) and "verify" in operations):
        return None
    try:
        key = _load(algorithm, coordinates)
    except ValueError:
        return None
    named = f"{kid or ''} {algorithm} {' '.join(part.hex() for part in coordinates)}"
    return VerificationKey(kid, algorithm, named, key)


def _material(jwk: dict[str, Any]) -> tuple[Algorithm | None, list[bytes]]:
    kind = (jwk.get("kty"), jwk.get("crv"))
    if kind == ("EC", "P-256"):
        algorithm: Algorithm = "ES256"
        names = ["x", "y"]
    elif kind == ("OKP", "Ed25519"):
        algorithm, names = "EdDSA", ["x"]
    else:
        return None, []
    coordinates = []
    for name in names:
        text = jwk.get(name)
        data = decode_canonical(text) if isinstance(text, str) else None
        if data is None or len(data) != 32:
            return None, []
        coordinates.append(data)
    return algorithm, coordinates


def _load(algorithm: Algorithm, coordinates: list[bytes]) -> ec.EllipticCurvePublicKey | Ed25519PublicKey:
    if algorithm == "EdDSA":
        return Ed25519PublicKey.from_public_bytes(coordinates[0])
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + b"".join(coordinates))
