"""An opinion is never mistaken for what the article reports as fact."""

import csv
from typing import get_args

import pytest

from app.core.terms import Voice
from tests.asking.datasets import Asking, cited
from tests.truth.conftest import Invent, ids, items

OPINIONS = {"fundamental-reason", "xi-most-powerful-guest", "superficial-reason", "crucial-timing"}


def test_reports_judgements_and_reported_speech_are_all_facts_and_none_twice(own: Asking) -> None:
    parts = [set(ids(own, f"/facts?voice={voice}")) for voice in get_args(Voice)]

    assert sum(map(len, parts)) == len(set.union(*parts)) == own.get("/facts").json()["total"]
    assert all(parts)


def test_reports_contain_no_opinion(own: Asking) -> None:
    reports = items(own, "/facts?voice=report")

    assert not OPINIONS & {fact["id"] for fact in reports}
    assert {fact["asserted_by"]["id"] for fact in reports} == {"xi-putin-victory-day-2025"}


def test_opinions_are_judgements_and_name_who_holds_them(own: Asking) -> None:
    judgements = items(own, "/facts?voice=judgement&restates=false")

    assert {fact["id"] for fact in judgements} >= OPINIONS
    for fact in judgements:
        holder = fact["asserted_by"]["name"].removesuffix(", unnamed")
        assert fact["statement"].startswith((holder, holder.capitalize())), fact["statement"]


def test_a_statement_attributes_other_people_s_views(own: Asking) -> None:
    for fact in items(own, "/facts?asserted_by=yew-lun-tian"):
        assert "Cui Hongjian" not in fact["statement"]


def test_the_writer_s_words_are_found_by_name_and_by_source(own: Asking) -> None:
    assert ids(own, "/quotes?speaker=yew-lun-tian") == ids(own, "/quotes?source=writer") != []


def test_quotations_are_asserted_by_their_speakers(own: Asking) -> None:
    asserted = {
        fact["id"]: (fact["asserted_by"]["id"], fact["voice"])
        for fact in items(own, "/facts?kind=quotation")
    }

    assert asserted["quote-putin-on-xi-main-guest"] == ("vladimir-putin", "reported_speech")
    assert asserted["quote-writer-on-giving-face"] == ("yew-lun-tian", "judgement")
    assert asserted["quote-observers-on-reverse-nixon"] == ("observers", "reported_speech")
    joint = ("no-limits-partnership-declaration", "reported_speech")
    assert asserted["quote-xi-and-putin-on-no-limits"] == joint


@pytest.mark.parametrize(
    "path",
    [
        "/people/xi-jinping",
        "/countries/CN",
        "/places/moscow",
        "/organisations/the-straits-times",
        "/events/victory-day-parade-2025",
        "/quotes/putin-on-xi-main-guest",
    ],
)
def test_every_list_of_facts_shows_their_source(own: Asking, path: str) -> None:
    listed = own.get(path).json()["facts"]
    assert listed
    for one in listed:
        fact = own.get(one["url"]).json()
        for field in ("kind", "voice", "asserted_by", "certainty"):
            assert one[field] == fact[field]


def test_search_csv_and_json_ld_say_it_too(own: Asking) -> None:
    hits = own.get("/search?q=fundamental+reason&kind=fact").json()["items"]
    assert {"judgement"} == {hit["voice"] for hit in hits if hit["id"] == "fundamental-reason"}

    rows = csv.DictReader(own.get("/facts?format=csv").text.splitlines())
    assert {row["voice"] for row in rows} == set(get_args(Voice))

    node = own.get("/facts/fundamental-reason?format=jsonld").json()
    assert node["voice"] == "judgement"


def test_certainty_describes_only_the_hedge(own: Asking) -> None:
    schemas = own.get("/openapi.json").json()["components"]["schemas"]

    assert "hedge" in schemas["Certainty"]["description"]
    assert (
        "For a report, the article." in schemas["Fact"]["properties"]["asserted_by"]["description"]
    )


@pytest.mark.parametrize(
    ("more", "voice"),
    [
        ({}, "report"),
        ({"asserted_by": "ann"}, "judgement"),
        ({"asserted_by": "bob"}, "reported_speech"),
        ({"asserted_by": "bob", "kind": "analysis"}, "judgement"),
        ({"asserted_by": "bob", "voice": "judgement"}, "judgement"),
        ({"asserted_by": "observers"}, "reported_speech"),
    ],
)
def test_voice_matches_asserted_by(invent: Invent, more: dict[str, str], voice: str) -> None:
    said = {"statement": "So.", "kind": "history", "about": [], "citations": [cited()]}
    people = [{"id": "ann", "name": "Ann"}, {"id": "bob", "name": "Bob"}]
    asking = invent({"people": people}, {"byline": ["ann"]}, fact=[{"id": "fact", **said, **more}])

    assert asking.get("/facts/fact").json()["voice"] == voice


def test_a_person_s_events_say_who_asserts_the_part(invent: Invent) -> None:
    people = [{"id": "ann", "name": "Ann"}, {"id": "bob", "name": "Bob"}]
    part = {"id": "ann", "part": "bribed", "asserted_by": "bob", "citations": [cited()]}
    told = {"id": "it", "name": "It", "summary": "It was.", "kind": "visit"}
    event = {**told, "citations": [cited()]}
    asking = invent(
        {"people": people}, event=[{**event, "status": "occurred", "participant": [part]}]
    )

    (involved,) = asking.get("/people/ann").json()["events"]
    assert involved["asserted_by"]["name"] == "Bob"
    assert involved["voice"] == "reported_speech"


def test_a_list_of_events_says_who_asserts_them(invent: Invent) -> None:
    event = {"id": "it", "name": "It", "summary": "It was.", "kind": "visit", "place": "here"}
    event |= {"status": "occurred", "asserted_by": "bob", "certainty": "possible"}
    shared = {"id": "here", "name": "Here", "kind": "town"}
    asking = invent(
        {"people": [{"id": "bob", "name": "Bob"}], "places": [shared]},
        event=[{**event, "citations": [cited()]}],
    )

    (listed,) = asking.get("/places/here").json()["events"]
    whole = asking.get("/events/it").json()
    assert whole["asserted_by"]["name"] == "Bob"
    for field in ("voice", "asserted_by", "certainty"):
        assert listed[field] == whole[field]


@pytest.mark.parametrize("more", [{}, {"asserted_by": "bob"}, {"certainty": "possible"}])
def test_an_expectation_is_not_certain(invent: Invent, more: dict[str, str]) -> None:
    said = {"id": "hope", "statement": "It will rain.", "kind": "expectation", "about": []}
    people = [{"id": "bob", "name": "Bob"}]
    asking = invent({"people": people}, fact=[{**said, "citations": [cited()], **more}])

    assert asking.get("/facts/hope").json()["certainty"] == more.get("certainty", "likely")


def test_a_found_person_is_inferred_as_far_as_any_office(invent: Invent) -> None:
    office = {"title": "Mayor", "political": True, "statement": "Ann was.", "basis": "inferred"}
    offices = [
        {
            **office,
            "id": "one",
            "inferred": "year",
            "inference": "No year.",
            "as_of_inference": "It.",
        },
        {**office, "id": "two", "title": "Judge", "inference": "Guessed."},
    ]
    ann = {"id": "ann", "citations": [cited()]}
    asking = invent(
        {"people": [{"id": "ann", "name": "Ann"}]},
        person=[{**ann, "office": [{**one, "citations": [cited()]} for one in offices]}],
    )

    (hit,) = asking.get("/search?q=ann").json()["items"][:1]
    assert (hit["kind"], hit["basis"], hit["inferred"]) == ("person", "inferred", "content")
