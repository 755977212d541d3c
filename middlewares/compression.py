"""Compressed bodies, unpacked up to a limit and no further."""

import re
import zlib
from collections.abc import Callable, Iterator

import brotli  # type: ignore[import-untyped]
from backports import zstd

CHUNK = 65536

# RFC 9659: a zstd coding on the web needs no window over 8 MiB; the decoder's default would give 128 MiB to a bomb.
ZSTD_WINDOW_LOG = 23

GZIP = b"\x1f\x8b"
MAGICS = {b"\x1f\x8b\x08": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")  # RFC 1950: the method and the four levels
# Markup or JSON, and no stream: sixteen characters of ASCII after its bracket.
PLAIN = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,4000}[<{\[][\t\n\r\x20-\x7e]{16}")
ENCODINGS = ("gzip", "deflate", "br", "zstd")


class BrokenBody(ValueError):
    """The body is not what its Content-Encoding says, or ends before its end."""


def unpacked(
    body: bytes,
    encodings: list[str],
    *,
    max_bytes: int,
    max_layers: int = 3,
    partial: bool = False,
    whole: bool = False,
) -> tuple[bytes, bool]:
    """The body without its Content-Encodings (in the order of the header), and whether it was cut at `max_bytes`.

    No layer unpacks to more than that, so neither does a bomb; where only the `whole` is of use nothing comes out of
    it. Raises BrokenBody where the body is damaged, ends early (unless it is `partial`, by our own doing), or has an
    encoding that we did not ask for.
    """
    # Honest servers use one; each further layer multiplies what a bomb can do.
    if len(encodings) > max_layers:
        raise BrokenBody(f"{len(encodings)} layers of compression")
    for name in reversed(encodings):
        pieces: list[bytes] = []
        size = 0
        try:
            for piece in _decoder(body, name):
                pieces.append(piece)
                size += len(piece)
                if size > max_bytes:
                    if whole:
                        return b"", True
                    break
        except (zlib.error, zstd.ZstdError, brotli.error, EOFError) as error:
            if not partial:
                raise BrokenBody(f"damaged {name}: {error}") from error
        body = b"".join(pieces)[:max_bytes]
        partial = partial or size > max_bytes
    return body, partial


def _decoder(body: bytes, name: str) -> Iterator[bytes]:
    name = name.removeprefix("x-")
    if not body:
        return iter((body,))
    # What a stream is says its beginning better than a header that some proxy wrote.
    shown = next((known for magic, known in MAGICS.items() if body.startswith(magic)), None)
    if shown is not None:
        return _DECODERS[shown](body)
    if name == "gzip" and body.startswith(ZLIB):
        return _deflate(body)
    # Servers that name an encoding and send the plain body are common, and those that name a character set here are.
    if name == "gzip" or PLAIN.match(body):
        return iter((body,))
    if name not in _DECODERS:
        raise BrokenBody(f"Content-Encoding {name[:40]!r}, which we did not ask for")
    return _DECODERS[name](body)


def _gzip(body: bytes) -> Iterator[bytes]:
    while True:
        decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
        yield from _zlib_pieces(decoder, body)
        body = decoder.unused_data
        if not body.startswith(GZIP):  # what follows the last member is padding, ignored as gzip(1) does
            return


def _deflate(body: bytes) -> Iterator[bytes]:
    # "deflate" means a zlib stream (RFC 9110, 8.4.1.2); old servers send the bare one. The first two bytes tell:
    # RFC 1950 makes them a multiple of 31 and the method 8.
    wrapped = len(body) > 1 and body[0] & 15 == 8 and (body[0] << 8 | body[1]) % 31 == 0
    yield from _zlib_pieces(zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS), body)


def _zlib_pieces(decoder: "zlib._Decompress", body: bytes) -> Iterator[bytes]:
    rest = body
    while not decoder.eof:
        piece = decoder.decompress(rest, CHUNK)
        rest = decoder.unconsumed_tail
        if piece:
            yield piece
        elif not rest and not decoder.eof:
            raise EOFError("it ends before its end")


def _brotli(body: bytes) -> Iterator[bytes]:
    decoder = brotli.Decompressor()
    piece = decoder.process(body, output_buffer_limit=CHUNK)
    while piece:
        yield piece
        piece = b"" if decoder.is_finished() else decoder.process(b"", output_buffer_limit=CHUNK)
    if not decoder.is_finished():
        raise EOFError("it ends before its end")


def _zstd(body: bytes) -> Iterator[bytes]:
    options = {int(zstd.DecompressionParameter.window_log_max): ZSTD_WINDOW_LOG}
    while body:
        decoder = zstd.ZstdDecompressor(options=options)
        rest = body
        while not decoder.eof:
            piece = decoder.decompress(rest, max_length=CHUNK)
            rest = b""
            if piece:
                yield piece
            elif decoder.needs_input:
                raise EOFError("it ends before its end")
        body = decoder.unused_data


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
