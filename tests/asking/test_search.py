"""Search finds what has the words, ranks it, and cannot be broken by what is typed."""

from collections.abc import Iterator

import httpx
import pytest

from tests.asking.datasets import Asking, cited, make_seed, seeded
from tests.serving import NewDatabase

MANY = 3000


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[Asking]:
    folder = tmp_path_factory.mktemp("search")
    statements = [f"The ferry numbered {n} crossed the strait." for n in range(MANY)]
    statements += ["Exactly a thousand lanterns." for _ in range(1000)]
    statements += [f"One lighthouse more, of {n}." for n in range(1001)]
    statements += [
        "A harbour was dredged.",
        "They harboured doubts about the dredging.",
        "A harbourmaster was named.",
        "Quays far from any place where a crane would later stand were built.",
        "A crane stood among the quays.",
        "Crème brûlée, naïve Łódź and smørrebrød.",
        "The mayor’s car, and Vy’s boat.",
        "To be, or not to be: that is.",
    ]
    facts = [
        {"id": f"fact-{n}", "statement": text, "kind": "history", "about": []}
        | {"citations": [cited(n)]}
        for n, text in enumerate(statements)
    ]
    shared = {
        "places": [
            {"id": "ferry", "name": "Ferry", "kind": "pier"},
            {"id": "ferry-square", "name": "Ferry square", "kind": "square"},
            {"id": "harbour", "name": "Old harbour", "kind": "harbour"},
        ],
        "people": [{"id": "zoe", "name": "Zoë Ferryman"}],
    }
    made = make_seed(folder / "seed", shared, {"fact": facts})
    started = Asking(seeded(new_database(folder), made))
    yield started
    started.close()


def _ids(asking: Asking, q: str, **more: str) -> list[str]:
    return [item["id"] for item in asking.get("/search", q=q, **more).json()["items"]]


def _texts(asking: Asking, q: str) -> list[str]:
    return [item["name"] for item in asking.get("/search", q=q).json()["items"]]


def test_a_name_comes_before_three_thousand_mentions(asking: Asking) -> None:
    assert _ids(asking, "ferry")[:3] == ["ferry", "ferry-square", "zoe"]


@pytest.mark.parametrize(
    ("q", "total", "complete"),
    [("ferry", 1000, False), ("lanterns", 1000, True), ("lighthouse", 1000, False)],
)
def test_the_total_says_when_it_is_a_floor(
    asking: Asking, q: str, total: int, complete: bool
) -> None:
    answer = asking.get("/search", q=q).json()
    assert (answer["total"], answer["complete"]) == (total, complete)


@pytest.mark.parametrize(
    ("q", "total", "complete"),
    # Of the numbers from 0 to 2,999, 1,111 begin with a 1: all but the last are among 1,000.
    [("lighthouse 1", 101, False), ("lighthouse 19", 11, True), ("lighthouse 199", 1, True)],
)
def test_what_begins_too_many_words_is_told(
    asking: Asking, q: str, total: int, complete: bool
) -> None:
    answer = asking.get("/search", q=q).json()
    assert (answer["total"], answer["complete"]) == (total, complete)


def test_all_pages_together_are_the_total(asking: Asking) -> None:
    url: str | None = "/search?q=ferry&limit=200"
    found = []
    while url:
        answer = asking.get(url).json()
        found += [(item["kind"], item["id"]) for item in answer["items"]]
        scores = [item["score"] for item in answer["items"]]
        assert scores == sorted(scores, reverse=True)
        url = answer["next"]
    assert len(found) == len(set(found)) == 1000


def test_the_word_comes_before_its_stem_and_its_stem_before_what_it_begins(
    asking: Asking,
) -> None:
    assert _texts(asking, "harbour") == [
        "Old harbour",
        "A harbour was dredged.",
        "They harboured doubts about the dredging.",
        "A harbourmaster was named.",
    ]


def test_words_that_stand_near_each_other_come_first(asking: Asking) -> None:
    assert [text[:7] for text in _texts(asking, "crane quays")] == ["A crane", "Quays f"]


@pytest.mark.parametrize(
    "q",
    [
        "creme brulee",
        "CRÈME BRÛLÉE",
        "cre\u0300me",
        "naive lodz",
        "Łódź",
        "smorrebrod",
        "smør",
        "ｎａïｖｅ",
    ],
)
def test_diacritics_do_not_matter(asking: Asking, q: str) -> None:
    assert len(_ids(asking, q)) == 1


@pytest.mark.parametrize(
    "q", ["mayor", "mayors", "mayor's", "mayor’s", "mayor\u02bcs", "Vy", "Vy’s", "vys boat"]
)
def test_an_apostrophe_does_not_matter(asking: Asking, q: str) -> None:
    assert _texts(asking, q) == ["The mayor’s car, and Vy’s boat."]


@pytest.mark.parametrize("q", ["russia", "russias", "russia's", "Russia’s", "RUSSIA"])
def test_russia_is_found_however_it_is_typed(client: httpx.Client, q: str) -> None:
    items = client.get("/search", params={"q": q, "limit": 200}).json()["items"]
    assert any("Russia’s" in item["name"] for item in items)
    assert (items[0]["kind"], items[0]["id"]) == ("country", "RU")


def test_every_beginning_of_a_name_finds_it(client: httpx.Client) -> None:
    for person in client.get("/people?limit=200").json()["items"]:
        name = person["name"]
        for end in range(3, len(name) + 1):
            items = client.get("/search", params={"q": name[:end], "limit": 200}).json()["items"]
            assert person["id"] in [item["id"] for item in items], name[:end]


def test_words_that_are_everywhere_are_words(asking: Asking) -> None:
    assert _texts(asking, "to be or not to be")[0] == "To be, or not to be: that is."
    assert asking.get("/search", q="the").json()["total"] == 1000


def test_what_matches_is_marked_and_the_rest_escaped(asking: Asking) -> None:
    (item,) = asking.get("/search", q="mayor car").json()["items"]
    assert item["snippet"] == "The <mark>mayor’s</mark> <mark>car</mark>, and Vy’s boat."


NASTY = [
    '"',
    '""',
    '"ferry',
    "ferry'",
    "'",
    "’",
    "\u02bc",
    "-",
    "—",
    "ferry -strait",
    "-ferry",
    "NOT",
    "NOT ferry",
    "ferry AND",
    "OR",
    "NEAR(ferry strait)",
    "*",
    "ferry*",
    "^ferry",
    "tokens:ferry",
    "{tokens}:",
    "(",
    ")(",
    "+",
    "%",
    "_",
    "\\",
    ";DROP TABLE fact",
    "ferry--",
    "<script>alert(1)</script>",
    "🚢",
    "ferry🚢strait",
    "👩‍👩‍👧",
    "日本語",
    "עברית",
    "हिन्दी",
    "½ ² ㎏ ﬁ",
    "\ufeff",
    "\u202eyrref",
    "e\u0301" * 400,
    "𞤀𞤁",
    "\U00030000\U00031350",
    "\ue000",
    "x" * 1000,
    "ß İ \u0131 ŉ",
    "\u0345a\u0345",
]


@pytest.mark.parametrize("q", NASTY)
def test_no_character_has_a_special_meaning(asking: Asking, q: str) -> None:
    answer = asking.get("/search", q=q)
    assert answer.status_code == httpx.codes.OK
    assert "<script" not in answer.text


@pytest.mark.parametrize(
    "sent", ["%00", "%ff", "%ed%a0%80", "a%0a", "x" * 10_240, "a+" * 20 + "a", ""]
)
def test_what_cannot_be_looked_for_is_refused(asking: Asking, sent: str) -> None:
    answer = asking.get(f"/search?q={sent}")
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert answer.json()["errors"][0]["parameter"] == "q"


@pytest.mark.parametrize("q", ["ferry -strait", "NOT ferry", "ferry AND", "tokens:ferry"])
def test_operators_are_words(asking: Asking, q: str) -> None:
    words = {"ferry -strait": 1000}
    assert asking.get("/search", q=q).json()["total"] == words.get(q, 0)


def test_kinds_and_articles_narrow(asking: Asking) -> None:
    assert _ids(asking, "ferry", kind="place,person") == ["ferry", "ferry-square", "zoe"]
    assert _ids(asking, "ferry", kind="place", article="invented") == ["ferry", "ferry-square"]
    assert _ids(asking, "ferry", kind="place", article="another") == []
