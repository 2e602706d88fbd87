"""text/event-stream, as it comes (WHATWG HTML, 9.2.6)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

#: No line of ours comes near it.
_longest_line = 65_536


@dataclass(frozen=True)
class ServerSentEvent:
    event: str
    data: str
    #: The id that was last seen in this stream, "" if none was.
    last_event_id: str


class EventStreamReader:
    """Feed it pieces, cut anywhere."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self._ends_with_return = False
        self._event = ""
        self._data: list[str] = []
        self._last_event_id = ""
        #: What the sender asked to wait for before coming again.
        self.retry_ms: int | None = None

    def read(self, piece: bytes) -> Iterator[ServerSentEvent]:
        text = self._decoder.decode(piece)
        if text == "":
            return
        # CR LF may be cut in two.
        ends_with_return = text.endswith("\r")
        if self._ends_with_return and text.startswith("\n"):
            text = text[1:]
        self._ends_with_return = ends_with_return
        *lines, self._rest = re.split(r"\r\n|\n|\r", self._rest + text)
        if len(self._rest) > _longest_line:
            raise ValueError("a line of the event stream is too long")
        for line in lines:
            event = self._take(line)
            if event is not None:
                yield event

    def _take(self, line: str) -> ServerSentEvent | None:
        if line == "":
            return self._dispatch()
        name, _, value = line.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if name == "event":
            self._event = value
        elif name == "data":
            self._data.append(value)
        elif name == "id" and "\0" not in value:
            self._last_event_id = value
        elif name == "retry" and re.fullmatch(r"[0-9]{1,9}", value):
            self.retry_ms = int(value)
        return None

    def _dispatch(self) -> ServerSentEvent | None:
        event = ServerSentEvent(self._event or "message", "\n".join(self._data), self._last_event_id)
        is_empty = not self._data
        self._event, self._data = "", []
        return None if is_empty else event
