"""A person reads pages and follows links."""

import re
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.explorer.conftest import Opening, watched


def test_the_front_page_opens_with_what_the_article_says(opened: Opening) -> None:
    page = opened("/explore", viewport={"width": 1280, "height": 900})
    leads = page.locator(".leads li")

    expect(leads).to_have_count(5)
    expect(leads.first).to_be_in_viewport()
    for lead in leads.all():
        expect(lead).to_contain_text("stated by")
        expect(lead.locator("a.where").first).to_have_text(re.compile(r"¶\s\d+"))
    headings = page.locator("main h2").all_inner_texts()
    assert headings[:4] == ["How many", "In their own words", "When", "Leaders in the same events"]
    expect(page.get_by_text("number of the")).to_have_count(0)


def test_search_is_in_every_header(client: httpx.Client) -> None:
    for path in ("/explore", "/explore/facts", "/explore/check", "/docs"):
        assert 'role="search"' in client.get(path).text


def test_search_by_typing_leads_to_a_record(opened: Opening) -> None:
    page = opened("/explore/facts")
    page.get_by_role("combobox").press_sequentially("tariffs betw")
    # Suggestions for the first letters may arrive in another order.
    option = page.get_by_role("option").first
    expect(option).to_contain_text("Tariffs between")

    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")

    page.wait_for_url("**/explore/statistics/us-china-tariffs")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Tariffs between the United States and China"
    )


def test_enter_without_a_choice_searches(opened: Opening) -> None:
    page = opened("/explore")
    page.get_by_role("combobox").fill("parade")
    page.keyboard.press("Enter")

    page.wait_for_url("**/explore/search?q=parade")
    expect(page.locator(".hits li").first).to_contain_text("parade", ignore_case=True)


def test_kinds_of_hits_are_tabs_with_counts(opened: Opening) -> None:
    page = opened("/explore/search?q=parade")
    tabs = page.get_by_role("navigation", name="Kinds of record").get_by_role("link")
    counts = [int(text.split()[-1]) for text in tabs.all_inner_texts()]
    assert counts[0] == sum(counts[1:]) > 0

    page.get_by_role("link", name=re.compile(r"^Events \d")).click()
    expect(page.locator(".hit-kind").first).to_have_text("event")
    kinds = set(page.locator(".hit-kind").all_inner_texts())
    assert kinds == {"event"}


def test_a_hit_names_its_speaker_and_its_sentence(opened: Opening) -> None:
    page = opened("/explore/search?q=concessions&kind=quote")
    hit = page.locator(".hits li").first

    expect(hit).to_contain_text("Cui Hongjian")
    expect(hit).to_contain_text("“")
    expect(hit.locator("a.where")).to_contain_text("22")


def test_escape_closes_the_suggestions(opened: Opening) -> None:
    page = opened("/explore")
    page.get_by_role("combobox").press_sequentially("parade")
    expect(page.get_by_role("option").first).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_role("option")).to_have_count(0)


def test_a_quote_is_followed_to_its_place_and_to_the_reader_s_copy(opened: Opening) -> None:
    page = opened("/explore/quotes/putin-on-xi-main-guest")

    expect(page.locator("blockquote")).to_have_text("“main guest”")
    expect(page.locator(".page-head figcaption")).to_contain_text("Vladimir Putin")
    evidence = page.locator(".evidence li").first
    expect(evidence).to_contain_text("Paragraph 10")
    expect(evidence.locator("code").first).to_be_hidden()
    evidence.locator("summary").click()
    expect(evidence.locator("code").first).to_be_visible()
    page.get_by_role("link", name="find it in your copy").first.click()
    page.wait_for_url("**/explore/check?article=xi-putin-victory-day-2025&from=quotes/**#1298-1308")
    expect(page.locator(".came-from")).to_contain_text("“main guest”")


def test_a_paragraph_mark_leads_to_everything_from_it(opened: Opening) -> None:
    page = opened("/explore/facts/concession-sanctions-lifted")
    page.locator("a.where").first.click()

    page.wait_for_url("**/paragraphs/23")
    expect(page.get_by_text("a more favourable peace deal")).to_be_visible()


def section(page: Page, name: str | re.Pattern[str]) -> str:
    """The text of the section under a heading."""
    return page.get_by_role("region", name=name).inner_text()


def test_a_person_s_page_separates_what_they_say_from_what_others_say(opened: Opening) -> None:
    page = opened("/explore/people/cui-hongjian")
    says = section(page, "What Cui Hongjian says")
    assert "the ties between China and Russia strong" in says
    assert "By showing that he is still close" in says

    page = opened("/explore/people/vladimir-putin")
    said = section(page, "What is said about Vladimir Putin")
    assert re.search(r"stronger[^.]*\.\s+stated by Yew Lun Tian · judgement", said)
    assert re.search(
        r"a lifting of sanctions\.\s+stated by Yew Lun Tian · judgement · possible", said
    )
    # Facts that only restate an event or a number are left out here.
    assert "Victory Day parade of 2025\n" in said or "Victory Day parade of 2025 9 May" in said
    assert "Vladimir Putin attended the 2025 Victory Day parade" not in said
    assert "more than 40 times" in said


@pytest.mark.parametrize("voice", ["observers", "officials"])
def test_unnamed_sources_have_pages(opened: Opening, voice: str) -> None:
    page = opened(f"/explore/facts?asserted_by={voice}")
    page.locator(".by").first.get_by_role("link", name=voice).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(f"Unnamed {voice}")
    expect(page.get_by_role("heading", name="Their words")).to_be_visible()
    # The officials only have quotations.
    said = page.get_by_role("heading", name="What they say")
    expect(said).to_have_count(1 if voice == "observers" else 0)


@pytest.mark.parametrize(
    "path", ["/explore", "/explore/search?q=tariff", "/explore/people/xi-jinping"]
)
def test_pages_read_the_same_without_javascript(opened: Opening, path: str) -> None:
    with_module, without = opened(path), opened(path, java_script_enabled=False)

    # The module adds help with typing and copying, and removes nothing.
    headings = [page.locator("h1, h2, h3").all_inner_texts() for page in (with_module, without)]
    links = [page.locator("main a").count() for page in (with_module, without)]

    assert headings[0] == headings[1]
    assert links[0] == links[1]


def test_search_works_without_javascript(opened: Opening) -> None:
    page = opened("/explore", java_script_enabled=False)
    page.get_by_label("Search what the article says").fill("tariff")
    page.get_by_role("button", name="Search").click()

    expect(page.locator(".hits h2").first).to_have_text(re.compile("tariff", re.IGNORECASE))


def test_the_chart_is_honest(opened: Opening) -> None:
    page = opened("/explore")
    chart = page.locator("svg.chart")

    expect(chart).to_have_count(1)
    expect(chart).to_have_attribute(
        "aria-label",
        re.compile(
            r"2022: 0; 2023: not reported; 2024: 9; 2025: more than 24 \(year inferred\)\.$"
        ),
    )
    expect(chart.locator(".column-zero rect.solid")).to_have_attribute("height", "2")
    expect(chart.locator(".column-exact rect.solid")).to_have_count(1)
    expect(chart.locator(".column-open_up rect.faded")).to_have_count(1)
    expect(chart.locator(".column-open_up .arrow")).to_have_count(1)
    expect(chart.locator(".column-unknown rect")).to_have_count(0)
    rows = page.locator("table.numbers tbody tr").all_inner_texts()
    assert [re.sub(r"\s+", " ", row) for row in rows] == [
        "2022 0 world leaders ¶ 10",
        "2023 not reported nowhere",
        "2024 9 world leaders ¶ 10",
        "2025 more than 24 world leaders year inferred ¶ 10",
    ]
    with_id = page.locator("table.numbers tbody tr[id]").evaluate_all("rows => rows.map(r => r.id)")
    assert with_id == [f"parade-attendance-{year}" for year in (2022, 2024, 2025)]


def test_all_numbers_are_on_the_page_of_numbers(opened: Opening) -> None:
    page = opened("/explore/statistics")
    shown = page.locator(".series")

    expect(page.locator("svg.chart")).to_have_count(1)
    for words in (
        "80th anniversary",
        "2nd term",
        "3 states",
        "11 trips",
        "more than 40 meetings by May 2025",
        "more than 100 per cent, each way",
        "more than 24 officials",
    ):
        expect(shown).to_contain_text(words)


def test_the_timeline_shows_how_precise_a_date_is(opened: Opening) -> None:
    page = opened("/explore/events")

    def row(name: str) -> str:
        return f".event:has(a:text-is('{name}'))"

    parade = page.locator(row("Victory Day parade of 2025"))
    expect(parade.locator(".track circle")).to_have_count(1)
    expect(page.locator(row("Imposition of sanctions on Russia")).locator(".within")).to_have_count(
        1
    )
    visit = page.locator(row("Richard Nixon’s visit to China"))
    expect(visit.locator(".within")).to_have_count(1)
    expect(visit).to_contain_text("some time in 1972")
    talks = page.locator(".event", has_text="9 to 10 May 2025")
    expect(talks.locator(".throughout")).to_have_count(1)
    expect(page.locator(".event-expected:has(.track)")).to_contain_text("September 2025")
    expect(page.locator(".undated")).to_contain_text("peace deal")
    expect(page.locator(".event .written")).to_have_count(page.locator(".event").count())
    expect(page.locator(".axis text", has_text="1973")).to_have_count(0)


def test_leaders_are_linked_by_the_events_they_share(opened: Opening) -> None:
    page = opened("/explore")
    shared = page.locator(".ties tr", has_text="Joint statement of Xi Jinping")

    assert shared.locator("td").all_inner_texts()[:2] == ["made the statement jointly"] * 2
    # That one of them attended the parade is only inferred.
    inferred = page.locator(".ties td", has_text="partly inferred")
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    expect(inferred.locator(".tie")).to_have_css("background-color", paper)
    expect(shared.locator(".tie").first).not_to_have_css("background-color", paper)
    expect(page.get_by_text("An open ring is not certain.")).to_be_visible()


def test_a_list_is_narrowed_by_links_with_counts_and_widened_by_chips(opened: Opening) -> None:
    page = opened("/explore/facts", viewport={"width": 1280, "height": 900})
    expect(page.get_by_role("status")).to_contain_text(re.compile(r"1–50 of 1\d\d"))
    filters = page.get_by_role("complementary", name="Filters")
    for name in ("Kind", "Stated by", "Certainty", "Stated or inferred", "About"):
        expect(filters.get_by_role("heading", name=name, exact=True)).to_be_visible()
    cui = filters.locator("section", has_text="Stated by").locator("li", has_text="Cui Hongjian")
    count = cui.inner_text().split()[-1]
    cui.get_by_role("link").first.click()

    expect(page.get_by_role("status")).to_contain_text(f"{count} facts")
    chips = page.get_by_role("list", name="Active filters")
    expect(chips).to_contain_text("Stated by: Cui Hongjian")
    page.get_by_role("complementary", name="Filters").get_by_role(
        "link", name="China", exact=True
    ).click()
    expect(chips).to_contain_text("About: China")
    chips.get_by_role("link", name="Remove Stated by: Cui Hongjian").click()
    expect(chips).not_to_contain_text("Cui Hongjian")
    expect(chips).to_contain_text("About: China")


def test_a_fragment_is_never_shown_without_its_sentence(opened: Opening) -> None:
    # The article says that relations do not involve this.
    words, sentence = "targeting of third parties", "not involv"
    for path in ("quotes", "countries/CN", "search?q=third+parties", "voices/officials"):
        page = opened(f"/explore/{path}")
        figures = page.locator("figure.quote, .hits li").filter(has_text=words)
        assert figures.count() > 0
        assert all(sentence in text for text in figures.all_inner_texts())
    page = opened("/explore/quotes/officials-on-no-alliance")
    shared = page.get_by_role("region", name="Quotation with its source", exact=True)
    expect(shared).to_contain_text(sentence)


def test_an_inferred_record_is_not_called_stated(invented: str) -> None:
    facts = httpx.get(f"{invented}/facts?basis=inferred&voice=report&limit=200").json()["items"]
    asserted = next(fact for fact in facts if fact["inferred"] == "content")
    for path in ("explore", "embed"):
        page = httpx.get(f"{invented}/{path}/facts/{asserted['id']}").text
        assert "artly inferred from the article" in page
        assert "tated by the article" not in page
        assert 'class="inference' in page


def test_an_event_shows_its_status(opened: Opening) -> None:
    for path in ("/explore", "/embed"):
        sanctions = opened(f"{path}/events/sanctions-on-russia").locator("main")
        expect(sanctions).to_contain_text("some time between February 2022 and May 2025")
        talks = opened(f"{path}/events/us-china-trade-talks-2025").locator("main")
        expect(talks).to_contain_text("under way when the article was written")


def test_a_misspelt_filter_leads_to_the_right_list(opened: Opening) -> None:
    page = opened("/explore/facts?kind=analisys&about=RU")
    page.get_by_role("link", name="analysis", exact=True).click()

    page.wait_for_url("**/explore/facts?kind=analysis&about=RU")


def test_a_suggestion_is_a_link(opened: Opening) -> None:
    page = opened("/explore/quotes/cui-on-nixon-settin")
    page.locator(".did-you-mean").get_by_role("link", name="Nixon 2.0 setting").click()

    expect(page.locator("blockquote")).to_contain_text("Nixon 2.0 setting")


@pytest.mark.parametrize(
    ("path", "labels"),
    [
        ("quotes/cui-on-nixon-setting", ["Citation", "Quotation with its source", "Link"]),
        ("facts/concession-sanctions-lifted", ["Citation", "Link"]),
        ("events/victory-day-parade-2025", ["Citation", "Link"]),
        ("statistics/parade-attendance", ["Citation", "Link"]),
    ],
)
def test_each_record_can_be_cited_shared_and_embedded(
    opened: Opening, address: str, path: str, labels: list[str]
) -> None:
    page = opened(f"/explore/{path}", permissions=["clipboard-read", "clipboard-write"])
    for label in labels:
        page.get_by_role("button", name=f"Copy: {label}", exact=True).click()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.get_by_role("region", name=label, exact=True).inner_text().strip()
    assert copied == f"{address}/explore/{path}"
    for form, beginning in (("BibTeX", "@article{"), ("RIS", "TY  - NEWS"), ("CSL", "{")):
        page.locator("summary", has_text=form).click()
        assert page.get_by_role("region", name=form).inner_text().startswith(beginning)

    page.locator("summary", has_text="Embed").click()
    snippet = page.get_by_role("region", name="HTML to embed").inner_text()
    assert snippet.startswith(f'<iframe src="{address}/embed/{path}"')


def test_an_embedded_chart_can_be_framed_by_another_site(
    profile: BrowserContext, address: str
) -> None:
    html = f'<iframe src="{address}/embed/statistics/parade-attendance"></iframe>'.encode()

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html if self.path == "/" else b"")

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        elsewhere = f"http://127.0.0.1:{server.server_port}"
        with watched(profile, address, elsewhere) as page:
            page.goto(elsewhere)
            frame = page.frame_locator("iframe")

            expect(frame.locator("svg.chart")).to_be_visible()
            expect(frame.locator("footer")).to_contain_text("/explore/statistics/")
        server.shutdown()


def test_every_record_has_json_csv_and_curl(opened: Opening, address: str) -> None:
    page = opened("/explore/quotes/cui-on-nixon-setting")
    machines = page.get_by_role("region", name="For programs")

    json = machines.get_by_role("link", name="JSON")
    assert json.get_attribute("href") == "/quotes/cui-on-nixon-setting?format=json"
    answer = page.request.get(
        address + str(machines.get_by_role("link", name="CSV").get_attribute("href"))
    )
    assert answer.headers["content-type"].startswith("text/csv")
    expect(machines.locator("code")).to_have_text(f"curl '{address}/quotes/cui-on-nixon-setting'")


def test_changes_are_listed(opened: Opening) -> None:
    page = opened("/explore")
    page.get_by_role("link", name="Changes").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Changes")
    expect(page.locator(".prose li").first).to_be_visible()


def test_a_sorted_list_says_no_other_order_and_leads_programs_to_the_same(
    client: httpx.Client,
) -> None:
    pages = (client.get(f"/explore/facts{query}").text for query in ("", "?sort=-id"))
    plain, sorted_ = map(unescape, pages)

    assert "in the order of the article" in plain
    assert "in the order of the article" not in sorted_
    assert "/facts?sort=-id'</code>" in sorted_
    assert 'href="/facts?sort=-id&format=csv&bom=true"' in sorted_
