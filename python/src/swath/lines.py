"""The lines of an event stream."""

from __future__ import annotations

import codecs
import re


class Lines:
    """Lines end as the standard of event streams has it; the other characters that Python ends lines at are text."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._rest = ""

    def ended_by(self, piece: bytes) -> list[str]:
        """The lines that the piece brings to their end."""
        text = self._rest + self._decoder.decode(piece)
        # The other half of a return and a newline may come with the next piece.
        held = "\r" if text.endswith("\r") else ""
        *lines, rest = re.split("\r\n|\r|\n", text.removesuffix("\r"))
        self._rest = rest + held
        return lines
