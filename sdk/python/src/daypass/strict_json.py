"""JSON and base64url in one spelling only."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

_alphabet = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode_canonical(text: str) -> bytes | None:
    """Decodes base64url only in its one canonical spelling: no padding, no white space, unused bits zero."""
    if not _alphabet.fullmatch(text) or len(text) % 4 == 1:
        return None
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return data if encode(data) == text else None


def parse_object(data: bytes) -> dict[str, Any] | None:
    """Parses a JSON object in which no object, at any depth, says a member twice. None for anything else."""
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_members, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def is_number(value: object) -> bool:
    """A number as JSON has it: True is none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is there twice")
    return members


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
