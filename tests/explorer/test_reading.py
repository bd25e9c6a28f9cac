"""Reading and following, as a person does it."""

import re

import pytest
from playwright.sync_api import expect

from tests.explorer.conftest import Opening


def test_search_by_typing_leads_to_a_record(opened: Opening) -> None:
    page = opened("/")
    page.get_by_role("combobox").press_sequentially("tariffs betw")
    option = page.get_by_role("option", name=re.compile("Tariffs between"))
    expect(option).to_be_visible()

    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")

    page.wait_for_url("**/explore/statistics/us-china-tariffs")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Tariffs between the United States and China"
    )


def test_enter_without_a_choice_searches(opened: Opening) -> None:
    page = opened("/")
    page.get_by_role("combobox").fill("parade")
    page.keyboard.press("Enter")

    page.wait_for_url("**/explore/search?q=parade")
    expect(page.locator(".hits li").first).to_contain_text("parade", ignore_case=True)


def test_escape_closes_the_suggestions(opened: Opening) -> None:
    page = opened("/")
    page.get_by_role("combobox").press_sequentially("parade")
    expect(page.get_by_role("option").first).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_role("option")).to_have_count(0)


def test_a_quote_is_followed_to_its_citation(opened: Opening) -> None:
    page = opened("/")
    page.get_by_role("link", name="“main guest”", exact=True).click()

    expect(page.locator("blockquote")).to_have_text("“main guest”")
    expect(page.locator("figcaption")).to_contain_text("Vladimir Putin")
    page.get_by_role("link", name="paragraph 10, characters 1,298–1,308").click()

    page.wait_for_url("**/explore/check?article=xi-putin-victory-day-2025#1298-1308")


def test_whose_statement_a_fact_or_quote_is_is_told_wherever_it_is_listed(opened: Opening) -> None:
    page = opened("/explore/people/vladimir-putin")
    opinion = page.get_by_role("listitem").filter(has_text="stronger than they are")
    expect(opinion).to_contain_text("Yew Lun Tian")
    hedged = page.get_by_role("listitem").filter(has_text="a lifting of sanctions")
    expect(hedged).to_contain_text("Yew Lun Tian, possible")

    page.goto(page.url.replace("people/vladimir-putin", "events/trump-reaches-out-to-putin"))
    expect(page.get_by_role("listitem").filter(has_text="“reverse Nixon” observers")).to_have_count(
        1
    )


@pytest.mark.parametrize("path", ["/", "/explore/search?q=tariff", "/explore/people/xi-jinping"])
def test_pages_read_the_same_without_javascript(opened: Opening, path: str) -> None:
    with_module, without = opened(path), opened(path, java_script_enabled=False)

    # The module adds what helps to type and to copy, and takes nothing away.
    headings = [page.locator("h1, h2, h3").all_inner_texts() for page in (with_module, without)]
    links = [page.locator("main a").count() for page in (with_module, without)]

    assert headings[0] == headings[1]
    assert links[0] == links[1]


def test_search_works_without_javascript(opened: Opening) -> None:
    page = opened("/", java_script_enabled=False)
    page.get_by_label("Search what the article says").fill("tariff")
    page.get_by_role("button", name="Search").click()

    expect(page.locator(".hits mark").first).to_have_text(re.compile("tariff", re.IGNORECASE))


def test_the_chart_is_honest(opened: Opening) -> None:
    page = opened("/")
    chart = page.locator("svg.chart")

    expect(chart).to_have_attribute(
        "aria-label", re.compile(r"2022: 0; 2023: not reported; 2024: 9; 2025: more than 24\.$")
    )
    expect(chart.locator(".column-zero rect.solid")).to_have_attribute("height", "2")
    expect(chart.locator(".column-exact rect.solid")).to_have_count(1)
    expect(chart.locator(".column-open_up rect.faded")).to_have_count(1)
    expect(chart.locator(".column-open_up .arrow")).to_have_count(1)
    expect(chart.locator(".column-unknown rect.solid")).to_have_count(0)


def test_the_timeline_shows_how_precise_a_date_is(opened: Opening) -> None:
    page = opened("/explore/events")

    def row(name: str) -> str:
        return f".event:has(a:text-is('{name}'))"

    expect(page.locator(row("Victory Day parade of 2025")).locator(".track circle")).to_have_count(
        1
    )
    expect(page.locator(row("Sanctions on Russia")).locator(".open_end")).to_have_count(1)
    expect(page.locator(f"{row('Richard Nixon’s visit to China')} .span")).to_have_count(1)
    expected = page.locator(".event-expected:has(.track)")
    expect(expected).to_contain_text("September 2025")
    expect(page.locator(".undated")).to_contain_text("peace deal")


def test_leaders_are_linked_by_the_events_they_share(opened: Opening) -> None:
    page = opened("/")
    shared = page.locator(".ties tr", has_text="Joint statement of Xi Jinping")

    assert shared.locator("td").all_inner_texts()[:2] == ["issuer", "issuer"]


def test_every_record_has_json_csv_and_curl(opened: Opening, address: str) -> None:
    page = opened("/explore/quotes/cui-on-nixon-setting")

    assert page.get_by_role("link", name="JSON").get_attribute("href") == (
        "/quotes/cui-on-nixon-setting"
    )
    answer = page.request.get(
        address + str(page.get_by_role("link", name="CSV").get_attribute("href"))
    )
    assert answer.headers["content-type"].startswith("text/csv")
    expect(page.locator(".curl code")).to_have_text(f"curl '{address}/quotes/cui-on-nixon-setting'")
