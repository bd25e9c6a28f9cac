"""Every row that lists a record marks it as expected, inferred, likely or an opinion."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from lxml import html

from app.explorer.chart import chart_of, figures_of
from app.explorer.pictures import words_of_card
from app.explorer.wording import attributed, doubts
from tests.explorer.test_charting import row

Record = dict[str, Any]

INFERRED = {
    "year": "year inferred",
    "date": "date inferred",
    "year_and_country": "year and country inferred",
    "country": "country inferred",
    "date_and_country": "date and country inferred",
    "content": "partly inferred",
}
LISTS: tuple[str, ...] = (
    "facts",
    "quotes",
    "events",
    "people",
    "statistics",
    "countries",
    "places",
)
LISTS += ("organisations", "articles")

ROWS = (
    "//main//*[contains('|rows|hits|events|undated|cards|facts|', concat('|', @class, '|'))]/li"
    "|//main//figure[starts-with(@class, 'quote ')]"
    "|//main//table[@class='ties']/tbody/tr/th"
)


def marks(record: Record) -> set[str]:
    """The marks that a record needs, from its fields."""
    found = {INFERRED[one["inferred"]] for one in record.get("offices", []) if one["inferred"]}
    if record["inferred"]:
        found.add(
            "source and date inferred" if "byline" in record else INFERRED[record["inferred"]]
        )
    if "speakers" in record:
        return found
    if record.get("status") == "expected":
        found.add("expected")
    if record.get("status") == "ongoing":
        found.add("under way when the article was written")
    if record.get("voice") == "judgement":
        found.add("judgement")
    if record.get("certainty") in {"likely", "possible"}:
        found.add(record["certainty"])
    return found


def text(element: html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content())


@pytest.fixture(scope="module")
def served(client: httpx.Client) -> dict[str, list[Record]]:
    """All records, by the path of their pages below /explore."""
    found: dict[str, list[Record]] = {}
    for name in LISTS:
        items = client.get(f"/{name}?limit=200").json()["items"]
        found |= {f"/explore/{name}/{one['id']}": [one] for one in items}
    rows = client.get("/observations?limit=200").json()["items"]
    for one in rows:
        path = f"/explore{one['statistic']['url']}"
        found[path] = [other for other in found[path] if "period" in other] + [one]
        found[f"{path}#{one['id']}"] = [one]
    return found


def pages(served: dict[str, list[Record]]) -> Iterator[str]:
    """Every page that may list a record."""
    yield "/explore"
    yield from (f"/explore/{name}?limit=200" for name in (*LISTS, "leaders"))
    yield from (path for path in served if "#" not in path)
    yield from (f"/explore/search?q={word}" for word in ("anniversary", "china", "he+lifeng"))
    yield from (f"/explore/search?q={word}" for word in ("parade", "alliance", "palestine"))
    yield from (f"/explore/articles/xi-putin-victory-day-2025/paragraphs/{n}" for n in (8, 13))


def test_every_row_has_the_marks_of_its_record(
    client: httpx.Client, served: dict[str, list[Record]]
) -> None:
    missing, seen = set(), set[str]()
    for page in pages(served):
        tree = html.fromstring(client.get(page).text)
        for shown in tree.xpath(ROWS):
            links = shown.xpath(".//a[starts-with(@href, '/explore/')]/@href")
            link = f"/explore/quotes/{shown.get('id')}" if shown.tag == "figure" else links[0]
            said = text(shown)
            for record in served.get(link, []):
                seen.add(link)
                missing |= {(page, link, one) for one in marks(record) if one not in said}

    assert sorted(missing) == []
    assert {path.split("/")[2] for path in seen} == set(LISTS)


def test_every_number_in_a_table_has_its_marks(
    client: httpx.Client, served: dict[str, list[Record]]
) -> None:
    for path, (number,) in (one for one in served.items() if "#" in one[0]):
        tree = html.fromstring(client.get(path).text)
        (shown,) = tree.xpath(f"//tr[@id='{number['id']}']/td[1]")

        assert [one for one in marks(number) if one not in text(shown)] == [], number["id"]


def test_every_description_has_the_marks_and_no_brackets_in_brackets(
    client: httpx.Client, served: dict[str, list[Record]]
) -> None:
    for path in (path for path in served if "#" not in path):
        tree = html.fromstring(client.get(path).text)
        (description,) = tree.xpath("//meta[@property='og:description']/@content")

        assert not re.search(r"\([^()]*\(", description), description
        said = [one for record in served[path] for one in _said(record)]
        assert [one for one in said if one not in description] == [], path


def test_every_card_has_the_marks_of_what_it_says(
    client: httpx.Client, served: dict[str, list[Record]]
) -> None:
    for path in (path for path in served if "#" not in path):
        shown = client.get(path.removeprefix("/explore"), headers={"Accept": "*/*"}).json()
        said = " ".join(words_of_card(shown, {}))
        latest = {**served[path][-1], "offices": shown.get("offices", [])[:1]}
        if shown.get("offices"):
            latest["inferred"] = None

        assert [one for one in _said(latest) if one not in said] == [], path


def _said(record: Record) -> set[str]:
    """The marks in a description; an article has no date of its own, so all of it is inferred."""
    return {"date inferred"} if record.get("date_of") == "writing" else marks(record)


def test_a_future_event_is_not_shared_as_done(client: httpx.Client) -> None:
    shown = client.get("/statistics/anniversaries").json()
    said, by = words_of_card(shown, {})
    assert said.startswith(
        "When the article was written, China’s celebration in September 2025 was"
    )
    assert by.startswith("stated by the article, expected, year inferred, likely, paragraph")

    tree = html.fromstring(client.get("/explore/search?q=80th+anniversary&kind=statistic").text)
    (hit,) = tree.xpath("//ol[@class='hits']/li[.//a[contains(@href, 'anniversaries')]]")
    assert "80th anniversary (September 2025, expected" in text(hit)


def test_a_number_names_who_asserts_it() -> None:
    own = row("2024", value=1, lower=1) | {
        "article": "a",
        "asserted_by": {"id": "a", "name": "the article"},
        "voice": "report",
        "certainty": "certain",
    }
    tipped = (
        own
        | row("2025", value=2, lower=2)
        | {
            "status": "expected",
            "certainty": "likely",
            "asserted_by": {"id": "ines", "name": "Ines Okafor"},
        }
    )
    series = {"observations": [own, tipped]}

    assert [one.doubt for one in figures_of(series["observations"])] == [
        "",
        "stated by Ines Okafor, expected, likely",
    ]
    chart = chart_of(series)
    assert chart
    assert "2025: x (stated by Ines Okafor, expected, likely)" in chart.description
    assert [column.marked for column in chart.columns] == [False, True]
    assert chart.marks == ["stated by Ines Okafor", "expected", "likely"]
    # Two equal numbers are shown as one only if they are equally certain.
    twice = [own | {"period": "2025", "period_in_words": "2025"}, tipped]
    assert len(figures_of(twice)) == 2


def test_an_attribution_has_no_brackets() -> None:
    record = {"article": "a", "asserted_by": {"id": "a", "name": "the article"}, "inferred": "date"}

    assert attributed(record) == "stated by the article, date inferred"
    assert attributed(record | {"inferred": "content"}) == "partly inferred from the article"
    assert attributed({"name": "Palestine", "inferred": "country"}) == (
        "named by the article, country inferred"
    )
    assert doubts({"speakers": [], "voice": "judgement", "inferred": None}) == []
