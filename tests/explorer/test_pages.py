"""Pages as answers: addresses, headers, strictness."""

import re

import httpx
import pytest

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "type_"),
    [
        (BROWSER, "text/html; charset=utf-8"),
        ("text/html", "text/html; charset=utf-8"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("application/json, text/html;q=0.5", "application/json"),
        ("text/html;q=0, */*", "application/json"),
    ],
)
def test_one_path_has_a_page_and_an_index(client: httpx.Client, accept: str, type_: str) -> None:
    answer = client.get("/", headers={"Accept": accept})

    assert answer.status_code == httpx.codes.OK
    assert answer.headers["content-type"] == type_
    assert answer.headers["vary"] == "Accept, Accept-Encoding"


def test_who_accepts_nothing_in_particular_gets_the_index(client: httpx.Client) -> None:
    del client.headers["accept"]
    try:
        assert client.get("/").json()["collections"]["quotes"] == "/quotes"
    finally:
        client.headers["accept"] = "*/*"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/explore", 200),
        ("/explore/quotes?speaker=cui-hongjian&limit=2", 200),
        ("/explore/facts?asserted_by=observers", 200),
        ("/explore/quotes?speker=cui-hongjian", 422),
        ("/explore/quotes?fields=id", 422),
        ("/explore/quotes?limit=0", 422),
        ("/explore/quotes/cui-on-nixon-setting?x=1", 422),
        ("/explore/search?q=a&q=b", 422),
        ("/explore/search?kind=quotes&q=a", 422),
        ("/explore/search?q=", 200),
        ("/explore/search?q=" + "+".join("a" * 20), 200),
        ("/explore/search?q=" + "+".join("a" * 21), 422),
        ("/explore/search?q=" + "a" * 1001, 422),
        ("/explore/check?article=none", 404),
        ("/explore/quotes/cui-on-nixon-settin", 404),
        ("/explore/quote", 404),
        ("/explore/quotes/a/b", 404),
        ("/?x=1", 422),
    ],
)
def test_every_answer_of_the_explorer_is_a_page(
    client: httpx.Client, path: str, status: int
) -> None:
    answer = client.get(path, headers={"Accept": BROWSER})

    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self';")
    assert not re.search(
        r"\sstyle=|<style|\son[a-z]+=|<script(?! type=\"module\" src=)", answer.text
    )


def test_a_page_that_is_not_there_names_the_nearest(client: httpx.Client) -> None:
    page = client.get("/explore/quotes/cui-on-nixon-settin", headers={"Accept": BROWSER}).text

    assert 'href="/explore/quotes/cui-on-nixon-setting"' in page


def test_what_is_asked_for_is_escaped(client: httpx.Client) -> None:
    answer = client.get("/explore/search", params={"q": '"><script>alert(1)</script>'})

    assert "<script>alert" not in answer.text


def test_pages_of_a_collection_follow_one_another(client: httpx.Client) -> None:
    path, seen = "/explore/facts?limit=50", []
    while path:
        page = client.get(path).text
        seen += re.findall(r'<li id="([^"]+)">', page)
        more = re.search(r'href="([^"]+)" rel="next"', page)
        path = more[1].replace("&amp;", "&") if more else ""

    facts = client.get("/facts?limit=200").json()["items"]
    assert seen == [fact["id"] for fact in facts]


def test_every_link_leads_somewhere(client: httpx.Client) -> None:
    waiting, seen, broken = ["/explore"], {"/explore"}, []
    while waiting:
        path = waiting.pop()
        answer = client.get(path, headers={"Accept": BROWSER})
        if answer.status_code != httpx.codes.OK:
            broken.append((path, answer.status_code))
        if not path.startswith("/explore"):
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


def test_the_host_a_client_names_is_not_repeated(client: httpx.Client) -> None:
    assert "evil.example" not in client.get("/explore", headers={"Host": "evil.example"}).text
