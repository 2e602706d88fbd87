"""Whether two URLs are the same, without query and fragment, as URLs compare (RFC 9449, section 4.3, 9)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_default_ports = {"http": 80, "https": 443}


def is_same_target(said: object, called: str | None) -> bool:
    if not isinstance(said, str) or called is None:
        return False
    target = _normalize(said)
    return target is not None and target == _normalize(called)


def _normalize(url: str) -> tuple[str, str, int, str] | None:
    """Syntax- and scheme-based (RFC 3986, sections 6.2.2 and 6.2.3); None for what is no http address."""
    if not re.fullmatch(r"[\x21-\x7e]+", url) or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _default_ports or not parts.hostname or "@" in parts.netloc:
        return None
    path = re.sub(r"%[0-9a-fA-F]{2}", lambda escape: escape[0].upper(), parts.path)
    return parts.scheme, parts.hostname, port or _default_ports[parts.scheme], _without_dots(path)


def _without_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    ends_with_dots = bool(segments) and segments[-1] in (".", "..")
    return "/" + "/".join(kept) + ("/" if ends_with_dots and kept else "")
