"""Series with a number for each group, long names and wide letters: nothing is lost or cut off."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from playwright.sync_api import Page

from app.explorer.chart import chart_of, figures_of
from app.explorer.pictures import words_of_card
from tests.asking.datasets import cited, make_seed, series
from tests.explorer.test_charting import row
from tests.serving import serving

COUNTRIES = {
    "AT": "Austria",
    "BE": "Belgium",
    "CH": "Switzerland",
    "DE": "Germany",
    "FR": "France",
    "GB": "United Kingdom",
    "NL": "Netherlands",
    "US": "United States",
}
OFFICES = {
    "tide-office": "International Office for the Statistics of Tides",
    "currents": "Organisation of Countries with Strong Currents",
}
LONG = "Sand is counted by hand, grain by grain, in each of the bays. " * 9
MILLIONS = {"lower": 120_000_000, "lower_inclusive": False}
MILLIONS |= {"upper": 1_300_000_000, "upper_inclusive": False}

CAPITALS = "MMWW COMMON MOMENTUM COMMITTEES WOULD NOT COMMENT ON WHO HAD WON THE MAMMOTH WORK."
CYRILLIC = "Жюри объявило, что большинство широких мошеннических предложений отвергнуто."


def _tariff(to: str, number: int) -> dict[str, Any]:
    dimensions = {"imposed_by": "US", "imposed_on": to}
    return {"id": f"on-{to.lower()}", "statistic": "tariffs", "dimensions": dimensions} | {
        "period": "2031",
        "value": number,
        "about": ["US", to],
    }


def _rows() -> Iterator[dict[str, Any]]:
    yield from (_tariff(to, 10 if to < "GB" else 25) for to in COUNTRIES if to != "US")
    for place, office in enumerate((*OFFICES, *OFFICES)):
        yield {"id": f"tide-{place}", "statistic": "tides", "asserted_by": office} | {
            "period": str(2028 + place),
            "value": 10 + place,
        }
    for place in range(105):
        yield {
            "id": f"sand-{place}",
            "statistic": "sand",
            **MILLIONS,
            "asserted_by": "tide-office",
        } | {"period": str(1901 + place)}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service with invented series."""
    folder = tmp_path_factory.mktemp("groups")
    shared = {
        "statistics": [
            series("tariffs", dimensions=["imposed_by", "imposed_on"]) | {"unit": "per cent"},
            series("tides"),
            series("sand") | {"name": "Sand " * 40, "description": LONG},
        ],
        "countries": [{"id": id_, "name": name} for id_, name in COUNTRIES.items()],
        "organisations": [
            {"id": id_, "name": name, "kind": "agency"} for id_, name in OFFICES.items()
        ],
    }
    said = {"statement": "So many.", "citations": [cited()]}
    facts = {"capitals": CAPITALS, "cyrillic": CYRILLIC}
    tables = {
        "observation": [one | said for one in _rows()],
        "fact": [
            {"id": id_, "kind": "history", "about": ["DE"], "statement": words}
            | {"citations": [cited()]}
            for id_, words in facts.items()
        ],
    }
    seed = make_seed(folder / "seed", shared, tables)
    with serving(folder, {"ARTICLE_FACTS_SEED": str(seed)}) as started:
        yield started


TEN = "10 per cent (2031: imposed by United States, imposed on Austria; imposed by United States, "


def test_one_group_is_not_shown_as_the_whole_series(address: str) -> None:
    read = unescape(httpx.get(f"{address}/explore/statistics/tariffs").text)
    (description,) = re.findall('property="og:description" content="(.*?)"', read)
    assert description == "tariffs: invented (based on the article, paragraph 1)"

    found = unescape(httpx.get(f"{address}/explore/search?q=tariffs&kind=statistic").text)
    drawn = httpx.get(f"{address}/statistics/tariffs/chart.svg").text
    for shown in (found, drawn):
        assert TEN in shown
        assert "25 per cent (2031: imposed by United States, imposed on United Kingdom; " in shown


def test_a_number_for_several_groups_is_not_shown_as_that_of_the_whole_series() -> None:
    about = [{"id": one, "name": one} for one in ("AA", "BB", "CC")]
    citation = {"article": "a", "paragraph": 1}

    def to(one: str, other: str, article: str = "a") -> dict[str, Any]:
        made = row("2031", value=1, lower=1, upper=1) | {"about": about, "article": article}
        made |= {"statement": f"x to {other}", "asserted_by": {"id": article, "name": article}}
        return made | {"dimensions": {"by": one, "on": other}, "citations": [citation]}

    def card(*rows: dict[str, Any]) -> str:
        return words_of_card({"name": "N", "description": "D.", "observations": rows}, {})[0]

    both = to("AA", "BB"), to("BB", "AA")
    assert card(*both) == "N: x, each way (2031)"
    assert card(to("AA", "BB"), to("AA", "CC")) == "N: D."
    assert card(to("AA", "BB"), to("AA", "BB", "b")) == "x to BB"
    # “Each way” needs a series about these two.
    before = to("AA", "CC") | {"period": "2030", "period_in_words": "2030"}
    assert card(before, *both) == "N: D."
    assert [figure.of for figure in figures_of([to("AA", "BB"), to("AA", "BB", "b")])] == [
        ["by AA, on BB"]
    ]
    chart = chart_of({"observations": [before, to("AA", "CC")]})
    assert chart
    assert chart.of == "by AA, on CC"


BOXES = """() => [...document.querySelectorAll(":root > text")].map(text => {
    const box = text.getBoundingClientRect();
    return [box.top, box.bottom, box.right];
})"""


@pytest.mark.parametrize("name", ["tariffs", "tides", "sand"])
def test_no_line_of_a_picture_lies_over_another_or_is_cut_off(
    page: Page, address: str, name: str
) -> None:
    page.goto(f"{address}/statistics/{name}/chart.svg")
    boxes = page.evaluate(BOXES)

    assert len(boxes) > 5
    assert max(right for _, _, right in boxes) < 640
    for (_, bottom, _), (top, _, _) in pairwise(boxes):
        # Boxes are a little higher than letters.
        assert top > bottom - 3


def _texts(address: str, name: str) -> list[str]:
    drawn = ET.fromstring(httpx.get(f"{address}/statistics/{name}/chart.svg").text)  # noqa: S314
    return [text.text or "" for text in drawn.iter("{http://www.w3.org/2000/svg}text")]


def test_a_picture_has_all_sources_and_all_groups(address: str) -> None:
    said = " ".join(_texts(address, "tides"))
    assert " or ".join(f"stated by {name}" for name in OFFICES.values()) in said

    said = " ".join(_texts(address, "tariffs"))
    for id_, name in COUNTRIES.items():
        assert id_ == "US" or f"imposed on {name}" in said


def test_what_is_cut_ends_in_an_ellipsis_and_keeps_the_note_about_numbers(address: str) -> None:
    lines = _texts(address, "sand")

    assert lines[1].endswith("…")
    described = " ".join(lines[2:8])
    assert "… The last 50 of 105 numbers." in described


STRIP = """async ([path, wide]) => {
    const answer = await fetch(path), picture = await createImageBitmap(await answer.blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
    canvas.drawImage(picture, 0, 0);
    const strip = canvas.getImageData(picture.width - wide, 0, wide, picture.height).data;
    return strip.every((one, place) => one === strip[place % 4]);
}"""
"""Whether the right edge of a picture has nothing but its colour."""


@pytest.mark.parametrize(
    "path",
    [
        "/explore/facts/capitals/card.png",
        "/explore/facts/cyrillic/card.png",
        "/explore/statistics/tariffs/card.png",
        "/statistics/sand/chart.png",
        "/statistics/tides/chart.png",
    ],
)
def test_nothing_reaches_the_edge_of_a_picture(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}/explore")

    assert page.evaluate(STRIP, [path, 44])


@pytest.mark.parametrize("path", ["/explore/statistics/tides", "/embed/statistics/tides"])
def test_a_long_source_does_not_make_a_page_wider_than_a_phone(
    page: Page, address: str, path: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(address + path)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
