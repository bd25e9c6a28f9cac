"""Words of texts that all differ."""

import tracemalloc

import pytest

from app.core.words import tokens


@pytest.mark.parametrize("rest", ["", "x" * 9_000, "\u6c34" * 3_000])
def test_texts_that_all_differ_take_a_bounded_part_of_memory(rest: str) -> None:
    tokens("warm")
    tracemalloc.start()
    try:
        for number in range(2100):
            tokens(f"word{number}{rest} " + " ".join([f"{k:x}" for k in range(60)]))
        size, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size < 16 << 20
