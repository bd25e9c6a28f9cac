"""What feed readers and browsers fetch on their own: the Atom feed and the icon."""

from xml.etree import ElementTree as ET

import httpx

ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_feed_has_the_dataset_and_each_article(client: httpx.Client) -> None:
    answer = client.get("/feed.atom")
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = ET.fromstring(answer.content)  # noqa: S314 - of our own service

    for part in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert part.findtext(f"{ATOM}{name}"), name
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    articles = client.get("/articles").json()["items"]
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert titles[1:] == [article["title"] for article in articles]
    assert titles[0] == f"Dataset {client.get('/').json()['dataset'][:12]}"
    ids = [entry.findtext(f"{ATOM}id") or "" for entry in feed.iter(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    for id_ in ids:
        assert client.get(id_).status_code == httpx.codes.OK


def test_the_feed_is_found(client: httpx.Client) -> None:
    index = client.get("/")

    assert index.json()["feed"] == "/feed.atom"
    assert '</feed.atom>; rel="alternate"; type="application/atom+xml"' in index.headers["link"]
    catalog = client.get("/.well-known/api-catalog").json()["linkset"][0]
    assert "/feed.atom" in [item["href"] for item in catalog["item"]]
    assert 'type="application/atom+xml" href="/feed.atom"' in client.get("/explore").text


def test_the_icon_is_where_programs_look_for_it(client: httpx.Client) -> None:
    answer = client.get("/favicon.ico")

    assert answer.headers["content-type"] == "image/x-icon"
    assert answer.content.startswith(b"\x00\x00\x01\x00")
