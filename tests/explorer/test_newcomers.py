"""Faults that a first-time visitor found."""

import re
from itertools import pairwise

import httpx
import pytest
from playwright.sync_api import expect

from tests.explorer.conftest import Opening

BROWSER = {"Accept": "text/html,application/xhtml+xml"}


def words(html: str) -> str:
    """The text of a page, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html[html.index("<main") :]))


def test_changes_are_for_users_of_the_data_and_the_api(client: httpx.Client) -> None:
    text = words(client.get("/explore/changes").text)

    assert "The data" in text
    assert "The API" in text
    assert re.search(r"Served now: dataset [0-9a-f]{12} of \d+ \w+ \d{4}", text)
    for maintainers in ("make openapi", "Unreleased", "released.json", "pip install"):
        assert maintainers not in text


@pytest.mark.parametrize(
    ("path", "name", "url"),
    [
        ("/explore/peple/xi", "People", "/explore/people"),
        ("/explore/people/xi", "Xi Jinping", "/explore/people/xi-jinping"),
        ("/peple/xi", "People", "/explore/people"),
    ],
)
def test_a_missing_page_suggests_the_nearest(
    opened: Opening, path: str, name: str, url: str
) -> None:
    page = opened(path)

    link = page.locator(".did-you-mean").get_by_role("link", name=name, exact=True)
    expect(link).to_have_attribute("href", url)
    expect(page.locator(".standfirst")).to_have_text(re.compile(r"^There is no .*\.$"))


def test_a_page_that_is_not_there_leads_to_a_search(opened: Opening) -> None:
    page = opened("/person/xi-jinpin", extra_http_headers=BROWSER)
    page.get_by_role("link", name="Search for “xi jinpin”").click()

    expect(page.locator(".hits h2").first).to_have_text("Xi Jinping")


def test_a_suggestion_leads_to_its_hits(client: httpx.Client) -> None:
    html = client.get("/explore/search?q=puttin").text

    assert '<a href="/explore/search?q=putin">putin</a>?' in html
    for misspelt in ("puttin", "puttin parrade"):
        html = client.get(f"/explore/search?q={misspelt}").text
        assert "Not in any record: “puttin”" in html
        assert "No record has all the words" not in html
    assert "No record has all the words" in client.get("/explore/search?q=ribbon+tariffs").text
    assert "Not in any record" not in client.get("/explore/search?q=zebra").text


def test_a_search_leads_to_all_hits(client: httpx.Client) -> None:
    seen, path = 0, "/explore/search?q=xi+russia"
    total = client.get("/search?q=xi+russia&limit=1").json()["total"]
    assert total > 50
    while path:
        html = client.get(path).text
        seen += len(re.findall(r'class="hit-kind"', html))
        following = re.search(r'href="([^"]*)" rel="next"', html)
        path = following[1].replace("&amp;", "&") if following else ""
    assert seen == total


def test_no_section_of_a_person_is_empty(client: httpx.Client) -> None:
    for person in client.get("/people?limit=200").json()["items"]:
        html = client.get(f"/explore{person['url']}").text
        for section in re.findall(r'<section class="refs".*?</h2>(.*?)</section>', html, re.DOTALL):
            assert words(f"<main>{section}").strip(), person["id"]


def test_a_person_s_events_have_the_paragraphs_of_the_part_they_took(client: httpx.Client) -> None:
    for event in client.get("/events?limit=200").json()["items"]:
        for part in event["participants"]:
            if not part.get("url", "").startswith("/people/"):
                continue
            html = client.get(f"/explore{part['url']}").text
            rows = re.findall(rf'<li><a href="/explore{event["url"]}">.*?</li>', html, re.DOTALL)
            assert rows, part["id"]
            cited = {str(citation["paragraph"]) for citation in part["citations"]}
            assert set(re.findall(r"/paragraphs/(\d+)", rows[0])) == cited
            assert (", partly inferred" in rows[0]) == (part["inferred"] == "content")


def test_an_event_lists_only_its_own_numbers(client: httpx.Client) -> None:
    text = words(client.get("/explore/events/victory-day-parade-2024").text)

    assert "Nine world leaders attended" in text
    assert "in 2022. ¶" not in text
    text = words(client.get("/explore/events/victory-day-parade-2025").text)
    assert "marked the 80th anniversary of" in text
    assert "80th anniversary (September 2025)" not in text


def test_filters_have_names_and_show_all_values(opened: Opening) -> None:
    page = opened("/explore/facts?certainty=possible")
    labels = page.locator(".facets li a").all_text_contents()

    assert not [label for label in labels if re.match(r"[a-z]", label)]
    assert "cui on more concessions" not in " ".join(labels).lower()
    page.goto(page.url.split("?")[0])
    more = page.locator(".facets summary").first
    more.click()
    expect(page.locator(".facets details[open] li").first).to_be_visible()


def test_countries_are_in_the_order_of_their_names(client: httpx.Client) -> None:
    html = client.get("/explore/countries").text
    names = re.findall(r'<h2><a href="/explore/countries/[^"]*">(.*?)</a></h2>', html)

    assert len(names) > 3
    assert names == sorted(names)


@pytest.mark.parametrize("path", ["/explore", "/explore/events", "/explore/articles"])
def test_no_text_is_repeated(client: httpx.Client, path: str) -> None:
    text = words(client.get(path).text)

    assert not re.search(r"under way when [^.]{0,40} under way when", text)
    quotes = words(client.get("/explore/quotes").text)
    assert not re.search(r"(\b[A-Z]\w+ [A-Z]\w+)\. \1 ", quotes)
    assert "observers . Observers" not in quotes
    assert not re.search(r"joint statement of [^“]* joint statement", quotes)
    assert "Palestinian President, Palestine" not in text


@pytest.mark.parametrize(
    "path",
    [
        "/events",
        "/events?year=2022",
        "/leaders?event=victory-day-parade-2025",
        "/people?event=victory-day-parade-2025",
        "/people?event=victory-day-parade-2025,victory-day-parade-2024&country=CN",
        "/quotes?speaker=xi-jinping",
        "/facts",
    ],
)
def test_a_list_has_the_note_of_its_data(client: httpx.Client, path: str) -> None:
    note = client.get(path).json().get("note", "")
    html = client.get(f"/explore{path}").text
    shown = "".join(re.findall(r'<p class="quiet note">(.*?)</p>', html))
    known = "there may have been others", "words of joint statements", "Only certain matches"

    assert [one in words(f"<main>{shown}") for one in known] == [one in note for one in known]
    assert bool(shown) == bool(note)
    assert "`" not in shown
    if "Only certain matches" in note:
        (possible,) = re.findall(r'href="(/explore[^"]*match=possible)"', shown)
        wider = client.get(possible.replace("&amp;", "&")).text
        assert "Only certain matches" not in wider
        assert "Match: <strong>Possible" in wider
    event = re.findall(r'href="(/explore/events/[^"]*)"', shown)
    asked = re.findall(r"event=([a-z0-9-]+)$", path)
    assert event == [f"/explore/events/{one}" for one in asked]


def test_a_copy_is_announced_and_a_print_has_the_citation(opened: Opening) -> None:
    page = opened(
        "/explore/quotes",
        permissions=["clipboard-read", "clipboard-write"],
        viewport={"width": 1280, "height": 900},
    )
    page.locator(".quote a").first.click()
    page.get_by_role("button", name="Copy: Citation").click()
    expect(page.get_by_role("status").filter(has_text="Copied: Citation")).to_have_count(1)

    page.emulate_media(media="print")
    expect(page.locator(".printed")).to_be_visible()
    expect(page.locator(".cited-in-print")).to_be_visible()
    expect(page.locator(".cited-in-print")).to_contain_text("The Straits Times")


@pytest.mark.parametrize("kind", ["statistics", "quotes", "facts", "events"])
def test_a_frame_is_as_high_as_its_record(opened: Opening, client: httpx.Client, kind: str) -> None:
    page = opened("/explore", viewport={"width": 360, "height": 200})
    address = page.url.removesuffix("/explore")
    for one in client.get(f"/{kind}?limit=8").json()["items"]:
        html = client.get(f"/explore/{kind}/{one['id']}").text
        height = int(re.search(r"height=&#34;(\d+)&#34;", html)[1])  # type: ignore[index]
        page.goto(f"{address}/embed/{kind}/{one['id']}")
        needed = page.evaluate("document.documentElement.scrollHeight")
        assert needed <= height <= needed + 350, one["id"]


def test_suggestions_of_numbers_are_statements(opened: Opening) -> None:
    page = opened("/explore")
    page.get_by_role("combobox").press_sequentially("world leaders")
    expect(page.get_by_role("option").first).to_be_visible()
    options = page.get_by_role("option").all_inner_texts()

    assert len(options) == len(set(options))
    assert any("number" in option for option in options)
    assert not any("observation" in option for option in options)


@pytest.mark.parametrize(
    ("q", "line", "last"),
    [
        ("weaker states", "These match only some of your words, or words like them.", "weaker"),
        ("trip", "These have only words like yours.", "trip"),
    ],
)
def test_hits_without_all_the_words_are_set_apart(
    opened: Opening, q: str, line: str, last: str
) -> None:
    page = opened(f"/explore/search?q={q}")
    lists = page.locator(".hits")

    expect(lists).to_have_count(2)
    expect(page.get_by_text(line)).to_be_visible()
    assert all(last in hit for hit in lists.first.locator("li").all_inner_texts())
    assert lists.nth(1).locator("li").count() > 0


def test_hits_with_all_the_words_are_not_divided(opened: Opening) -> None:
    page = opened("/explore/search?q=unilateral&kind=quote")

    expect(page.locator(".hits")).to_have_count(1)
    expect(page.locator(".some")).to_have_count(0)


def test_numbers_in_both_directions_are_both_stated(client: httpx.Client) -> None:
    article = client.get("/explore/articles/xi-putin-victory-day-2025").text
    for one in client.get("/observations?limit=200").json()["items"]:
        assert f'#{one["id"]}">' in article, one["id"]


@pytest.mark.parametrize("width", [360, 1000, 1280, 1600, 1920, 2560])
@pytest.mark.parametrize("path", ["/explore", "/explore/events"])
def test_nothing_on_the_timeline_overlaps(opened: Opening, path: str, width: int) -> None:
    page = opened(path, viewport={"width": width, "height": 900})
    years = page.locator(".axis text").evaluate_all(
        """all => all.map((one) => one.getBoundingClientRect())
                      .filter((box) => box.width).map((box) => [box.left, box.right])"""
    )
    outside = page.locator(".event-date *").evaluate_all(
        """all => all.filter((one) => one.getBoundingClientRect().right
                                      > one.closest(".event-date").getBoundingClientRect().right)
                      .map((one) => one.textContent)"""
    )

    assert len(years) > 4
    assert all(one[1] <= other[0] for one, other in pairwise(years)), years
    assert outside == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["/docs", "/explore/statistics/parade-attendance"])
def test_what_can_be_copied_is_shown_whole(opened: Opening, path: str, width: int) -> None:
    page = opened(path, viewport={"width": width, "height": 900})
    cut = page.locator(".copyable pre").evaluate_all(
        """all => all.filter((one) => one.scrollWidth > one.clientWidth
                                      || one.scrollHeight > one.clientHeight)
                      .map((one) => one.textContent)"""
    )

    assert cut == []


def test_the_menu_marks_the_section_of_a_page(client: httpx.Client) -> None:
    for path, name in (("quotes", "Quotes"), ("events/invasion-of-ukraine", "Events")):
        html = client.get(f"/explore/{path}").text
        assert re.findall(r'aria-current="[^"]*">([^<]*)</a>', html[: html.index("<main")]) == [
            name
        ]


@pytest.mark.parametrize("kind", ["statistics", "quotes"])
def test_numbers_and_quotes_are_printed_on_one_page(
    opened: Opening, client: httpx.Client, kind: str
) -> None:
    for one in client.get(f"/{kind}?limit=200").json()["items"]:
        paper = opened(f"/explore/{kind}/{one['id']}").pdf(format="A4")
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1, one["id"]


def test_who_made_a_joint_statement_is_named_in_the_filter(client: httpx.Client) -> None:
    page = client.get("/explore/facts").text

    filtered = "?asserted_by=xi-putin-joint-statement-2025"
    assert f'{filtered}">Xi Jinping and Vladimir Putin, jointly (Joint statement ' in page


def test_a_former_office_has_its_year(client: httpx.Client) -> None:
    people = client.get("/explore/people").text
    assert "President, United States (in 1972)" in people
    assert "former President" not in people
    assert (
        "Richard Nixon (President, United States, in 1972"
        in client.get("/explore/people/richard-nixon").text
    )
    assert "former diplomat" in people
    assert "former diplomat (" not in people


def test_a_page_of_a_name_cites_no_statement(client: httpx.Client) -> None:
    assert "cited-in-print" in client.get("/explore/facts/ribbon-worn").text
    assert "cited-in-print" not in client.get("/explore/countries/UA").text


def test_results_for_a_corrected_word_name_it(client: httpx.Client) -> None:
    assert "found for “concessions”" in client.get("/explore/search?q=consessions").text


def test_an_embedded_name_shows_what_it_is(client: httpx.Client) -> None:
    assert "Vice-Premier, China" in client.get("/embed/people/he-lifeng").text
    assert "Yew Lun Tian" in client.get("/embed/articles/xi-putin-victory-day-2025").text


def test_a_page_lists_events_about_it_and_parts_of_others_as_facts(client: httpx.Client) -> None:
    invasion = client.get("/explore/events/invasion-of-ukraine").text
    assert "/explore/events/sanctions-on-russia" in invasion

    china = client.get("/explore/countries/CN").text
    assert "Troops of China’s People’s Liberation Army marched past" in china
    assert '<a href="/explore/events/victory-day-parade-2025">' not in china
