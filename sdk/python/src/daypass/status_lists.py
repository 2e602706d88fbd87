"""The issuer's status lists (Token Status List, sections 5, 8 and 13)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

from .bounded_map import BoundedMap
from .claims import StatusPlace
from .connection import Connection
from .issuer import Issuer
from .jws import longest_list_token, verify_jws
from .strict_json import decode_canonical, is_number

#: 8 million tokens. A list that unpacks to more is none of ours.
_longest_list = 2**20


@dataclass(frozen=True)
class Said:
    """What was said of a token, and when it was asked: it cannot be older."""

    live: bool
    asked_at: float


@dataclass(frozen=True)
class _List:
    bits: bytes
    issued_at: float
    expires_at_ms: float
    etag: str | None = None
    asked_at: float = 0

    def read(self, idx: int) -> Said | None:
        """The first token of a byte is its least significant bit (section 4.1). None beyond the end."""
        if idx // 8 >= len(self.bits):
            return None
        return Said((self.bits[idx // 8] >> (idx % 8)) & 1 == 0, self.asked_at)


class StatusLists:
    def __init__(self, connection: Connection, issuer: Issuer) -> None:
        self._connection = connection
        self._settings = connection.settings
        self._issuer = issuer
        self._lists: BoundedMap[_List] = BoundedMap(64)

    def known(self, place: StatusPlace, max_age_ms: float) -> Said | None:
        """What a list says that is at most so old. Asks again ahead of time, so that steady traffic hardly ever waits."""
        known = self._lists.get(place.uri)
        if known is None:
            return None
        age = self._settings.monotonic_clock() - known.asked_at
        if not 0 <= age <= max_age_ms or self._settings.clock() >= known.expires_at_ms:
            return None
        if age > max_age_ms / 2:
            self._connection.begin(("list", place.uri), lambda: self._fetch(place.uri))
        return known.read(place.idx)

    async def ask(self, place: StatusPlace) -> Said:
        """Raises when the list does not come, or cannot be believed: the caller refuses."""
        listed = await self._connection.join(("list", place.uri), lambda: self._fetch(place.uri))
        said = listed.read(place.idx)
        if said is None:
            raise ValueError(f"{place.uri} is too short for the token's place")
        return said

    async def _fetch(self, uri: str) -> _List:
        asked_at = self._settings.monotonic_clock()
        last = self._lists.get(uri)
        headers = {"accept": "application/statuslist+jwt"}
        if last and last.etag:
            headers["if-none-match"] = last.etag
        response = await self._connection.fetch(uri, headers=headers)
        if response.status_code == 304:
            if last is None:
                raise ValueError(f"{uri} is unchanged, and was never seen")
            listed = replace(last, asked_at=asked_at)
        else:
            read = await self._read(uri, response.text.strip())
            if last and read.issued_at < last.issued_at:
                raise ValueError(f"{uri} was rolled back")
            listed = replace(read, etag=response.headers.get("etag"), asked_at=asked_at)
        if self._settings.clock() >= listed.expires_at_ms:
            raise ValueError(f"{uri} has expired")
        self._lists.set(uri, listed)
        return listed

    async def _read(self, uri: str, token: str) -> _List:
        published = self._issuer.current() or await self._issuer.latest()
        jws = verify_jws(token, published.keys, longest_list_token)
        if jws is None:
            jws = verify_jws(token, (await self._issuer.latest()).keys, longest_list_token)
        if jws is None:
            raise ValueError(f"{uri} is not signed by {self._settings.issuer}")
        if str(jws.header.get("typ")).lower() not in ("statuslist+jwt", "application/statuslist+jwt"):
            raise ValueError(f"{uri} is no status list")
        claims = jws.claims
        iat, exp, content = claims.get("iat"), claims.get("exp"), claims.get("status_list")
        if claims.get("iss", self._settings.issuer) != self._settings.issuer:
            raise ValueError(f"{uri} is of another issuer")
        if claims.get("sub") != uri:
            raise ValueError(f"{uri} is another list")
        if not (is_number(iat) and is_number(exp) and 0 <= iat < exp):
            raise ValueError(f"{uri} does not say when it was made and how long it counts")
        packed = None
        if isinstance(content, dict) and content.get("bits") == 1 and isinstance(content.get("lst"), str):
            packed = decode_canonical(content["lst"])
        if packed is None:
            raise ValueError(f"{uri} has no list of one bit a token")
        return _List(_inflate(packed, uri), iat, exp * 1000)


def _inflate(packed: bytes, uri: str) -> bytes:
    unpacking = zlib.decompressobj()
    bits = unpacking.decompress(packed, _longest_list)
    if not unpacking.eof:
        raise ValueError(f"{uri} is cut off, or unpacks to more than it may")
    return bits
