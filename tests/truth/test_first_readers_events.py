"""What misled first-time readers of events, their dates and who took part."""

from typing import Any

import pytest

from tests.asking.datasets import Asking, cited
from tests.truth.conftest import Invent, ids, items

WRITTEN = ("2025-05-09", "2025-05-10")


def test_a_person_s_event_shows_its_inferred_part_and_the_person_s_paragraph(own: Asking) -> None:
    (parade,) = own.get("/people/mahmoud-abbas").json()["events"]

    assert parade["date_inference"]
    assert (parade["basis"], parade["inferred"]) == ("inferred", "content")
    assert [citation["paragraph"] for citation in parade["citations"]] == [19]


def test_a_person_s_event_says_what_is_inferred_of_its_date(own: Asking) -> None:
    listed = {one["id"]: one for one in own.get("/people/xi-jinping").json()["events"]}

    assert any(one["inferred"] == "year" for one in listed.values())
    for id_, one in listed.items():
        event = own.get(f"/events/{id_}").json()
        assert (one["date"], one["date_inference"]) == (event["date"], event["date_inference"])
        assert (one["basis"], one["inferred"]) == (event["basis"], event["inferred"]), id_


def test_past_events_end_before_the_article_was_written(own: Asking) -> None:
    for event in items(own, "/events?status=occurred"):
        assert event["latest"] <= WRITTEN[1], event["id"]
    for match in ("certain", "possible"):
        later = f"date_from=2025-05-11&date_to=2025-08-31&match={match}"
        assert ids(own, f"/events?{later}") == []


def test_what_was_under_way_at_the_time_of_writing_matches_that_time(own: Asking) -> None:
    deal = own.get("/events/us-peace-deal-mediation").json()

    assert (deal["date"], deal["earliest"], deal["latest"]) == (None, None, None)
    assert deal["date_in_words"] == "under way when the article was written"
    for query in ("year=2025", "date=2025-05", "date_from=2022&date_to=2025-05"):
        assert "us-peace-deal-mediation" in ids(own, f"/events?{query}")
    # It may have begun at any time before, and the article knows nothing of the time after it.
    for query in ("year=2024", "date=2025-05-09", "date_to=2025-05-08"):
        assert "us-peace-deal-mediation" not in ids(own, f"/events?{query}")
        assert "us-peace-deal-mediation" in ids(own, f"/events?{query}&match=possible")
    assert "us-peace-deal-mediation" not in ids(own, "/events?year=2026&match=possible")


def test_a_date_of_imposing_is_apart_from_being_in_force(own: Asking) -> None:
    imposed = own.get("/events/sanctions-on-russia").json()

    assert imposed["status"] == "occurred"
    for fact in items(own, "/facts?about=sanctions-on-russia"):
        assert "in force" not in fact["statement"]


def test_people_of_an_event_and_events_of_a_person_are_the_same_pairs(own: Asking) -> None:
    events, people = items(own, "/events"), ids(own, "/people")
    for match in ("certain", "possible"):
        asked = f"&match={match}"
        of_events = {
            (event["id"], person)
            for event in events
            for person in ids(own, f"/people?event={event['id']}{asked}")
        }
        of_people = {
            (event, person)
            for person in people
            for event in ids(own, f"/events?participant={person}{asked}")
        }
        listed = {
            (event["id"], one["id"])
            for event in events
            for one in event["participants"]
            if one["id"] in people and (match == "possible" or one["certainty"] == "certain")
        }
        assert of_events == of_people == listed
    for person in people:
        item = own.get(f"/people/{person}").json()
        assert [one["id"] for one in item["events"]] == ids(own, item["links"]["events"])
        assert item["totals"]["events"] == len(item["events"])


def test_negotiations_have_only_the_participants_that_the_article_names(own: Asking) -> None:
    talks = own.get("/events/us-china-trade-talks-2025").json()

    assert {(one["id"], one["part"]) for one in talks["participants"]} == {
        ("CN", "takes part"),
        ("US", "takes part"),
    }
    (spoken,) = [fact for fact in items(own, "/facts?about=he-lifeng") if fact["kind"] != "office"]
    assert (spoken["id"], spoken["certainty"]) == ("room-left-to-negotiate", "possible")


def test_expected_events_are_expected_in_every_kind_of_record(own: Asking) -> None:
    facts = items(own, "/facts?kind=expectation")

    assert {fact["id"] for fact in facts} == {
        "event-china-war-anniversary-celebration-2025",
        "observation-anniversary-world-war-end-2025",
        "part-vladimir-putin-in-china-war-anniversary-celebration-2025",
    }
    assert {fact["certainty"] for fact in facts} == {"likely"}
    due = own.get("/observations/anniversary-world-war-end-2025").json()
    assert (due["status"], due["certainty"]) == ("expected", "likely")


def test_an_article_s_date_of_writing_bounds_the_events_it_reports(invent: Invent) -> None:
    event = {"kind": "visit", "citations": [cited()]}
    dates = {"between": "[2031-01..2031-06]", "month": "2031-06", "begun": "2031-01/.."}
    occurred = [
        {"id": id_, "name": id_, "summary": id_, "status": "occurred", "date": date, **event}
        for id_, date in dates.items()
    ]
    others = [
        {"id": status, "name": status, "summary": status, "status": status, **event}
        for status in ("occurred", "ongoing", "expected")
    ]
    asking = invent({}, {"date": "2031-06-04"}, event=[*occurred, *others])

    shown = {one["id"]: one["latest"] for one in items(asking, "/events")}
    assert (shown["between"], shown["month"], shown["begun"]) == ("2031-06-04", "2031-06-04", None)
    after = set(ids(asking, "/events?date_from=2031-06-05&match=possible"))
    assert after == {"begun", "expected"}
    assert ids(asking, "/events?date=2031-06-04") == ["ongoing"]
    assert "ongoing" in ids(asking, "/events?date=2031-06-03&match=possible")


def test_only_stated_participants_match_with_certainty(own: Asking) -> None:
    parade = "victory-day-parade-2025"

    assert parade not in ids(own, "/events?participant=mahmoud-abbas")
    assert parade in ids(own, "/events?participant=mahmoud-abbas&match=possible")
    for event in items(own, "/events"):
        certain = {one["id"] for one in event["participants"] if one["certainty"] == "certain"}
        for one in event["participants"]:
            found = ids(own, f"/events?participant={one['id']}")
            assert (event["id"] in found) == (one["id"] in certain), one


def test_a_record_is_not_found_after_the_last_day_that_it_shows(own: Asking) -> None:
    for path in ("/events", "/observations"):
        for record in items(own, path):
            if last := record["latest"]:
                after = f"{path}?date_from={last}&match=possible"
                found = ids(own, after)
                assert record["id"] in found
        assert ids(own, f"{path}?date_from=2025-05-15&date_to=2025-05-31&match=possible") == [
            record["id"]
            for record in items(own, path)
            if (record["earliest"] or record["latest"] or record.get("status") != "ongoing")
            and (record["earliest"] or "0") <= "2025-05-31"
            and (record["latest"] or "9") >= "2025-05-15"
        ]


def test_what_was_under_way_is_certain_only_until_the_article_was_written(own: Asking) -> None:
    talks = "us-china-trade-talks-2025"

    assert talks in ids(own, "/events?date=2025-05-09")
    assert talks not in ids(own, "/events?date=2025-05-10")
    assert talks in ids(own, "/events?date=2025-05-10&match=possible")


def test_a_man_seen_leaving_is_no_certain_guest(own: Asking) -> None:
    guests = "/people?event=victory-day-parade-2025"

    assert "mahmoud-abbas" not in ids(own, guests)
    assert "mahmoud-abbas" in ids(own, f"{guests}&match=possible")


def test_people_and_events_of_a_country_say_what_is_inferred(own: Asking) -> None:
    china = own.get("/countries/CN").json()

    inferred = {one["id"]: one["inferred"] for one in (*china["people"], *china["events"])}
    assert inferred["he-lifeng"] == "country"
    assert inferred["xi-jinping"] is None
    assert inferred["china-war-anniversary-celebration-2025"] == "year_and_country"


def test_an_event_is_not_about_somebody_who_may_not_have_been_there(own: Asking) -> None:
    assert "victory-day-parade-2025" not in ids(own, "/events?about=mahmoud-abbas")
    assert "event-victory-day-parade-2025" not in ids(own, "/facts?about=mahmoud-abbas")


EVENT = {"name": "It", "summary": "It was so.", "kind": "visit", "citations": [cited()]}
EVENT_OF = {"event": "signing"}
PEOPLE = {"people": [{"id": "ann", "name": "Ann"}, {"id": "bob", "name": "Bob"}]}


def part(id_: str, **more: str) -> dict[str, Any]:
    """A participant."""
    return {"id": id_, "part": "host", "citations": [cited()], **more}


@pytest.mark.parametrize("order", [1, -1])
def test_a_joint_statement_is_by_the_same_people_wherever_its_event_is_in_the_file(
    invent: Invent, order: int
) -> None:
    signed = {"id": "signing", "status": "occurred", "participant": [part("ann"), part("bob")]}
    view = {"id": "view", "status": "occurred", "asserted_by": "signing"}
    asking = invent(PEOPLE, event=[{**EVENT, **one} for one in (view, signed)][::order])

    for path in ("/events/view", "/facts/event-view"):
        assert asking.get(path).json()["asserted_by"]["name"] == "Ann and Bob, jointly"
    assert ids(asking, "/facts?asserted_by=ann") == ["event-view"]


def test_what_a_country_says_is_not_the_view_of_a_person_beside_it(invent: Invent) -> None:
    shared = {**PEOPLE, "countries": [{"id": "FR", "name": "France"}]}
    signed = {"id": "signing", "status": "occurred", "participant": [part("FR"), part("ann")]}
    view = {"id": "view", "statement": "So it is.", "kind": "analysis", "about": ["bob"]}
    said = {"id": "words", "text": "words", "form": "direct", "statement": "Said.", **EVENT_OF}
    asking = invent(
        shared,
        event=[{**EVENT, **signed}],
        fact=[{**view, "asserted_by": "signing", "citations": [cited()]}],
        quote=[
            {**said, "source": "document", "attributed_to": "the paper", "citations": [cited()]}
        ],
    )

    asserted = asking.get("/facts/view").json()["asserted_by"]
    assert asserted == {"id": "signing", "name": "It", "url": "/events/signing"}
    for mine in ("/facts?asserted_by=ann", "/quotes?speaker=ann"):
        assert ids(asking, mine) == []
    person = asking.get("/people/ann").json()
    assert (person["facts_asserted"], person["quotes"]) == ([], [])
    assert asking.get("/quotes/words").json()["asserted_by"]["name"] == "the paper"
    page = asking.get("/explore/facts").text
    assert '?asserted_by=signing">It</a>' in page


@pytest.mark.parametrize(
    ("event", "said", "certainty"),
    [
        ({"status": "expected"}, {}, "likely"),
        ({"status": "expected"}, {"statement": "Ann is the host."}, "likely"),
        ({"status": "expected"}, {"certainty": "possible"}, "possible"),
        ({"status": "occurred", "certainty": "possible"}, {"certainty": "likely"}, "possible"),
        ({"status": "occurred", "asserted_by": "bob"}, {}, "unhedged"),
        ({"status": "occurred", "asserted_by": "bob"}, {"statement": "Ann hosted it."}, "certain"),
    ],
)
def test_a_part_is_no_more_certain_than_its_event(
    invent: Invent, event: dict[str, str], said: dict[str, str], certainty: str
) -> None:
    asking = invent(
        PEOPLE, event=[{**EVENT, "id": "it", **event, "participant": [part("ann", **said)]}]
    )

    (shown,) = asking.get("/events/it").json()["participants"]
    assert shown["certainty"] == certainty
    asserted = "bob" if certainty == "unhedged" else "invented"
    assert shown["asserted_by"]["id"] == asserted
    assert ids(asking, "/events?participant=ann") == (["it"] if certainty == "certain" else [])
    assert ids(asking, "/events?participant=ann&match=possible") == ["it"]
    facts = items(asking, "/facts?kind=participation,expectation&about=ann")
    assert {fact["certainty"] for fact in facts} <= {certainty}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, "Guessed."),
        ({"statement": "Ann hosted it."}, "Guessed."),
        (
            {"basis": "inferred", "inferred": "year", "inference": "No year."},
            "No year. Guessed.",
        ),
    ],
)
def test_a_part_in_an_inferred_event_is_inferred(
    invent: Invent, said: dict[str, str], why: str
) -> None:
    event = {**EVENT, "status": "occurred", "basis": "inferred", "inference": "Guessed."}
    asking = invent(PEOPLE, event=[{**event, "id": "it", "participant": [part("ann", **said)]}])

    (shown,) = asking.get("/events/it").json()["participants"]
    known = (shown["certainty"], shown["basis"], shown["inferred"], shown["inference"])
    assert known == ("unhedged", "inferred", "content", why)
    assert ids(asking, "/events?participant=ann") == []
    assert ids(asking, "/events?participant=ann&match=possible") == ["it"]
    facts = items(asking, "/facts?kind=participation")
    assert {fact["certainty"] for fact in facts} <= {"unhedged"}
