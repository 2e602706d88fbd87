"""The options of a verifier, checked once, at start."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote, urlsplit

import httpx

Freshness = Literal["push", "status-list", "introspection"]
_loopback = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Dpop:
    """Tokens that are bound to a key (RFC 9449) are always checked; this says what else is wanted of them."""

    #: Whether tokens that are bound to no key are refused.
    required: bool = False
    #: Whether proofs must carry a nonce of ours. A secret makes several processes accept each other's.
    nonce: bool | str = field(default=False, repr=False)
    #: How many proofs are remembered at most.
    replay_limit: int = 100_000
    #: How callers address this service, when a proxy changes it: "https://orders.example". Default: as the call says.
    public_url: str | None = None


def wall_clock() -> float:
    return time.time() * 1000


def steady_clock() -> float:
    return time.monotonic() * 1000


@dataclass(frozen=True)
class Settings:
    issuer: str
    audience: str
    environments: tuple[str, ...]
    service: str
    basic: str = field(repr=False)
    freshness: Freshness
    max_staleness_ms: float
    clock_tolerance_seconds: float
    limit: int
    dpop: Dpop
    resource_metadata_url: str | None
    reporting: bool
    transport: httpx.AsyncBaseTransport | None
    #: Milliseconds since 1970.
    clock: Callable[[], float]
    #: Milliseconds since whenever, by a clock that nobody sets.
    monotonic_clock: Callable[[], float]


def read_settings(
    *,
    issuer: str,
    audience: str,
    client_id: str,
    client_secret: str,
    environment: str | Iterable[str] | None = None,
    service: str | None = None,
    freshness: Freshness = "push",
    max_staleness_ms: float | None = None,
    clock_tolerance_seconds: float = 5,
    cache_limit: int = 10_000,
    dpop: Dpop = Dpop(),
    resource_metadata_url: str | None = None,
    reporting: bool = True,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Callable[[], float] = wall_clock,
    monotonic_clock: Callable[[], float] = steady_clock,
) -> Settings:
    """Raises ValueError that says which option is wrong."""
    for name, value in (("audience", audience), ("client_id", client_id), ("client_secret", client_secret)):
        if not isinstance(value, str) or value == "":
            raise ValueError(f"{name} is missing")
    if environment is None:
        environments: tuple[str, ...] = ()
    else:
        environments = (environment,) if isinstance(environment, str) else tuple(environment)
    if not all(isinstance(name, str) and name for name in environments):
        raise ValueError("environment must be a name, or several")
    if freshness not in ("push", "status-list", "introspection"):
        raise ValueError('freshness must be "push", "status-list" or "introspection"')
    staleness = max_staleness_ms
    if staleness is None:
        staleness = 500 if freshness == "introspection" else 1_000
    _in_range("max_staleness_ms", staleness, 0, 60_000)
    _in_range("clock_tolerance_seconds", clock_tolerance_seconds, 0, 5)
    _in_range("cache_limit", cache_limit, 1, 1_000_000)
    _in_range("dpop.replay_limit", dpop.replay_limit, 1, 10_000_000)
    if dpop.public_url is not None and not _is_origin(dpop.public_url):
        raise ValueError("dpop.public_url must be an origin, such as https://orders.example")
    if resource_metadata_url is not None and not urlsplit(resource_metadata_url).netloc:
        raise ValueError("resource_metadata_url must be an absolute URL")
    credential = f"{quote(client_id, safe='')}:{quote(client_secret, safe='')}"
    return Settings(
        issuer=_read_issuer(issuer),
        audience=audience,
        environments=environments,
        service=service or audience,
        basic="Basic " + base64.b64encode(credential.encode()).decode(),
        freshness=freshness,
        max_staleness_ms=staleness,
        clock_tolerance_seconds=clock_tolerance_seconds,
        limit=cache_limit,
        dpop=dpop,
        resource_metadata_url=resource_metadata_url,
        reporting=reporting,
        transport=transport,
        clock=clock,
        monotonic_clock=monotonic_clock,
    )


def _read_issuer(issuer: str) -> str:
    url = urlsplit(issuer)
    if not (url.scheme == "https" or (url.scheme == "http" and url.hostname in _loopback)) or not url.hostname:
        raise ValueError("issuer must be the https address of Daypass (http is for loopback only)")
    if url.query or url.fragment or url.username or url.password or issuer.endswith(("/", "?", "#")):
        raise ValueError("issuer must be a bare address, as Daypass has it in DAYPASS_URL")
    return issuer


def _is_origin(text: str) -> bool:
    url = urlsplit(text)
    return url.scheme in ("http", "https") and text == f"{url.scheme}://{url.netloc}" and "@" not in url.netloc


def _in_range(name: str, value: float, least: float, most: float) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
        raise ValueError(f"{name} must be a number from {least} to {most}")
