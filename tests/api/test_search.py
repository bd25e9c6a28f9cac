"""Search: every word, any order of typing, the best first."""

import re
from html import escape
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.words import fold, forms, spans, spelled, words
from app.queries.marking import highlight
from app.queries.ranking import Ranking


def search(client: httpx.Client, q: str, more: str = "") -> dict[str, Any]:
    answer = client.get(f"/search?q={quote(q)}{more}")
    assert answer.status_code == httpx.codes.OK, answer.text
    page: dict[str, Any] = answer.json()
    return page


def found(client: httpx.Client, q: str, more: str = "") -> set[str]:
    return {hit["url"] for hit in search(client, q, f"{more}&limit=200")["items"]}


@pytest.mark.parametrize(
    ("q", "url"),
    [
        ("tariffs", "/statistics/us-china-tariffs"),
        ("xi jinping", "/people/xi-jinping"),
        ("Cui Hongjian", "/people/cui-hongjian"),
        ("unilateral bullying", "/quotes/statement-on-unilateral-bullying"),
        ("red square", "/places/red-square"),
        ("straits times", "/organisations/the-straits-times"),
        ("switzerland", "/countries/CH"),
        ("US", "/countries/US"),
        ("solidarity with putin", "/articles/xi-putin-victory-day-2025"),
        ("trade talks", "/events/us-china-trade-talks-2025"),
        ("manufactured goods", "/facts/china-sells-manufactured-goods"),
    ],
)
def test_the_record_of_that_name_comes_first(client: httpx.Client, q: str, url: str) -> None:
    page = search(client, q)

    assert page["items"][0]["url"] == url
    scores = [hit["score"] for hit in page["items"]]
    assert scores == sorted(scores, reverse=True)
    assert page["complete"] is True
    assert client.get(url).status_code == httpx.codes.OK


@pytest.mark.parametrize(
    "same",
    [
        "TARIFFS",
        "tariff",
        "tàriffs",
        "  tariffs  ",
        "tariffs!",
        "“tariffs”",
        "(tariffs)",
        "tariffs*",
    ],
)
def test_case_endings_diacritics_and_marks_do_not_matter(client: httpx.Client, same: str) -> None:
    assert found(client, same) == found(client, "tariffs")


def test_the_last_word_may_be_unfinished_and_no_other(client: httpx.Client) -> None:
    assert found(client, "unilateral bul") == found(client, "unilateral bullying") != set()
    assert found(client, "unilat bullying") == set()


def test_every_word_must_occur(client: httpx.Client) -> None:
    both = found(client, "ribbon george")

    assert both
    assert both <= found(client, "ribbon") & found(client, "george")
    assert found(client, "ribbon zzzzz") == set()


def test_an_apostrophe_of_either_kind_or_none(client: httpx.Client) -> None:
    assert found(client, "people's army") == found(client, "people’s army") != set()
    assert "/organisations/peoples-liberation-army" in found(client, "peoples liberation")


def test_kinds_part_what_is_found(client: httpx.Client) -> None:
    everything = search(client, "putin", "&limit=200")["items"]
    kinds = {hit["kind"] for hit in everything}

    assert len(kinds) > 3
    for kind in kinds:
        only = search(client, "putin", f"&kind={kind}&limit=200")["items"]
        assert only == [hit for hit in everything if hit["kind"] == kind]


def test_an_article_can_be_named(client: httpx.Client) -> None:
    own = "&article=xi-putin-victory-day-2025"

    assert found(client, "putin", own) == found(client, "putin")
    assert found(client, "putin", "&article=another") == set()


def test_pages_give_every_hit_once(client: httpx.Client) -> None:
    whole = search(client, "china", "&limit=200")
    hits = []
    following: str | None = "/search?q=china&limit=3"
    while following:
        page = client.get(following).json()
        assert page["total"] == whole["total"]
        hits += page["items"]
        following = page["next"]

    assert hits == whole["items"]
    assert len(hits) == whole["total"] > 10


@pytest.mark.parametrize(
    "q",
    [
        "'", '"', '"tariffs', "a AND", "NOT", "OR OR", "NEAR(a b)", "tokens:china", "-china",
        "*", "^china", "{}", "\\", ";--", "%", "_", "😀", "日本語", "ß", "a" * 1000,
        "\u0301", "\u202e", "İ", "ﬁ", "<script>",
    ],
)  # fmt: skip
def test_no_character_has_a_meaning(client: httpx.Client, q: str) -> None:
    search(client, q)


def test_every_hit_marks_its_words_and_shows_no_other_html(client: httpx.Client) -> None:
    for q in ("tariffs", "ribbon saint", "moscow", "9 may"):
        for hit in search(client, q, "&limit=200")["items"]:
            assert "<mark>" in hit["snippet"]
            assert "<" not in re.sub(r"</?mark>", "", hit["snippet"])


@given(st.text(max_size=400), st.from_regex(r"[abc]{1,3}( [abc]{1,3})*", fullmatch=True))
def test_a_snippet_is_part_of_its_text(text: str, wanted: str) -> None:
    (found,) = Ranking(words(wanted)).found([spelled(text, text).encode()])
    snippet = highlight(text, text, found)

    plain = re.sub(r"</?mark>", "", snippet).removeprefix("… ").removesuffix(" …")
    for sign, escaped in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#x27;")):
        plain = plain.replace(escaped, sign)
    assert plain.replace("&amp;", "&") in f"{text} "


@given(st.text(st.characters(max_codepoint=127), max_size=40))
def test_plain_text_has_the_same_words_beside_other_letters(text: str) -> None:
    assert spelled(f"{text} é") == f"{spelled(text)} e"


_WRITTEN = [
    "russia", "Russia’s", "RUSSIA'S", "Rússia", "russian", "Prussia", "russias", "RUSSIA’S’",
    "o’russia", "russia’sx", "russ\u0131a", "rus\u0301sia", "\uff52ussia", "’s", "s", "and",
]  # fmt: skip
_APART = [" ", "“", "” ", " — ", ", ", "_", "'", "’", "\u0301", "…", "‘"]


@given(st.lists(st.tuples(st.sampled_from(_WRITTEN), st.sampled_from(_APART)), max_size=6))
def test_every_word_that_matches_is_marked_and_no_other(parts: list[tuple[str, str]]) -> None:
    text = "".join(f"{word}{apart}" for word, apart in parts)
    kept = spelled(text).split(" ")[1:]
    (wanted,) = words("russia")
    expected, at = "", 0
    for (start, end), forms_ in zip(spans(text, len(kept)), kept, strict=True):
        expected += escape(text[at:start])
        own = forms_.split("'")
        marked = not set(forms(wanted)).isdisjoint(own) or any(f.startswith("russia") for f in own)
        expected += f"<mark>{escape(text[start:end])}</mark>" if marked else escape(text[start:end])
        at = end
    (found,) = Ranking((wanted,)).found([spelled(text).encode()])

    assert highlight(text, "", found) == expected + escape(text[at:])


@given(st.text())
def test_what_is_folded_stays_folded(text: str) -> None:
    assert fold(fold(text)) == fold(text)
