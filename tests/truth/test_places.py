"""A filter by place also finds what lies within it, and counts match it."""

import pytest

from tests.asking.datasets import Asking, cited
from tests.truth.conftest import Invent, ids


@pytest.mark.parametrize("place", ["moscow", "red-square"])
def test_a_place_counts_the_events_that_its_parameter_finds(own: Asking, place: str) -> None:
    item = own.get(f"/places/{place}").json()

    assert [event["id"] for event in item["events"]] == ids(own, f"/events?place={place}")
    for name, link in item["links"].items():
        assert own.get(link).json()["total"] == item["totals"][name]


def test_a_country_that_no_article_names_is_described_as_inferred(own: Asking) -> None:
    (palestine,) = own.get("/countries?id=PS").json()["items"]
    described = own.get("/openapi.json").json()["paths"]["/countries"]["get"]["description"]

    assert palestine["basis"] == "inferred"
    assert (
        "Countries that an article names or, if their `basis` is `inferred`, implies" in described
    )
    assert "Countries that an article names or" in own.get("/llms.txt").text


def test_every_russian_parade_is_in_russia(own: Asking) -> None:
    assert ids(own, "/events?country=RU&kind=parade") == ids(own, "/events?kind=parade")


@pytest.mark.parametrize("path", ["/facts", "/events", "/quotes", "/observations"])
def test_a_record_about_a_place_is_about_every_surrounding_place(invent: Invent, path: str) -> None:
    about = {"about": ["square"], "citations": [cited()]}
    event = {"name": "Fair", "summary": "A fair.", "kind": "fair", "status": "occurred"}
    quote = {"text": "words", "form": "fragment", "source": "observers", "attributed_to": "some"}
    asking = invent(
        {
            "countries": [{"id": "CH", "name": "Switzerland"}],
            "places": [
                {"id": "town", "name": "Town", "kind": "city", "country": "CH"},
                {"id": "square", "name": "Square", "kind": "square", "within": "town"},
            ],
            "statistics": [
                {
                    "id": "visitors",
                    "name": "Visitors",
                    "description": "Visitors.",
                    "unit": "visitors",
                    "whole_numbers": True,
                }
            ],
        },
        fact=[{"id": "said", "statement": "So.", "kind": "history", **about}],
        event=[{"id": "fair", **event, **about}],
        quote=[{"id": "words", **quote, "statement": "They said these words.", **about}],
        observation=[
            {"id": "few", "statistic": "visitors", "value": 3, "statement": "Three.", **about}
        ],
    )
    for place in ("square", "town", "CH"):
        assert len(ids(asking, f"{path}?about={place}")) >= 1
    assert ids(asking, "/places?country=CH") == ["square", "town"]
    assert ids(asking, "/places?within=town") == ["square"]


def test_an_event_at_a_place_is_in_its_country_and_places_may_lie_in_each_other(
    invent: Invent,
) -> None:
    event = {"kind": "fair", "status": "occurred", "place": "a", "citations": [cited()]}
    asking = invent(
        {
            "countries": [{"id": "CH", "name": "Switzerland"}],
            "places": [
                {"id": "a", "name": "A", "kind": "part", "within": "b"},
                {"id": "b", "name": "B", "kind": "part", "within": "a", "country": "CH"},
            ],
        },
        event=[{"id": "fair", "name": "Fair", "summary": "A fair.", **event}],
    )
    assert ids(asking, "/events?place=b") == ids(asking, "/events?country=CH") == ["fair"]


def test_coming_to_power_is_about_the_country(own: Asking) -> None:
    event = own.get("/events/xi-comes-to-power").json()

    assert [one["id"] for one in event["about"]] == ["CN"]
    assert "xi-comes-to-power" in ids(own, "/events?about=CN")
