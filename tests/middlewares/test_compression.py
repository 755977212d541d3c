"""Unpacking up to a limit: the limits hold for every encoding, every depth and every end."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from middlewares.compression import BrokenBody, unpacked

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: bytes(brotli.compress(body, quality=1)),
    "zstd": zstd.compress,
}
LIMIT = 1 << 20


@pytest.mark.parametrize("name", PACKERS)
def test_a_body_of_exactly_the_limit_is_whole(name: str) -> None:
    body = b"x" * LIMIT
    assert unpacked(PACKERS[name](body), [name], max_bytes=LIMIT) == (body, False)
    assert unpacked(PACKERS[name](body + b"x"), [name], max_bytes=LIMIT) == (body, True)


@pytest.mark.parametrize("name", PACKERS)
def test_a_bomb_takes_no_more_memory_than_the_limit_and_little_over(name: str) -> None:
    packed = PACKERS[name](bytes(64 << 20))
    tracemalloc.start()
    assert unpacked(packed, [name], max_bytes=LIMIT)[1]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * LIMIT


@pytest.mark.parametrize("name", PACKERS)
def test_a_body_that_ends_early_is_broken_unless_we_cut_it_ourselves(name: str) -> None:
    body = "".join(f"sentence number {number} of a page. " for number in range(3000)).encode()
    packed = PACKERS[name](body)[:-10]
    with pytest.raises(BrokenBody):
        unpacked(packed, [name], max_bytes=LIMIT)
    start, cut = unpacked(packed, [name], max_bytes=LIMIT, partial=True)
    assert cut
    assert body.startswith(start)
    assert start or name == "zstd"  # whose blocks, up to 128 KiB, come out whole or not at all


def test_layers_are_undone_from_the_last_to_the_first() -> None:
    packed = gzip.compress(brotli.compress(b"a sentence"))
    assert unpacked(packed, ["br", "gzip"], max_bytes=LIMIT) == (b"a sentence", False)


def test_a_zstd_window_beyond_the_web_is_refused() -> None:
    options = {int(zstd.CompressionParameter.window_log): 27}
    compressor = zstd.ZstdCompressor(options=options)
    packed = compressor.compress(bytes(300 << 20)) + compressor.flush()
    with pytest.raises(BrokenBody):
        unpacked(packed, ["zstd"], max_bytes=LIMIT)


@given(body=st.binary(max_size=3000), names=st.lists(st.sampled_from([*PACKERS, "x-gzip"]), max_size=4))
def test_no_bytes_make_it_fail_otherwise(body: bytes, names: list[str]) -> None:
    try:
        out, _ = unpacked(body, names, max_bytes=10_000)
    except BrokenBody:
        return
    assert len(out) <= max(10_000, len(body))


@given(body=st.binary(max_size=3000), names=st.lists(st.sampled_from([*PACKERS]), max_size=3))
def test_what_was_packed_comes_out(body: bytes, names: list[str]) -> None:
    packed = body
    for name in names:
        packed = PACKERS[name](packed)
    assert unpacked(packed, names, max_bytes=LIMIT) == (body, False)
