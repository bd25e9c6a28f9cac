"""Pages as responses: addresses, headers, metadata for shared links, and browsers' requests."""

import codecs
import html
import re
from zlib import crc32

import httpx
import orjson
import pytest

from tests.raw import ask

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
HTML = {"Accept": BROWSER}
HTML_TYPE = "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("accept", "type_"),
    [
        (BROWSER, HTML_TYPE),
        ("text/html", HTML_TYPE),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("application/json, text/html;q=0.5", "application/json"),
        ("text/html;q=0, */*", "application/json"),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "application/json"),
    ],
)
def test_the_root_is_a_page_or_json_by_accept(
    client: httpx.Client, accept: str, type_: str
) -> None:
    answer = client.get("/", headers={"Accept": accept})

    assert answer.status_code == httpx.codes.OK
    assert answer.headers["content-type"] == type_
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/explore", 200),
        ("/explore?utm_source=x&fbclid=y&gclid=z&mc_cid=1&ref=2", 200),
        ("/explore/quotes?speaker=cui-hongjian&limit=2&utm_source=x", 200),
        ("/explore/facts?asserted_by=observers", 200),
        ("/explore/quotes/cui-on-nixon-setting?x=1", 200),
        ("/explore/quotes?limit=0", 422),
        ("/explore/quotes?speaker=-", 422),
        ("/explore/facts?kind=analisys", 422),
        ("/explore/search?kind=quotes&q=a", 422),
        ("/explore/search?q=", 200),
        ("/explore/search?q=" + "a" * 20_000, 414),
        ("/explore/check?article=none", 404),
        ("/explore/quotes/cui-on-nixon-settin", 404),
        ("/explore/quote", 404),
        ("/explore/quotes/a/b", 404),
        ("/docs?utm_source=x", 200),
    ],
)
def test_every_response_of_the_explorer_is_a_page(
    client: httpx.Client, path: str, status: int
) -> None:
    answer = client.get(path, headers=HTML)

    assert answer.status_code == status
    if status == httpx.codes.REQUEST_URI_TOO_LONG:
        return
    assert answer.headers["content-type"] == HTML_TYPE
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self';")
    allowed = r'(?! type="module" src=| type="application/ld\+json"| src="/)'
    assert not re.search(rf"\sstyle=\"|<style|\son[a-z]+=|<script{allowed}", answer.text)


def test_one_record_has_one_address(client: httpx.Client) -> None:
    moved = client.get("/explore/leaders/xi-jinping", headers=HTML, follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (301, "/explore/people/xi-jinping")
    for page in ("/explore", "/docs", "/explore/search", "/explore/people", "/explore/people/x"):
        slash = client.get(f"{page}/", headers=HTML, follow_redirects=False)
        assert (slash.status_code, slash.headers.get("location")) == (301, page)

    for path in ("/explore/people/xi-jinping", "/explore/people/xi-jinping?utm_source=x"):
        page = client.get(path, headers=HTML).text
        assert re.findall(r'rel="canonical" href="([^"]+)"', page) == [
            f"{str(client.base_url).rstrip('/')}/explore/people/xi-jinping"
        ]


def test_a_missing_page_suggests_the_nearest(client: httpx.Client) -> None:
    page = client.get("/explore/quotes/cui-on-nixon-settin", headers=HTML).text

    assert 'href="/explore/quotes/cui-on-nixon-setting"' in page


def test_a_record_with_a_slash_leads_to_its_page(client: httpx.Client) -> None:
    answer = client.get("/people/xi-jinping/", headers=HTML)

    assert answer.status_code == 404
    assert 'href="/explore/people/xi-jinping"' in answer.text


def test_the_query_is_escaped(client: httpx.Client) -> None:
    answer = client.get("/explore/search", params={"q": '"><script>alert(1)</script>'})

    assert "<script>alert" not in answer.text


def test_no_page_leads_to_a_host_that_its_path_names(address: str) -> None:
    answer = ask(address, "//example.com/x", {"Accept": "text/html"})

    assert answer.status == httpx.codes.NOT_FOUND
    assert b'href="//' not in answer.body


def test_pages_of_a_list_follow_one_another_both_ways(client: httpx.Client) -> None:
    facts = [fact["id"] for fact in client.get("/facts?limit=200").json()["items"]]
    path, seen, pages = "/explore/facts?limit=20", [], []
    while path:
        page = client.get(path, headers=HTML).text
        pages.append(re.findall(r'<li id="([^"]+)"><p class="said">', page))
        seen += pages[-1]
        more = re.search(r'href="([^"]+)" rel="next"', page)
        path = more[1].replace("&amp;", "&") if more else ""
    assert seen == facts
    assert re.search(rf"{len(facts) // 20 * 20 + 1}–{len(facts)} of {len(facts)}", page)

    backwards = []
    while before := re.search(r'href="([^"]+)" rel="prev"', page):
        page = client.get(before[1].replace("&amp;", "&"), headers=HTML).text
        backwards.append(re.findall(r'<li id="([^"]+)"><p class="said">', page))
    assert backwards == pages[-2::-1]


def test_no_link_is_broken(client: httpx.Client) -> None:
    waiting, seen, broken = ["/explore"], {"/explore"}, []
    asked: set[tuple[str, ...]] = set()
    while waiting:
        path = waiting.pop()
        if path.startswith("/explore") and path.count("=") > 1:
            # Each pair of filters, and each filter with all its values, is enough.
            page, _, query = path.partition("?")
            values = [(page, value) for value in query.split("&")]
            names = (page, *(value.partition("=")[0] for _, value in values))
            if {*values, names} <= asked:
                continue
            asked |= {*values, names}
        if path.endswith("card.png") and crc32(path.encode()) % 5:
            # To draw the pictures of all records would take longer than everything else.
            continue
        accept = HTML if path.startswith(("/explore", "/embed", "/docs")) else {"Accept": "*/*"}
        # Compression would take longer than the pages themselves.
        answer = client.get(path, headers={**accept, "Accept-Encoding": "identity"})
        if answer.status_code != httpx.codes.OK:
            broken.append((path, answer.status_code))
        # Filters link each list to every other one; following each link once is enough.
        if not path.startswith("/explore") or path.count("=") > 1:
            continue
        for link in re.findall(r'(?:href|src)="(/[^"#]*)', answer.text):
            clean = link.replace("&amp;", "&")
            if clean not in seen:
                seen.add(clean)
                waiting.append(clean)

    assert broken == []
    assert len(seen) > 200


def test_files_are_kept_for_a_year_under_their_version(client: httpx.Client) -> None:
    page = client.get("/explore").text
    path = re.findall(r'"(/static/[^"]+\.css)"', page)[0]

    assert "immutable" in client.get(path).headers["cache-control"]
    version = path.split("/")[2]
    assert client.get(path.replace(version, "0" * 12)).status_code == httpx.codes.NOT_FOUND


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/explore/quotes/cui-on-nixon-setting", "/quotes/cui-on-nixon-setting"),
        ("/explore/facts/concession-sanctions-lifted", "/facts/concession-sanctions-lifted"),
        ("/explore/events/victory-day-parade-2025", "/events/victory-day-parade-2025"),
        ("/explore/statistics/parade-attendance", "/statistics/parade-attendance"),
        ("/explore/people/xi-jinping", "/people/xi-jinping"),
    ],
)
def test_a_page_tells_programs_what_it_is(client: httpx.Client, path: str, data: str) -> None:
    page = client.get(path, headers=HTML).text
    head = dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', page))

    assert head["og:title"] in page.split("<title>")[1]
    assert head["description"] == head["og:description"] != ""
    assert head["twitter:card"] == "summary_large_image"
    picture = client.get(head["og:image"])
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    size = [int.from_bytes(picture.content[at : at + 4]) for at in (16, 20)]
    assert size == [1200, 630]
    linked = orjson.loads(re.findall(r'ld\+json">(.*?)</script>', page)[0])
    assert linked["@id"] == data
    alternates = dict(re.findall(r'rel="alternate" type="([^"]+)" href="([^"]+)"', page))
    assert client.get(alternates["application/json"], headers=HTML).json()["id"]
    assert client.get(alternates["text/csv"]).headers["content-type"].startswith("text/csv")


@pytest.mark.parametrize(
    "path",
    [
        "/facts",
        "/facts?kind=analysis",
        "/quotes/cui-on-nixon-setting",
        "/statistics/parade-attendance",
    ],
)
def test_spreadsheets_read_the_csv_that_people_click_on(client: httpx.Client, path: str) -> None:
    page = client.get(f"/explore{path}", headers=HTML).text
    clicked = {
        html.unescape(address)
        for address, text in re.findall(r'<a href="([^"]+)">([^<]+)</a>', page)
        if "CSV" in text
    }

    assert clicked
    for address in clicked:
        assert client.get(address).content.startswith(codecs.BOM_UTF8), address
    # Programs that find it in the head do not need the byte order mark.
    (data,) = re.findall(r'rel="alternate" type="text/csv" href="([^"]+)"', page)
    assert not client.get(html.unescape(data)).content.startswith(codecs.BOM_UTF8)


def test_the_front_page_describes_the_dataset(client: httpx.Client) -> None:
    page = client.get("/explore", headers=HTML).text
    node = orjson.loads(re.findall(r'ld\+json">(.*?)</script>', page)[0])

    assert node["@type"] == "Dataset"
    assert node["license"].startswith("https://creativecommons.org/")
    for file in node["distribution"]:
        assert client.head(file["contentUrl"]["@id"]).status_code == httpx.codes.OK


def test_every_page_says_what_is_served(client: httpx.Client) -> None:
    version = client.get("/", headers={"Accept": "application/json"}).json()["dataset"]
    for path in ("/explore", "/explore/facts", "/explore/check", "/docs", "/explore/changes"):
        footer = client.get(path, headers=HTML).text.split("<footer")[1]
        assert version[:12] in footer
        assert 'rel="license"' in footer
        assert 'href="/dataset.ndjson"' in footer
        assert 'href="/explore/changes"' in footer


def test_an_embedded_page_may_be_framed_and_no_other(client: httpx.Client) -> None:
    embedded = client.get("/embed/statistics/parade-attendance", headers=HTML)
    assert "frame-ancestors *" in embedded.headers["content-security-policy"]
    assert "x-frame-options" not in embedded.headers
    other = client.get("/explore/statistics/parade-attendance", headers=HTML)
    assert "frame-ancestors 'none'" in other.headers["content-security-policy"]
    assert "/embed/statistics/parade-attendance" in other.text


@pytest.mark.parametrize("number", ["9" * 5000, "0", "01", "%C2%B2", "%D9%A1", "-1"])
def test_what_is_no_number_of_a_paragraph_or_a_page_is_not_read(
    client: httpx.Client, number: str
) -> None:
    article = "/explore/articles/xi-putin-victory-day-2025"
    first = client.get("/explore/facts").text.partition("<main")[2]

    assert client.get(f"{article}/paragraphs/{number}").status_code == 404
    assert client.get(f"/explore/facts?from={number}").text.partition("<main")[2] == first
    assert client.get(f"/explore/search?q=fair&from={number}").status_code == 200


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("statistik=parade-attendance&limit=2", "statistic=parade-attendance&amp;limit=2"),
        (
            "statistik=parade-attendance,us-china-tariffs",
            "statistic=parade-attendance,us-china-tariffs",
        ),
        ("match=posible&year=2024", "match=possible&amp;year=2024"),
    ],
)
def test_a_suggestion_corrects_what_is_wrong(client: httpx.Client, asked: str, meant: str) -> None:
    page = client.get(f"/observations?{asked}", headers=HTML).text

    assert f'href="/observations?{meant}"' in page


@pytest.mark.parametrize("number", [1, 10, 13, 20])
def test_a_paragraph_lists_the_facts_that_cite_it(client: httpx.Client, number: int) -> None:
    page = client.get(f"/explore/articles/xi-putin-victory-day-2025/paragraphs/{number}").text
    cited = {
        fact["id"]: {citation["paragraph"] for citation in fact["citations"]}
        for fact in client.get("/facts?limit=200").json()["items"]
    }
    main = page[page.index("<main") :]
    listed = re.findall(r'<li id="([^"]+)"><p class="said">', main)

    assert sorted(listed) == sorted(id_ for id_, places in cited.items() if number in places)
    assert main.count("stated by") + main.count("inferred from the article") >= len(listed)
    assert "Everything" not in main
    assert f"Facts that cite paragraph {number}" in main


@pytest.mark.parametrize(
    ("path", "status", "leads_to"),
    [
        ("/quotes/cui-on-nixon-setting", 303, "/explore/quotes/cui-on-nixon-setting"),
        ("/facts?about=RU", 303, "/explore/facts?about=RU"),
        ("/search?q=parade", 303, "/explore/search?q=parade"),
        ("/leaders", 303, "/explore/leaders"),
        ("/quotes/nobody-said-this", 303, "/explore/quotes/nobody-said-this"),
        ("/nothing/here", 404, None),
        ("/problems/not-found", 200, None),
        ("/statistics/parade-attendance/chart.svg?theme=darc", 422, None),
    ],
)
def test_a_browser_gets_a_page_where_programs_get_data(
    client: httpx.Client, path: str, status: int, leads_to: str | None
) -> None:
    answer = client.get(path, headers=HTML, follow_redirects=False)
    assert answer.status_code == status
    assert answer.headers.get("location") == leads_to
    assert "Accept" in answer.headers["vary"]
    if status >= httpx.codes.BAD_REQUEST:
        assert answer.headers["content-type"] == HTML_TYPE
        data = re.findall(r'href="([^"]+)">[^<]*as JSON', answer.text, re.IGNORECASE)[0]
        as_json = client.get(data.replace("&amp;", "&"), headers=HTML)
        assert "json" in as_json.headers["content-type"]
    program = client.get(path, headers={"Accept": "*/*"}, follow_redirects=False)
    assert "json" in program.headers["content-type"]


def test_format_json_gives_a_browser_data(client: httpx.Client) -> None:
    answer = client.get("/quotes/cui-on-nixon-setting?format=json", headers=HTML)

    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("accept", ["text/html", "TEXT/HTML"])
def test_a_browser_is_led_to_the_path_that_it_asked_for(client: httpx.Client, accept: str) -> None:
    asked = "/people/..%2f..%2fsearch"
    answer = client.get(asked, headers={"Accept": accept}, follow_redirects=False)

    assert answer.headers["location"] == f"/explore{asked}"
