"""Verified tokens, and what is known about them."""

from __future__ import annotations

from dataclasses import dataclass, field

from .claims import CheckedToken
from .jwk import VerificationKey

#: A signature has one twin; whoever sends more spellings than that is not helped by our memory.
_most_spellings = 2


@dataclass(eq=False)
class Standing:
    """What is known about one token, under whatever spelling it came."""

    jti: str
    grant: str
    #: The stretch of the revocation stream since whose beginning this is known to stand. 0: not known.
    confirmed_in: int = 0
    texts: list[str] = field(default_factory=list)
    is_used: bool = False


@dataclass(frozen=True)
class Verified:
    checked: CheckedToken
    key: VerificationKey
    standing: Standing


class TokenCache:
    """Found by the text that arrives, and forgotten by `jti` and by grant. Holds at most `limit` tokens."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._by_text: dict[str, Verified] = {}
        self._by_id: dict[str, Standing] = {}
        self._by_grant: dict[str, set[Standing]] = {}

    def get(self, text: str) -> Verified | None:
        verified = self._by_text.get(text)
        if verified is not None:
            verified.standing.is_used = True
        return verified

    def add(self, text: str, checked: CheckedToken, key: VerificationKey) -> Verified:
        """Keeps a verified token under its text; gives it with what is known about its `jti`."""
        access = checked.access
        standing = self._by_id.get(access.id)
        # The issuer never gives one id to tokens of two grants; if it did, they would not share what is known.
        if standing is None or standing.grant != access.grant.id:
            standing = self._stand(access.id, access.grant.id)
        verified = Verified(checked, key, standing)
        if len(standing.texts) < _most_spellings and text not in self._by_text:
            standing.texts.append(text)
        if text in standing.texts:
            self._by_text[text] = verified
        return verified

    def forget_token(self, jti: str) -> None:
        standing = self._by_id.get(jti)
        if standing is not None:
            self._forget(standing)

    def forget_grant(self, grant: str) -> None:
        for standing in [*self._by_grant.get(grant, ())]:
            self._forget(standing)

    def __len__(self) -> int:
        return len(self._by_id)

    def _stand(self, jti: str, grant: str) -> Standing:
        self.forget_token(jti)
        while len(self._by_id) >= self.limit:
            self._make_room()
        standing = Standing(jti, grant)
        self._by_id[jti] = standing
        self._by_grant.setdefault(grant, set()).add(standing)
        return standing

    def _make_room(self) -> None:
        """Forgets the oldest that was not used since it was last looked at; that costs a call nothing but a mark."""
        oldest = next(iter(self._by_id.values()))
        if not oldest.is_used:
            self._forget(oldest)
            return
        oldest.is_used = False
        del self._by_id[oldest.jti]
        self._by_id[oldest.jti] = oldest

    def _forget(self, standing: Standing) -> None:
        for text in standing.texts:
            self._by_text.pop(text, None)
        self._by_id.pop(standing.jti, None)
        others = self._by_grant.get(standing.grant, set())
        others.discard(standing)
        if not others:
            self._by_grant.pop(standing.grant, None)
