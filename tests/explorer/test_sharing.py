"""A shared, embedded or copied record says exactly as much as its page."""

import html
import re
from typing import Any

import httpx
import pytest

from app.explorer.pictures import kind_on_card, words_of_card

ANNIVERSARY = (
    "When the article was written, China’s celebration in September 2025 was to mark 80 years"
)


def every(client: httpx.Client, *collections: str) -> list[tuple[str, dict[str, Any]]]:
    """Each record with its collection's name."""
    return [
        (name, one)
        for name in collections
        for one in client.get(f"/{name}?limit=200").json()["items"]
    ]


def shown(client: httpx.Client, path: str) -> str:
    """A page's HTML."""
    return html.unescape(client.get(path, headers={"Accept": "text/html"}).text)


def described(page: str) -> str:
    """The description that a shared link shows."""
    (found,) = re.findall(r'property="og:description" content="(.*?)">', page)
    return str(found)


def test_a_card_names_the_kind_of_statement_and_calls_no_opinion_a_fact(
    client: httpx.Client,
) -> None:
    kinds = {(kind_on_card("facts", fact), fact["voice"]) for _, fact in every(client, "facts")}

    assert kinds == {
        ("Report", "report"),
        ("Judgement", "judgement"),
        ("Reported speech", "reported_speech"),
    }
    assert kind_on_card("statistics", {}) == "Number"


def test_the_card_of_a_series_is_the_statement_of_its_latest_number(client: httpx.Client) -> None:
    cards = {
        one["id"]: words_of_card(client.get(one["url"]).json(), {})
        for _, one in every(client, "statistics")
    }

    assert cards["parade-officials"][0].endswith(", according to a photo caption.")
    assert cards["anniversaries"][0].startswith(ANNIVERSARY)
    assert cards["us-china-tariffs"] == (
        (
            "Tariffs between the United States and China: "
            "more than 100 per cent, each way (9 or 10 May 2025)"
        ),
        "stated by the article, date inferred, paragraph 27",
    )


def test_an_embedded_series_keeps_its_description(client: httpx.Client) -> None:
    for _, one in every(client, "statistics"):
        page = shown(client, f"/embed/statistics/{one['id']}")
        assert one["description"] in page.split("<main>")[1]


@pytest.mark.parametrize("path", ["/explore/statistics", "/embed/statistics"])
def test_the_description_of_a_series_is_what_its_card_says(client: httpx.Client, path: str) -> None:
    for _, one in every(client, "statistics"):
        said, by = words_of_card(client.get(one["url"]).json(), {})
        assert described(shown(client, f"{path}/{one['id']}")) == f"{said} ({by})"


def test_a_hit_in_the_search_says_which_years_have_no_number(client: httpx.Client) -> None:
    page = shown(client, "/explore/search?q=parade+attendance&kind=statistic")

    assert "0 world leaders (2022); not reported (2023); 9 world leaders (2024)" in page


def test_the_description_of_a_single_number_is_its_statement(client: httpx.Client) -> None:
    description = described(shown(client, "/explore/statistics/parade-officials"))

    assert ", according to a photo caption. (stated by the article, " in description


def test_a_description_keeps_the_whole_statement(client: httpx.Client) -> None:
    for name, one in every(client, "facts", "quotes", "events"):
        said = one.get("summary") or one["statement"]
        if name != "quotes":
            assert described(shown(client, f"/explore/{name}/{one['id']}")).startswith(said)


def test_a_quotation_to_copy_or_to_embed_says_what_is_inferred(client: httpx.Client) -> None:
    quotes = [quote for _, quote in every(client, "quotes") if quote["inferred"]]
    assert len(quotes) > 2
    for quote in quotes:
        page = shown(client, f"/explore/quotes/{quote['id']}")
        (copied,) = re.findall(r'aria-label="Quotation with its source"><code>(.*?)</code>', page)
        assert "inferred, in “" in copied
        embedded = shown(client, f"/embed/quotes/{quote['id']}")
        assert quote["inference"] in embedded


def citations(client: httpx.Client, id_: str) -> list[tuple[str, str]]:
    """The citations on the page of a series, each with its heading."""
    page = shown(client, f"/explore/statistics/{id_}")
    return re.findall(r"<h3>(Citation.*?)</h3>.*?<code>(.*?) Source: ", page, re.DOTALL)


def test_each_of_the_latest_numbers_can_be_cited(client: httpx.Client) -> None:
    china, us = citations(client, "us-china-tariffs")

    latest = "Citation of the latest number"
    assert china[0] == f"{latest}, imposed by China, imposed on United States"
    assert "the tariffs that China had imposed on the United States" in china[1]
    assert us[0] == f"{latest}, imposed by United States, imposed on China"
    assert "the tariffs that the United States had imposed on China" in us[1]
    assert [heading for heading, _ in citations(client, "parade-attendance")] == [latest]


def test_an_expected_number_is_cited_as_expected(client: httpx.Client) -> None:
    ((heading, says),) = citations(client, "anniversaries")

    assert heading == "Citation of the latest number, expected"
    assert says.startswith(ANNIVERSARY)
