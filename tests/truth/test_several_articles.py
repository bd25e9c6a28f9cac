"""What one article says is never shared as the words of another."""

import html
import re
import shutil
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from app.core.schema import Document
from app.explorer.pictures import cited_on_card, words_of_card
from tests.asking.datasets import Asking, cited, make_seed, seeded, series, two_newspapers
from tests.serving import NewDatabase

BOTH = "“First”, 2024, paragraphs 3 and 4; “Second”, 2026, paragraph 7"


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[Asking]:
    """Two articles that give numbers for one series, and an office of one person each."""
    folder = tmp_path_factory.mktemp("several")
    shared = {
        "people": [{"id": "ann", "name": "Ann"}],
        "organisations": [
            {"id": f"of-{n}", "name": n, "kind": "body"} for n in ("first", "second")
        ],
        "statistics": [series("things")],
    }
    row = {"statistic": "things", "statement": "So many."}
    for title, numbers in {"first": {3: "2023", 4: "2024"}, "second": {7: "2026"}}.items():
        tables: dict[str, list[dict[str, Any]]] = {
            "observation": [
                {**row, "id": f"in-{year}", "period": year, "value": at, "citations": [_at(at)]}
                for at, year in numbers.items()
            ],
            "person": [{"id": "ann", "affiliation": f"of-{title}", "citations": [_at(1)]}],
        }
        if title == "second":
            office = {"id": "judge", "title": "Judge", "political": False}
            tables["person"][0]["office"] = [
                {**office, "statement": "Ann was a judge.", "citations": [_at(8)]}
            ]
        article = {"id": title, "title": title.title(), "date": max(numbers.values())}
        make_seed(folder / title, shared, tables, article)
    shutil.copy(folder / "second/articles/second.toml", folder / "first/articles")
    started = Asking(seeded(new_database(folder), folder / "first"))
    yield started
    started.close()


def _at(paragraph: int) -> dict[str, Any]:
    return {**cited(paragraph * 10), "paragraph": paragraph}


def _item(asking: Asking, path: str) -> Document:
    found: Document = orjson.loads(asking.get(path).content)
    return found


def test_a_chart_names_each_article_with_its_paragraphs(asking: Asking) -> None:
    picture = asking.get("/statistics/things/chart.svg").text
    lines = re.findall(r'<text class="picture-small" [^>]*>([^<]*)</text>', picture)

    assert f"Source: {BOTH}" in html.unescape(" ".join(lines))


@pytest.mark.parametrize("path", ["/embed/statistics/things", "/embed/people/ann"])
def test_an_embedded_record_names_each_article(asking: Asking, path: str) -> None:
    page = html.unescape(asking.get(path).text)

    assert "<cite>“First”, 2024; “Second”, 2026</cite>" in page


@pytest.mark.parametrize(("path", "paragraph"), [("/statistics/things", 7), ("/people/ann", 8)])
def test_a_card_has_the_paragraphs_of_the_article_that_says_it(
    asking: Asking, path: str, paragraph: int
) -> None:
    shown = _item(asking, path)

    assert {one["article"] for one in cited_on_card(shown)} == {"second"}
    assert words_of_card(shown, {})[1].endswith(f", paragraph {paragraph}")


def test_the_hit_of_a_person_names_the_article_that_states_the_office(asking: Asking) -> None:
    (hit,) = _item(asking, "/search?q=ann&kind=person")["items"]

    assert (hit["statement"], hit["article"]) == ("Ann was a judge.", "second")


@pytest.mark.parametrize("path", ["/explore/people", "/explore/search?q=ann", "/embed/people/ann"])
def test_a_page_that_names_an_office_leads_to_its_paragraph(asking: Asking, path: str) -> None:
    page = asking.get(path).text

    assert "Judge" in page
    assert "/explore/articles/second/paragraphs/8" in page


@pytest.fixture(scope="module")
def newspapers(
    tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase
) -> Iterator[Asking]:
    folder = tmp_path_factory.mktemp("newspapers")
    started = Asking(seeded(new_database(folder), two_newspapers(folder)))
    yield started
    started.close()


@pytest.mark.parametrize(
    "path",
    ["/facts", "/people/ann", "/search?q=ann", "/facts/in-post", "/articles/post-article"],
)
def test_a_page_says_which_article_reports_it(newspapers: Asking, path: str) -> None:
    page = newspapers.get(f"/explore{path}").text

    body = page.partition("</head>")[2]
    assert 'tated by <a href="/explore/articles/post-article">the article (The Post)</a>' in body
    assert "tated by the article " not in body


def test_a_shared_link_says_which_article_reports_it(newspapers: Asking) -> None:
    page = newspapers.get("/explore/facts/in-echo").text

    assert "(stated by the article in The Echo, paragraph 1)" in page.partition("</head>")[0]


def test_a_person_is_found_by_what_each_article_says(asking: Asking) -> None:
    for title in ("first", "second"):
        assert asking.get(f"/people?organisation=of-{title}").json()["total"] == 1
    assert _item(asking, "/people/ann")["affiliation"]["id"] == "of-first"
