"""Everybody can use every kind of page: by axe, by keyboard, at any width, in both themes."""

import gzip
from typing import Any, Literal

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.explorer.conftest import Opening

PAGES = [
    "/",
    "/explore/events",
    "/explore/leaders",
    "/explore/quotes",
    "/explore/statistics",
    "/explore/facts?limit=20",
    "/explore/events/victory-day-parade-2025",
    "/explore/people/xi-jinping",
    "/explore/quotes/putin-on-xi-main-guest",
    "/explore/statistics/parade-attendance",
    "/explore/statistics/us-china-tariffs",
    "/explore/facts/concession-sanctions-lifted",
    "/explore/articles/xi-putin-victory-day-2025",
    "/explore/search?q=parade",
    "/explore/search",
    "/explore/check",
    "/explore/quotes/nobody-said-this",
    "/explore/quotes?speker=xi-jinping",
]
THEMES: list[Literal["light", "dark"]] = ["light", "dark"]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(opened: Opening, path: str) -> None:
    page = opened(path, bypass_csp=True)
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)

        assert violations(page) == [], theme


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_in_suggestions(opened: Opening, theme: Literal["light", "dark"]) -> None:
    page = opened("/", color_scheme=theme, bypass_csp=True)
    page.get_by_role("combobox").press_sequentially("parade")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")

    assert violations(page) == []


def violations(page: Page) -> list[Any]:
    """What axe finds: the rule, and the elements that break it."""
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_its_window(opened: Opening, path: str) -> None:
    page = opened(path)
    for width in (320, 768, 1280, 2560):
        page.set_viewport_size({"width": width, "height": 800})

        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", ["/", "/explore/quotes/putin-on-xi-main-guest"])
def test_everything_is_reached_by_keyboard_and_shows_it(opened: Opening, path: str) -> None:
    page = opened(path)
    count = page.locator("a[href], button, input, [tabindex='0']").count()
    reached = set()
    for _ in range(count):
        page.keyboard.press("Tab")
        number, outlined = page.evaluate(
            """() => {
                const here = document.activeElement;
                const all = [...document.querySelectorAll(
                  "a[href], button, input, [tabindex='0']")];
                const shown = [here, here.parentElement].some(
                  (e) => getComputedStyle(e).outlineStyle !== "none");
                return [all.indexOf(here), shown];
            }"""
        )
        reached.add(number)
        assert outlined

    assert reached == set(range(count))


def test_the_skip_link_leads_to_the_content(opened: Opening) -> None:
    page = opened("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_the_first_page_is_light(address: str) -> None:
    with httpx.Client(base_url=address, headers={"Accept-Encoding": "gzip"}) as client:
        html = client.get("/", headers={"Accept": "text/html"})
        parts = [word for word in html.text.split('"') if word.startswith("/static/")]
        weight = len(gzip.compress(html.content)) + sum(
            len(gzip.compress(client.get(part).content)) for part in set(parts)
        )

    assert len(set(parts)) >= 3
    assert weight < 60_000


def test_print_leaves_out_what_paper_cannot_do(opened: Opening) -> None:
    page = opened("/")
    page.emulate_media(media="print")

    expect(page.get_by_role("search")).to_be_hidden()
    expect(page.locator("svg.chart")).to_be_visible()
