"""Every kind of page is accessible: by axe, by keyboard, at any width, in both themes."""

import gzip
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.explorer.conftest import Opening, watched

PAGES = [
    "/explore",
    "/explore/events",
    "/explore/people",
    "/explore/quotes",
    "/explore/statistics",
    "/explore/facts?limit=20&kind=analysis",
    "/explore/events/victory-day-parade-2025",
    "/explore/people/xi-jinping",
    "/explore/quotes/putin-on-xi-main-guest",
    "/explore/statistics/parade-attendance",
    "/explore/statistics/us-china-tariffs",
    "/explore/facts/concession-sanctions-lifted",
    "/explore/articles/xi-putin-victory-day-2025",
    "/explore/articles/xi-putin-victory-day-2025/paragraphs/22",
    "/explore/voices/observers",
    "/explore/search?q=parade",
    "/explore/search",
    "/explore/check",
    "/explore/check?from=facts/concession-sanctions-lifted",
    "/explore/changes",
    "/problems/not-found",
    "/explore/quotes/nobody-said-this",
    "/explore/quotes?speaker=-",
    "/embed/statistics/parade-attendance",
    "/embed/statistics/us-china-tariffs?theme=dark",
    "/embed/quotes/putin-on-xi-main-guest",
    "/docs",
]
UNSEEN = """(seen) => {
  const clear = (one) => getComputedStyle(one).backgroundColor === "rgba(0, 0, 0, 0)";
  const shown = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
  const looks = new Set();
  for (const one of document.querySelectorAll("body *")) {
    one.removeAttribute("data-unseen");
    const visible = one.checkVisibility({ visibilityProperty: true });
    if (!visible || ![...one.childNodes].some(shown)) continue;
    let behind = one, opacity = 1;
    while (clear(behind) && behind.parentElement) behind = behind.parentElement;
    for (let at = one; at; at = at.parentElement) opacity *= getComputedStyle(at).opacity;
    const { color, fontSize, fontWeight } = getComputedStyle(one);
    const { backgroundColor } = getComputedStyle(behind);
    const look = [color, backgroundColor, opacity, fontSize, fontWeight].join(" ");
    if (seen.includes(look)) continue;
    one.setAttribute("data-unseen", "");
    looks.add(look);
  }
  return [...looks];
}"""
"""Marks each visible text with a new look: colour, background, opacity, size and weight, which
is everything that contrast depends on. Returns the new looks."""


@pytest.fixture(scope="module")
def seen(browser: Browser, address: str) -> tuple[dict[str, list[Any]], list[tuple[str, int]]]:
    """Opens each page once: what axe finds in both themes, and the widths that are too narrow."""
    found, wide, looks = {}, [], list[str]()
    with watched(browser, address, bypass_csp=True) as page:
        for path in PAGES:
            page.emulate_media(color_scheme="light")
            page.goto(address + path)
            for width in (320, 768, 2560, 1280):
                page.set_viewport_size({"width": width, "height": 800})
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    wide.append((path, width))
            if path == "/docs":
                expect(page.locator(".opblock").first).to_be_visible(timeout=60_000)
            found[path] = violations(page, contrast=False)
            # A theme changes colours and nothing else.
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)
                if new := page.evaluate(UNSEEN, looks):
                    found[f"{path} in {theme}"] = contrasts(page)
                    looks += new
    return found, wide


def test_axe_finds_nothing_on_any_page_in_either_theme(
    seen: tuple[dict[str, list[Any]], list[tuple[str, int]]],
) -> None:
    assert {path: faults for path, faults in seen[0].items() if faults} == {}


def test_axe_finds_nothing_in_suggestions(opened: Opening) -> None:
    page = opened("/explore", bypass_csp=True)
    page.get_by_role("combobox").press_sequentially("parade")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")

    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    page.evaluate(UNSEEN, [])
    assert contrasts(page) == []


def violations(page: Page, *, contrast: bool = True) -> list[Any]:
    """What axe finds by all rules: each rule with the elements that break it."""
    return _found(page, "html", {"rules": {"color-contrast": {"enabled": contrast}}})


def contrasts(page: Page) -> list[Any]:
    """What axe finds of contrast, in the elements that `UNSEEN` has marked."""
    return _found(page, "[data-unseen]", {"runOnly": ["color-contrast"]})


def _found(page: Page, within: str, options: dict[str, Any]) -> list[Any]:
    """What axe finds within an element."""
    options = {"resultTypes": ["violations"], **options}
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    run = "([within, options]) => axe.run(within, options).then((all) => all.violations)"
    found = page.evaluate(run, [within, options])
    return [(rule["id"], [node["html"] for node in rule["nodes"]][:5]) for rule in found]


def test_no_page_is_wider_than_its_window(
    seen: tuple[dict[str, list[Any]], list[tuple[str, int]]],
) -> None:
    assert seen[1] == []


def test_a_wide_screen_is_used(opened: Opening) -> None:
    page = opened("/explore", viewport={"width": 2560, "height": 1440})

    assert page.locator("main").evaluate("main => main.getBoundingClientRect().width") > 2200


@pytest.mark.parametrize("path", ["/explore", "/explore/quotes/putin-on-xi-main-guest"])
def test_everything_is_reachable_by_keyboard_with_visible_focus(opened: Opening, path: str) -> None:
    page = opened(path)
    reachable = "a[href], button, input, summary, [tabindex='0']"
    hidden = "details:not([open]) > :not(summary) *"
    count = page.evaluate(
        "([reachable, hidden]) => [...document.querySelectorAll(reachable)]"
        ".filter((one) => !one.matches(hidden)).length",
        [reachable, hidden],
    )
    reached = set()
    for _ in range(count):
        page.keyboard.press("Tab")
        number, outlined = page.evaluate(
            """([reachable, hidden]) => {
                const here = document.activeElement;
                const all = [...document.querySelectorAll(reachable)]
                  .filter((one) => !one.matches(hidden));
                const shown = [here, here.parentElement].some(
                  (e) => getComputedStyle(e).outlineStyle !== "none");
                return [all.indexOf(here), shown];
            }""",
            [reachable, hidden],
        )
        reached.add(number)
        assert outlined

    assert reached == set(range(count))


def test_the_skip_link_leads_to_the_content(opened: Opening) -> None:
    page = opened("/explore")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("path", ["/explore", "/explore/facts", "/explore/people/xi-jinping"])
def test_pages_are_light(address: str, path: str) -> None:
    with httpx.Client(base_url=address) as client:
        html = client.get(path, headers={"Accept": "text/html"})
        parts = [word for word in html.text.split('"') if word.startswith("/static/")]
        files = sum(len(gzip.compress(client.get(part).content)) for part in set(parts))

    assert len(set(parts)) >= 3
    assert len(gzip.compress(html.content)) < 14_000
    assert files < 20_000


def test_links_look_like_links_and_nothing_else_does(opened: Opening) -> None:
    for path in ("/explore", "/explore/people/xi-jinping", "/explore/facts?kind=analysis"):
        page = opened(path)
        odd = page.evaluate(
            """() => {
                const underlined = (one) => {
                  for (let at = one; at; at = at.parentElement)
                    if (getComputedStyle(at).textDecorationLine.includes("underline")) return true;
                  return false;
                };
                const looks = "a:not(.skip, .wordmark, .button, .chips a)";
                const links = [...document.querySelectorAll(looks)]
                  .filter((one) => !underlined(one));
                const others = [...document.querySelectorAll("main *")]
                  .filter((one) => !one.closest("a, button") && underlined(one));
                return [...links, ...others].map((one) => one.outerHTML);
            }"""
        )

        assert odd == []


def test_a_printed_page_has_the_content_and_the_address(opened: Opening, address: str) -> None:
    page = opened("/explore/facts/concession-sanctions-lifted")
    page.emulate_media(media="print")

    expect(page.get_by_role("search")).to_be_hidden()
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.locator(".printed")).to_have_text(
        f"{address}/explore/facts/concession-sanctions-lifted"
    )
    expect(page.get_by_text("Where the article says this")).to_be_visible()
    paper = page.pdf(format="A4")
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") <= 1
