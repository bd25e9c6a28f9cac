"""Words of texts that all differ."""

import tracemalloc

from app.core.words import tokens


def test_texts_that_all_differ_take_a_bounded_part_of_memory() -> None:
    tokens("warm")
    tracemalloc.start()
    try:
        for number in range(2100):
            tokens(f"word{number} " + " ".join([f"{k:x}" for k in range(60)]))
        size, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size < 4 << 20
