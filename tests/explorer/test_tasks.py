"""What visitors come to do, and how many clicks it takes from the front page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.explorer.conftest import INVENTED, watched

TEXT = (INVENTED / "lantern-fair-2031.txt").read_text(encoding="utf-8")


class Visit:
    """A visit that begins on the front page and counts its clicks."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.clicks = page, address, 0

    def click(self, *links: Locator) -> None:
        """Click each in turn."""
        for link in links:
            link.click()
            self.clicks += 1

    def start(self) -> None:
        """Go to the front page."""
        self.page.goto(f"{self.address}/explore")
        self.clicks = 0

    def link(self, name: str) -> Locator:
        """The first link with this name on the page."""
        return self.page.get_by_role("link", name=name, exact=True).first

    def copied(self, label: str) -> str:
        """Click the copy button; returns what is then on the clipboard."""
        self.click(self.page.get_by_role("button", name=f"Copy: {label}", exact=True))
        text: str = self.page.evaluate("navigator.clipboard.readText()")
        return text


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """A visit with a desktop browser."""
    permissions = ["clipboard-read", "clipboard-write"]
    size = {"width": 1280, "height": 900}
    with watched(browser, address, permissions=permissions, viewport=size) as page:
        started = Visit(page, address)
        started.start()
        yield started


def test_a_year_s_number_as_csv(visit: Visit) -> None:
    visit.click(visit.link("World leaders at the Victory Day parade"))
    rows = visit.page.request.get(
        visit.address + str(visit.link("rows as CSV").get_attribute("href"))
    ).text()

    assert any("2024" in row and ",9," in row for row in rows.splitlines())
    assert visit.clicks + 1 == 2


def test_what_cui_says_about_trump_with_its_citation(visit: Visit) -> None:
    visit.click(visit.link("Cui Hongjian"))
    said = visit.page.get_by_role("region", name="What Cui Hongjian says")
    visit.click(said.get_by_role("link").filter(has_text="Trump").first)
    cited = visit.copied("Citation")

    assert "Trump" in cited
    assert "paragraph 22" in cited
    assert visit.clicks == 3


def test_where_the_article_makes_a_claim_and_who_states_it(visit: Visit) -> None:
    lead = visit.page.locator(".leads li", has_text="More than two dozen")

    expect(lead.locator(".by")).to_contain_text("stated by the article · year inferred")
    expect(lead.locator(".by")).to_contain_text("10")
    assert visit.clicks == 0


def test_a_copy_is_checked(profile: BrowserContext, invented: str) -> None:
    with watched(profile, invented) as page:
        visit = Visit(page, invented)
        visit.start()
        visit.click(visit.link("Check a copy"))
        for text, verdict in ((TEXT, "character for character"), (TEXT[:-300], "differently")):
            page.get_by_label("The text of the article").fill(text)
            visit.click(page.get_by_role("button", name="Check", exact=True))
            expect(page.locator("[data-verdict]")).to_contain_text(verdict)
        assert visit.clicks == 3


def test_the_chart_for_another_site(visit: Visit) -> None:
    visit.click(visit.link("World leaders at the Victory Day parade"))
    visit.click(visit.page.locator("summary", has_text="Embed"))

    assert visit.copied("HTML to embed").startswith("<iframe ")
    assert visit.clicks == 3


def test_everything_about_tariffs(visit: Visit) -> None:
    visit.page.get_by_role("combobox").fill("tariffs")
    visit.click(visit.page.get_by_role("button", name="Search", exact=True))

    expect(visit.page.locator(".hits li").first).to_contain_text("more than 100 per cent, each way")
    assert visit.clicks == 1


def test_a_quote_is_shared_and_its_card_seen(visit: Visit) -> None:
    visit.click(visit.page.locator(".quotes blockquote a").first)

    assert visit.copied("Link") == visit.page.url
    visit.click(visit.link("The card that a shared link shows"))
    assert visit.page.url.endswith("/card.png")
    assert visit.clicks == 3


def test_a_record_is_printed_on_one_page(visit: Visit, tmp_path: Path) -> None:
    visit.click(visit.page.locator(".leads a").first)
    paper = visit.page.pdf(format="A4", path=tmp_path / "page.pdf")

    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") <= 1
    assert visit.clicks == 1


def test_what_changed(visit: Visit) -> None:
    visit.click(visit.link("Changes"))

    expect(visit.page.locator(".standfirst")).to_contain_text("Served now")
    assert visit.clicks == 1


def test_the_first_call_of_a_developer(visit: Visit) -> None:
    visit.click(visit.link("API"))

    assert visit.copied("curl").startswith(f"curl '{visit.address}/quotes?limit=1'")
    assert visit.clicks == 2


def test_a_record_is_reached_by_keyboard_alone(visit: Visit) -> None:
    for _ in range(3):
        visit.page.keyboard.press("Tab")
    expect(visit.page.get_by_role("combobox")).to_be_focused()
    visit.page.keyboard.type("partnership")
    option = visit.page.get_by_role("option").filter(has_text="speak of a").first
    expect(option).to_be_visible()
    while option.get_attribute("aria-selected") != "true":
        visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("Enter")

    visit.page.wait_for_url("**/explore/*/*no-limits*")
    assert visit.clicks == 0
