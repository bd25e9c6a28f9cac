"""Words by how they begin, as PostgreSQL's index is asked for them."""

from hypothesis import given
from hypothesis import strategies as st

from app.database.database import Begun
from app.database.lexemes import beginnings


def matches(word: str, asked: list[str]) -> bool:
    prefixes = tuple(one.removesuffix("':*")[1:] for one in asked if one.endswith(":*"))
    return f"'{word}'" in asked or word.startswith(prefixes)


@given(st.sets(st.text("abc", min_size=1, max_size=5), min_size=2), st.data())
def test_they_find_those_words_and_no_others(words: set[str], data: st.DataObject) -> None:
    beginning = data.draw(st.sampled_from(sorted(words)))[:1]
    every = sorted(word for word in words if word.startswith(beginning))
    most = data.draw(st.integers(1, len(every)))
    end = every[most] if most < len(every) else None
    asked = beginnings(Begun(beginning, every[:most], end))

    assert [word for word in sorted(words) if matches(word, asked)] == every[:most]
