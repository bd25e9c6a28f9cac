"""Every record has a citation, is based on a fact, and refers only to served records."""

import json
import re

import httpx
import pytest

from app.resources import COLLECTIONS
from app.resources.observations import ALL_OBSERVATIONS
from tests.api.asked import ids, item, items


def test_every_record_has_a_citation_and_inferred_ones_say_how(client: httpx.Client) -> None:
    for path in ("facts", "events", "quotes", "people", "statistics", "places", "countries"):
        for record in items(client, f"/{path}?limit=200"):
            assert record["citations"], record["id"]
            assert (record["basis"] == "inferred") == bool(record["inference"]), record["id"]


def test_every_structured_record_is_based_on_a_fact(client: httpx.Client) -> None:
    rests = {fact["record"]["url"] for fact in items(client, "/facts?limit=200") if fact["record"]}

    for path in ("events", "quotes", "statistics", "leaders"):
        for record in items(client, f"/{path}"):
            assert record["url"] in rests, record["url"]


def test_a_statistic_is_cited_where_its_observations_are(client: httpx.Client) -> None:
    for series in items(client, "/statistics?limit=200"):
        observed = [
            citation
            for observation in items(client, f"{series['url']}/observations?limit=200")
            for citation in observation["citations"]
        ]
        once = {json.dumps(citation) for citation in observed}
        assert sorted(map(json.dumps, series["citations"])) == sorted(once), series["id"]


@pytest.mark.parametrize("path", ["quotes", "events", "statistics", "people", "facts", "places"])
def test_every_reference_is_served(client: httpx.Client, path: str) -> None:
    served = {
        url
        for record in items(client, f"/{path}?limit=200")
        for url in re.findall(r'"url": "([^"]+)"', json.dumps(record))
    }

    assert served
    for url in served:
        assert client.get(url).status_code == httpx.codes.OK, url


@pytest.mark.parametrize("person", ["xi-jinping", "vladimir-putin", "cui-hongjian"])
def test_the_links_of_a_person_lead_to_the_listed_records(
    client: httpx.Client, person: str
) -> None:
    found = item(client, f"/people/{person}")

    for name in ("events", "quotes", "facts"):
        url = f"{found['links'][name]}&limit=200"
        assert ids(client, url) == {reference["id"] for reference in found[name]}


def test_an_event_is_found_by_a_surrounding_place(client: httpx.Client) -> None:
    inside = ids(client, "/events?place=red-square")
    around = ids(client, "/events?place=moscow")

    assert inside
    assert inside <= around
    counted = client.get("/events?facets=place&limit=1").json()["facets"]["place"]["values"]
    assert {"RU", "moscow", "red-square"} <= {value["value"] for value in counted}
    for value in counted:
        assert value["count"] == len(ids(client, f"/events?place={value['value']}"))


def test_a_person_lists_what_they_assert(client: httpx.Client) -> None:
    for person in ("cui-hongjian", "xi-jinping"):
        item = client.get(f"/people/{person}").json()
        asserted = items(client, f"/facts?asserted_by={person}&limit=200")
        assert [fact["id"] for fact in item["facts_asserted"]] == [fact["id"] for fact in asserted]
        assert item["totals"]["facts_asserted"] == len(asserted)
    assert client.get("/people/cui-hongjian").json()["facts_asserted"]


def test_places_are_filtered_by_kind_and_article(client: httpx.Client) -> None:
    article = "xi-putin-victory-day-2025"
    asked = "/places?kind=square,continent"
    named = {place["id"] for place in items(client, asked) if article in place["articles"]}
    facet = client.get(f"{asked}&facets=article").json()["facets"]["article"]

    assert ids(client, f"{asked}&article={article}") == named
    assert {one["value"]: one["count"] for one in facet["values"]}[article] == len(named)


def test_a_list_accepts_the_ids_that_it_shows(client: httpx.Client) -> None:
    for collection in (*COLLECTIONS, ALL_OBSERVATIONS):
        (first, *_) = client.get(f"/{collection.name}?limit=1").json()["items"]

        found = client.get(f"/{collection.name}", params={"id": first["id"]})

        assert [one["id"] for one in found.json()["items"]] == [first["id"]], collection.name
