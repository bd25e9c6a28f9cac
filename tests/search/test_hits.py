"""Search over HTTP finds any of the words, best hit first, and never silently nothing."""

import re
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.collection import Malformed
from app.core.words import fold, tokens
from app.database.search_index import NewVocabulary
from app.queries.search import snippet
from app.queries.search_query import parse


def search(client: httpx.Client, q: str, more: str = "") -> dict[str, Any]:
    answer = client.get(f"/search?q={quote(q)}{more}")
    assert answer.status_code == httpx.codes.OK, answer.text
    page: dict[str, Any] = answer.json()
    return page


def found(client: httpx.Client, q: str, more: str = "") -> set[tuple[str, str]]:
    return {(hit["kind"], hit["id"]) for hit in search(client, q, f"{more}&limit=200")["items"]}


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
        ("trade talks", "/events/us-china-trade-talks-2025"),
        ("manufactured goods", "/facts/china-sells-manufactured-goods"),
    ],
)
def test_the_record_with_that_name_comes_first(client: httpx.Client, q: str, url: str) -> None:
    page = search(client, q)

    assert page["items"][0]["url"] == url
    assert page["items"][0]["matched"] == page["matched"] == "all"
    assert page["complete"] is True
    assert client.get(url).status_code == httpx.codes.OK


@pytest.mark.parametrize(
    "same", ["TARIFFS", "tariff", "tàriffs", "  tariffs  ", "tariffs!", "(tariffs)", "tariffs*"]
)
def test_case_diacritics_endings_and_marks_do_not_matter(client: httpx.Client, same: str) -> None:
    assert found(client, same) == found(client, "tariffs")


def test_hits_need_one_word_and_those_with_all_come_first(client: httpx.Client) -> None:
    page = search(client, "ribbon george", "&limit=200")
    matched = [hit["matched"] for hit in page["items"]]

    assert found(client, "ribbon") | found(client, "george") <= found(client, "ribbon george")
    assert matched == sorted(matched)
    assert page["ignored"] == []
    assert search(client, "the ribbon of George")["ignored"] == ["the", "of"]
    assert search(client, "don’t they're tariffs")["ignored"] == ["don’t", "they're"]


@pytest.mark.parametrize(
    ("q", "other"),
    [
        ("deal", "according"),
        ("accord", "according"),
        ("alliance", "partnership"),
        ("ally", "partnership"),
        ("partner", "ally"),
        ("guests", "came"),
        ("guests", "attended"),
        ("invasion", "attacks"),
        ("criticism", "attacks"),
        ("name", "term"),
        ("expected", "hoping"),
        ("plan", "setting"),
        ("purpose", "mean"),
    ],
)
def test_a_word_of_another_meaning_is_not_found(client: httpx.Client, q: str, other: str) -> None:
    snippets = [hit["snippet"] for hit in search(client, q, "&limit=200")["items"]]

    assert not [one for one in snippets if f"<mark>{other}</mark>" in one]


def test_a_similar_word_does_not_count_as_a_match_of_all_words(client: httpx.Client) -> None:
    hits = search(client, "trip", "&limit=200")["items"]
    matched = {hit["id"]: hit["matched"] for hit in hits}

    assert matched["xi-visits-to-russia"] == "all"
    assert matched["nixon-visit-to-china"] == "some"


def test_a_correction_of_a_misspelt_word_is_shown(client: httpx.Client) -> None:
    page = search(client, "tarrifs of china")

    assert page["did_you_mean"] == "tariffs of china"
    assert page["not_found"] == ["tarrifs"]
    assert page["items"][0]["id"] == "us-china-tariffs"
    assert page["matched"] == "some"


def test_a_search_without_hits_says_so(client: httpx.Client) -> None:
    page = search(client, "qqxzw")

    assert (page["items"], page["total"], page["matched"]) == ([], 0, "none")
    assert page["not_found"] == ["qqxzw"]
    assert page["available"]["person"] == client.get("/people").json()["total"]


def test_a_hit_has_everything_needed_to_show_it(client: httpx.Client) -> None:
    number = next(hit for hit in search(client, "leaders 2024")["items"] if hit["display"])
    quotation = search(client, "unilateral bullying")["items"][0]
    (fact,) = [h for h in search(client, "orange black ribbon")["items"] if h["kind"] == "fact"][:1]

    assert (number["display"], number["unit"], number["period"]) == ("9", "world leaders", "2024")
    assert quotation["quotation"].startswith("“")
    assert quotation["speaker"]
    assert fact["statement"] == fact["name"]
    assert {fact["certainty"], fact["basis"]} == {"certain", "stated"}
    assert "score" not in fact


def test_the_last_word_is_completed_only_on_request(client: httpx.Client) -> None:
    whole = found(client, "unilateral bullying")

    assert whole <= found(client, "unilateral bul", "&prefix=true")
    assert search(client, "unilateral bul")["not_found"] == ["bul"]


def test_kinds_filter_hits_and_are_counted(client: httpx.Client) -> None:
    page = search(client, "putin", "&limit=200")

    assert len(page["kinds"]) > 3
    assert sum(page["kinds"].values()) == page["total"]
    for kind, number in page["kinds"].items():
        only = search(client, "putin", f"&kind={kind}&limit=200")
        assert only["items"] == [hit for hit in page["items"] if hit["kind"] == kind]
        assert only["total"] == number
        assert only["kinds"] == page["kinds"]


def test_hits_can_be_filtered_by_article(client: httpx.Client) -> None:
    own = found(client, "putin", "&article=xi-putin-victory-day-2025")

    assert own == found(client, "putin")


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
        '"tariffs', "china AND", "NEAR(china b)", "title:china", "china*", "^china", "{}china",
        "\\china", "china;--", "%", "日本語", "ß", "a" * 1000, "ﬁ", "<script>", '""china',
        "china -", "china --x", "“china", "china" + "\u0301" * 1500, "china " * 800, "👩‍👩‍👧china",
        "@shared china", "'china' | 'x' & !'y'", "china <-> 'x'", "capsuk countryus",
    ],
)  # fmt: skip
def test_no_character_has_a_special_meaning(client: httpx.Client, q: str) -> None:
    assert "<script" not in str(search(client, q))


@pytest.mark.parametrize("q", ["", " ", "the", "who is it", "'", "-china", "\u0301", "😀", "…"])
def test_a_search_without_words_is_refused_with_a_reason(client: httpx.Client, q: str) -> None:
    answer = client.get(f"/search?q={quote(q)}")

    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert answer.json()["errors"][0]["parameter"] == "q"


def test_every_hit_marks_its_words_and_shows_no_other_html(client: httpx.Client) -> None:
    for q in ("tariffs", "ribbon saint", "moscow", "9 may"):
        for hit in search(client, q, "&limit=200")["items"]:
            assert "<" not in re.sub(r"</?mark>", "", hit["snippet"])
    assert "<mark>tariffs</mark>" in search(client, "tariff")["items"][0]["snippet"]


@given(st.text(max_size=400), st.from_regex(r"[abc]{1,3}( [abc]{1,3})*", fullmatch=True))
def test_a_snippet_is_part_of_its_text(text: str, wanted: str) -> None:
    terms = {term for token in tokens(wanted) for term in token.terms}
    plain = re.sub(r"</?mark>", "", snippet(terms, "", text))
    plain = plain.removeprefix("… ").removesuffix(" …")
    for sign, escaped in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#x27;")):
        plain = plain.replace(escaped, sign)
    assert plain.replace("&amp;", "&") in f"{text} "


@pytest.mark.parametrize(("before", "shown"), [(160, "<mark>lantern</mark>"), (170, "lamps …")])
def test_a_snippet_shows_a_match_among_the_first_thousand_characters(
    before: int, shown: str
) -> None:
    text = "lamps " * before + "and one lantern " + "lamps " * 3000

    found = snippet({"lantern"}, "", text)

    assert shown in found
    assert len(found) < 250


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=2000))
def test_any_text_can_be_read(text: str) -> None:
    try:
        query = parse(text)
    except Malformed:
        return
    assert query.words or query.phrases


@given(st.text(st.sampled_from("aUS.'’- Unitedwork2Europ%,"), max_size=60))
def test_the_index_and_the_query_have_the_same_words(text: str) -> None:
    columns = NewVocabulary().index("fact", text, "", "")
    assert columns[0] == [term for token in tokens(text) for term in token.terms]


def test_a_year_is_never_corrected(client: httpx.Client) -> None:
    page = client.get("/search?q=world leaders 2019").json()

    assert page["searched"] == ["world", "leaders"]
    assert page["not_found"] == ["2019"]
    assert page["did_you_mean"] is None


@pytest.mark.parametrize("words", ["unlimited", "delegation"])
def test_a_known_word_is_not_a_misspelling(client: httpx.Client, words: str) -> None:
    page = client.get(f"/search?q={words}").json()

    assert page["not_found"] == [words]
    assert page["did_you_mean"] is None


def test_only_the_first_unknown_words_are_corrected_as_each_takes_time(
    client: httpx.Client,
) -> None:
    unknown = "+".join(f"xq{letter}zw" for letter in "abcdefghij")

    first = client.get(f"/search?q=tarrifs+{unknown}").json()
    assert first["did_you_mean"].startswith("tariffs ")
    last = client.get(f"/search?q={unknown}+tarrifs").json()
    assert last["did_you_mean"] is None
    assert last["not_found"][-1] == "tarrifs"


def test_a_page_searches_for_no_more_than_the_api(client: httpx.Client) -> None:
    page = client.get(f"/explore/search?q={'a+' * 5000}a")

    assert page.is_success
    assert "more than 10,000 characters" in page.text
