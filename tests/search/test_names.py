"""Search finds names in the scripts and spellings that people use, in an invented article."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.core.collection import Malformed
from app.queries.search import Hits
from tests.asking.datasets import cited, make_seed
from tests.search.conftest import Search

_STATEMENTS = {
    "tax": "Officials of the United States raised a tax on paper lanterns.",
    "usage": "What is it to us, asked the potter.",
    "ivory": "A ferry from Côte d’Ivoire brought cocoa.",
    "letter": "Brendan O’Fallon sent an e-mail about 1,000 lamps.",
    "colour": "The organisers analysed the colour of the harbour centre.",
    "lake": "北海湖祭り was opened by 山田花子.",
    "korean": "서울시청 lent the boats.",
    "arabic": "The sign read مُحَمَّدِيَّة in blue.",
    "hebrew": "Another read שָׁלוֹם in white.",
    "limits": "They spoke of a no-limits lantern festival.",
    "army": "The Kestrel Harbour Guard marched.",
    "place": "Every place at the table was taken.",
    "ukraine": "Ukraine sent a choir.",
    "eleven": "It was the eleventh fair, with two dozen boats.",
    "wore": "The mayor wore a green scarf.",
    "travel": "Odile d’Arcy made a trip to Brisa.",
    "led": "A South-Korean-led crew rowed the barge.",
    "ours": "The people’s raft was painted.",
    "raft": "A raft was painted.",
}


@pytest.fixture(scope="module")
def search(searching: Callable[[Path], Search], tmp_path_factory: pytest.TempPathFactory) -> Search:
    facts = [
        {"id": id_, "statement": text, "kind": "history", "about": [], "citations": [cited(n)]}
        for n, (id_, text) in enumerate(_STATEMENTS.items())
    ]
    shared: dict[str, list[dict[str, Any]]] = {
        "people": [
            {"id": "odile-darcy", "name": "Odile d’Arcy"},
            {"id": "yamada-hanako", "name": "山田花子"},
            {
                "id": "volodymyr-lysenko",
                "name": "Volodymyr Lysenko",
                "other_names": ["Vladimir Lisenko", "Володимир Лисенко"],
            },
        ],
        "countries": [
            {"id": "US", "name": "United States"},
            {"id": "GB", "name": "United Kingdom"},
            {"id": "UA", "name": "Ukraine"},
        ],
        "organisations": [
            {"id": "kestrel-harbour-guard", "name": "Kestrel Harbour Guard", "kind": "army"},
            {"id": "plaice-society", "name": "Plaice Society", "kind": "club"},
        ],
    }
    folder = tmp_path_factory.mktemp("names")
    return searching(make_seed(folder / "seed", shared, {"fact": facts}))


def _ids(hits: Hits) -> list[str]:
    return [orjson.loads(hit)["id"] for hit in hits.items]


@pytest.mark.parametrize(
    "name", ["US", "U.S.", "USA", "U.S.A.", "America", "American", "Americans", "the US", "us tax"]
)
def test_a_country_is_found_by_all_its_names(search: Search, name: str) -> None:
    found = _ids(search(name))
    assert {"US", "tax"} <= set(found[:3])
    assert "usage" not in found


def test_a_pronoun_is_not_a_country(search: Search) -> None:
    with pytest.raises(Malformed, match="tell, us"):
        search("tell us")


@pytest.mark.parametrize("name", ["UK", "Britain", "British", "U.K."])
def test_an_abbreviation_is_a_whole_word(search: Search, name: str) -> None:
    assert _ids(search(name)) == ["GB"]


@pytest.mark.parametrize("mark", "'’‘`\u00b4\u2032\u02bb")
@pytest.mark.parametrize(
    ("written", "id_"),
    [("d’Arcy", "odile-darcy"), ("O’Fallon", "letter"), ("Côte d’Ivoire", "ivory")],
)
def test_an_apostrophe_may_be_any_mark(search: Search, written: str, id_: str, mark: str) -> None:
    assert _ids(search(written.replace("’", mark)))[0] == id_


@pytest.mark.parametrize(
    ("query", "id_"),
    [
        ("Arcy", "odile-darcy"),
        ("dArcy", "odile-darcy"),
        ("Fallon", "letter"),
        ("OFallon", "letter"),
        ("Ivoire", "ivory"),
        ("dIvoire", "ivory"),
        ("cote d ivoire", "ivory"),
        ("Ivory Coast", "ivory"),
        ("email", "letter"),
        ("e-mail", "letter"),
        ("1000 lamps", "letter"),
        ("1,000 lamps", "letter"),
        ("color", "colour"),
        ("organizers analyzed", "colour"),
        ("analyze the harbor center", "colour"),
        ("nolimits", "limits"),
        ("no-limits festival", "limits"),
        ("KHG", "kestrel-harbour-guard"),
        ("11th fair", "eleven"),
        ("wear", "wore"),
        ("visits", "travel"),
    ],
)
def test_a_word_is_found_however_it_is_written(search: Search, query: str, id_: str) -> None:
    assert id_ in _ids(search(query))[:2]


@pytest.mark.parametrize("query", ["北海", "海湖", "湖祭", "北海湖祭り", "서울", "시청"])
def test_any_two_consecutive_characters_are_found(search: Search, query: str) -> None:
    assert _ids(search(query))[0] in {"lake", "korean"}


@pytest.mark.parametrize("query", ["Lisenko", "Vladimir", "Лисенко", "володимир лисенко"])
def test_a_record_is_found_by_other_names(search: Search, query: str) -> None:
    assert _ids(search(query))[0] == "volodymyr-lysenko"


@pytest.mark.parametrize(
    ("query", "meant", "id_"),
    [
        ("harbuor lamps", "harbour lamps", "letter"),
        ("Lisenco", "lisenko", "volodymyr-lysenko"),
        ("Kestral Guard", "kestrel Guard", "kestrel-harbour-guard"),
    ],
)
def test_a_misspelt_word_is_corrected(search: Search, query: str, meant: str, id_: str) -> None:
    hits = search(query)
    assert hits.did_you_mean == meant
    assert hits.not_found == [query.split(maxsplit=1)[0]]
    assert id_ in _ids(hits)


@pytest.mark.parametrize("query", ["", " ", "…", "the", "who is it", "-lamps", '""', "\u0301"])
def test_a_search_without_words_is_refused(search: Search, query: str) -> None:
    with pytest.raises(Malformed):
        search(query)


@pytest.mark.parametrize(
    "query",
    [
        "lamps " * 1_600,
        "lamps" + "x" * 9_995,
        "lamps " + " ".join(f"w{n}" for n in range(1_600)),
        "lamps " + "\u0301" * 4_990,
        "lamps " + "北海湖祭" * 800,
        "lamps " + "d’" * 2_400,
        "lamps " + '"' * 9_990,
        "lamps " + "-a " * 3_300,
        "lamps \0\x01\x02\ufffd\u202e",
    ],
)
def test_a_search_of_ten_kilobytes_works(search: Search, query: str) -> None:
    search(query)
    search(query, prefix=True)


def test_words_that_are_not_found_are_listed(search: Search) -> None:
    for query, missing in {'"festival lantern"': "festival lantern", "qqxzw": "qqxzw"}.items():
        hits = search(query)
        assert (hits.items, hits.total, hits.matched) == ([], 0, "none")
        assert hits.not_found == [missing]
        assert hits.available["fact"] == len(_STATEMENTS)


@pytest.mark.parametrize("query", ["山田", "田花", "花子", "山田花子"])
def test_a_person_is_found_by_part_of_a_name(search: Search, query: str) -> None:
    assert _ids(search(query))[0] == "yamada-hanako"


@pytest.mark.parametrize(
    ("query", "id_"),
    [("محمدية", "arabic"), ("مُحَمَّدِيَّة", "arabic"), ("שלום", "hebrew"), ("שָׁלוֹם", "hebrew")],
)
def test_vowel_marks_may_be_left_out(search: Search, query: str, id_: str) -> None:
    assert _ids(search(query)) == [id_]


def test_a_phrase_is_found_exactly(search: Search) -> None:
    assert _ids(search('"no limits"')) == ["limits"]
    assert _ids(search("“lantern festival”")) == ["limits"]
    assert search('"festival lantern"').items == []


@pytest.mark.parametrize(
    "query", ["South-Korean-led", "South Korean-led crew", "a South-Korean-led crew", "South Korea"]
)
def test_a_name_in_a_longer_word_is_found_as_it_stands(search: Search, query: str) -> None:
    assert _ids(search(f'"{query}"')) == ["led"]


def test_a_word_can_be_excluded(search: Search) -> None:
    assert "eleven" in _ids(search("boats"))
    assert _ids(search("boats -eleventh")) == ["korean"]


def test_a_word_is_complete_by_default(search: Search) -> None:
    assert "letter" in _ids(search("lam", prefix=True))
    assert search("lamp").not_found == []
    assert "place" not in _ids(search("PLA"))


def test_an_unfinished_word_may_look_like_a_stop_word(search: Search) -> None:
    assert "limits" in _ids(search("no", prefix=True))
    assert search("no lanterns", prefix=True).ignored == ["no"]
    with pytest.raises(Malformed):
        search("no")


def test_what_is_asked_for_is_a_kind_and_no_word_of_a_text(search: Search) -> None:
    assert _ids(search("Who painted rafts?"))[:2] == ["raft", "ours"]


def test_short_capitals_are_a_whole_word(search: Search) -> None:
    assert search("PLA").items == []
    assert search("PLA").not_found == ["PLA"]
