"""Columns in a real browser: what is certain, what is marked, and whether the text is readable."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, ViewportSize, expect

from app.explorer import pictures
from tests.asking.datasets import cited, make_seed, series
from tests.serving import serving

PHONE, WIDE = ViewportSize(width=320, height=700), ViewportSize(width=1280, height=900)


def above(lower: int) -> dict[str, Any]:
    return {"lower": lower, "lower_inclusive": False}


def below(upper: int) -> dict[str, Any]:
    return {"upper": upper, "upper_inclusive": False}


def between(lower: int, upper: int) -> dict[str, Any]:
    return {"lower": lower, "lower_inclusive": True, "upper": upper, "upper_inclusive": True}


def exact(*values: int) -> dict[str, dict[str, Any]]:
    return {str(2011 + place): {"value": value} for place, value in enumerate(values)}


EXPECTED = {"value": 33, "status": "expected"}
SERIES: dict[str, dict[str, dict[str, Any]]] = {
    "two": {"2011": {"value": 20}, "2026": EXPECTED},
    "many": {**exact(*range(20, 34)), "2025": EXPECTED, "2026": EXPECTED, "2027": {"value": 9}},
    "ten": exact(*range(20, 30)),
    "bounds": {
        "2021": below(-5),
        "2022": between(-30, -20),
        "2023": between(-2, 3),
        "2024": above(-4),
    },
    "low": {"2021": {"value": -12}, "2022": below(8), "2023": {"value": 20}},
    "counts": {"2021": {"value": 40}, "2022": below(24), "2023": above(12)},
    "six-digits": exact(*range(123_456, 123_466)),
    "fourteen-digits": exact(12_345_678_901_234, 23_456_789_012_345),
    "qualified": {year: {**above(2020), **below(4040)} for year in ("2021", "2022", "2023")},
    "five-digits": exact(12_345, 23_456, 34_567, 45_678),
}
CHARTS = ("two", "many", "ten", "bounds", "low", "counts", "five-digits")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service with invented series."""
    folder = tmp_path_factory.mktemp("columns")
    rows = [
        {
            "id": f"{name}-{period}",
            "statistic": name,
            "period": period,
            "statement": "So many.",
            "citations": [cited()],
            **number,
        }
        for name, numbers in SERIES.items()
        for period, number in numbers.items()
    ]
    shared = {"statistics": [series(name, whole_numbers=False) for name in SERIES]}
    seed = make_seed(folder / "seed", shared, {"observation": rows})
    with serving(folder, {"ARTICLE_FACTS_SEED": str(seed)}) as started:
        yield started


def parts(page: Page, part: str) -> list[tuple[float, float] | None]:
    """The numbers from which to which each column's part reaches, by the axis of the series."""
    found: list[tuple[float, float] | None] = page.evaluate(
        """part => {
            const zero = +document.querySelector(".base").getAttribute("y1") - 0.5;
            return [...document.querySelectorAll("g.column")].map(column => {
                const box = column.querySelector(`rect.${part}`);
                if (!box) return null;
                const top = +box.getAttribute("y"), height = +box.getAttribute("height");
                return [zero - top - height, zero - top];
            });
        }""",
        part,
    )
    return found


def test_solid_is_only_what_all_allowed_numbers_share(page: Page, address: str) -> None:
    page.goto(f"{address}/explore/statistics/bounds")
    solid, faded = parts(page, "solid"), parts(page, "faded")
    assert faded[1]
    unit = -faded[1][0] / 30

    def units(bar: tuple[float, float] | None) -> tuple[float, ...] | None:
        return bar and tuple(round(end / unit, 1) for end in bar)

    assert list(map(units, solid)) == [(-5, 0), (-20, 0), None, None]
    assert units(faded[1]) == (-30, -20)
    assert units(faded[2]) == (-2, 3)
    # An open side reaches to the end of the drawing, beyond every number.
    for open_side, bound, other in ((faded[0], -5, -30), (faded[3], -4, 3)):
        ends = units(open_side)
        assert ends
        assert bound in ends
        assert min(ends) < other if other < 0 else max(ends) > other
    fill = "column => getComputedStyle(column.querySelector('.faded')).fill"
    assert "fade-down" in page.locator(".column").nth(0).evaluate(fill)
    assert "fade-up" in page.locator(".column").nth(3).evaluate(fill)
    expect(page.locator(".key-line")).to_contain_text("is higher or lower, or may be")


def test_a_number_below_a_bound_fades_downwards(page: Page, address: str) -> None:
    for name, lowest in (("counts", 0), ("low", -12)):
        page.goto(f"{address}/explore/statistics/{name}")
        (faded,) = (one for one in parts(page, "faded")[1:2] if one)
        assert parts(page, "solid")[1] is None
        assert faded[1] > 0
        assert faded[0] == 0 if lowest == 0 else faded[0] < 0
        assert page.locator(".column").nth(1).locator(".arrow").count() == 1


def test_every_marked_column_has_its_mark(page: Page, address: str) -> None:
    for name, marked in (("two", 1), ("many", 2)):
        for size in (PHONE, WIDE):
            page.set_viewport_size(size)
            page.goto(f"{address}/explore/statistics/{name}")
            stars = page.locator("svg.chart text", has_text="*").filter(visible=True)
            assert stars.count() == marked
        page.goto(f"{address}/statistics/{name}/chart.svg")
        stars = page.locator("svg.chart text", has_text="*").filter(visible=True)
        assert stars.count() == marked
    page.goto(f"{address}/explore/statistics/two")
    expect(page.locator("svg.chart text", has_text="2011")).to_be_visible()
    expect(page.locator("svg.chart text", has_text="2026*")).to_be_visible()
    expect(page.locator("svg.chart .figure", has_text="33")).to_be_visible()


def test_the_renderer_of_pictures_hides_spare_marks(address: str) -> None:
    path = f"{address}/statistics/two/chart"
    drawn = httpx.get(f"{path}.svg").text
    spared = re.sub(r'<text class="label star .*?</text>', "", drawn)
    assert len(spared) < len(drawn)
    assert httpx.get(f"{path}.png").content == pictures._png(spared.encode(), 2)


BOXES = """() => [...document.querySelectorAll("svg.chart text")]
    .filter(text => text.textContent !== "*" && text.getClientRects().length)
    .map(text => text.getBoundingClientRect())
    .map(({left, right, top, bottom}) => [left, right, top, bottom])"""


@pytest.mark.parametrize("name", CHARTS)
def test_no_text_of_a_chart_overlaps_or_is_cut_off(page: Page, address: str, name: str) -> None:
    for path, size in (
        (f"/explore/statistics/{name}", PHONE),
        (f"/embed/statistics/{name}", PHONE),
        (f"/explore/statistics/{name}", WIDE),
        (f"/statistics/{name}/chart.svg", WIDE),
    ):
        page.set_viewport_size(size)
        page.goto(address + path)
        boxes = page.evaluate(BOXES)
        assert len(boxes) >= 4, path
        edge = min(size["width"], page.locator("svg").first.bounding_box()["width"])  # type: ignore[index]
        for left, right, _, _ in boxes:
            assert 0 <= left < right <= (640 if path.endswith(".svg") else edge + 32), path
        for one, other in combinations(boxes, 2):
            apart = one[1] <= other[0] or other[1] <= one[0]
            assert apart or one[3] - 6 <= other[2] or other[3] - 6 <= one[2], (path, one, other)


def test_periods_are_below_the_lowest_column(page: Page, address: str) -> None:
    page.goto(f"{address}/explore/statistics/bounds")
    lowest = max(
        box["y"] + box["height"]
        for bar in page.locator("svg.chart rect").all()
        if (box := bar.bounding_box())
    )
    for label in page.locator("svg.chart .label").all():
        box = label.bounding_box()
        assert box
        assert box["y"] >= lowest


def test_where_there_is_room_every_column_has_its_number(page: Page, address: str) -> None:
    page.set_viewport_size(WIDE)
    for path in ("/explore/statistics/ten", "/statistics/ten/chart.svg"):
        page.goto(address + path)
        assert page.locator("svg.chart .figure").filter(visible=True).count() == 10
    page.set_viewport_size(PHONE)
    page.goto(f"{address}/explore/statistics/ten")
    figures = page.locator("svg.chart .figure").filter(visible=True).all_text_contents()
    assert 3 <= len(figures) < 10
    assert (figures[0], figures[-1]) == ("20", "29")


@pytest.mark.parametrize("name", sorted(SERIES.keys() - set(CHARTS)))
def test_numbers_too_wide_for_columns_are_in_words(page: Page, address: str, name: str) -> None:
    for path in (f"/explore/statistics/{name}", f"/embed/statistics/{name}"):
        page.goto(address + path)
        expect(page.locator("svg.chart")).to_have_count(0)
        expect(page.locator(".figures li")).to_have_count(len(SERIES[name]))
    drawn = httpx.get(f"{address}/statistics/{name}/chart.svg").text
    assert 'class="column ' not in drawn
    assert re.findall(r"picture-small[^>]*>(\d{4})<", drawn) == list(SERIES[name])
