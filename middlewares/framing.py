"""Chunks as servers frame them, where Twisted wants them to the letter.

What browsers and curl read is read: blanks behind a size, lines that end with a line feed alone, extensions with any
character, no empty line behind the last chunk. Sizes are what they are, so no byte of a body depends on any of this.
"""

import re

from twisted.web.http import _ChunkedTransferDecoder, _DataLoss, _MalformedChunkedDataError, maxChunkSizeLineLength

MAX_TRAILER_BYTES = 65536  # as Twisted has it
SIZE = re.compile(rb"([0-9a-fA-F]{1,15})[ \t]*(?:;|\r?\Z)")  # RFC 9112, 7.1


class Chunks(_ChunkedTransferDecoder):
    """Takes a chunked body out of its chunks."""

    _trailer_bytes = 0

    def _dataReceived_CHUNK_LENGTH(self) -> bool:
        line = self._line()
        if line is None and len(self._buffer) <= maxChunkSizeLineLength:
            return False
        size = SIZE.match(line) if line is not None and len(line) <= maxChunkSizeLineLength else None
        if size is None:
            raise _MalformedChunkedDataError("a chunk begins with no size")
        self.length = int(size[1], 16)
        self.state = "BODY" if self.length else "TRAILER"
        return True

    def _dataReceived_CRLF(self) -> bool:
        if self._buffer == b"\r":
            return False
        end = 2 if self._buffer.startswith(b"\r\n") else 1
        if self._buffer[end - 1 : end] != b"\n":
            raise _MalformedChunkedDataError("a chunk is longer than its size")
        del self._buffer[:end]
        self.state = "CHUNK_LENGTH"
        return True

    def _dataReceived_TRAILER(self) -> bool:
        line = self._line()
        self._trailer_bytes += len(line or b"")
        if self._trailer_bytes + (len(self._buffer) if line is None else 0) > MAX_TRAILER_BYTES:
            raise _MalformedChunkedDataError("the trailer does not end")
        if line is None:
            return False
        if line.rstrip(b"\r"):
            return True
        rest = bytes(self._buffer)
        self._buffer.clear()
        self.state = "FINISHED"
        self.finishCallback(rest)
        return False

    def noMoreData(self) -> None:
        """Raises _DataLoss for a body that has not come to its last chunk, or stops in what follows it."""
        last = self.state == "TRAILER" and not self._trailer_bytes and not self._buffer.strip()
        if not last and self.state != "FINISHED":
            raise _DataLoss("the last chunk has not come")

    def _line(self) -> bytes | None:
        """The line that the buffer begins with, taken from it; None while it has no end."""
        end = self._buffer.find(b"\n", self._start)
        if end < 0:
            self._start = len(self._buffer)
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        self._start = 0
        return line
