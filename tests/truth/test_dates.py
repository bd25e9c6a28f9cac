"""A date never finds more, and never says more, than the article does."""

from itertools import pairwise

import pytest

from app.core.edtf import days, in_words
from tests.asking.datasets import Asking, cited, series
from tests.truth.conftest import Invent, ids, items

DATES = {
    "approximate": "1874~",
    "uncertain": "1984?",
    "spring": "2025-21",
    "caesar": "-0043-03-15",
    "augustus": "-0026",
    "open-set": "[2022-02..]",
    "open-past": "[..2022-02]",
    "goes-on": "2022-02/..",
    "year": "2012",
    "undated": None,
}


@pytest.fixture
def dated(invent: Invent) -> Asking:
    event = {"kind": "visit", "status": "occurred", "citations": [cited()]}
    events = [
        {"id": id_, "name": id_, "summary": id_, **({"date": date} if date else {}), **event}
        for id_, date in DATES.items()
    ]
    return invent({}, event=events)


@pytest.mark.parametrize("query", ["date_from=1900&date_to=1950", "date_from=2030", "year=1900"])
def test_no_event_is_found_at_a_wrong_time(own: Asking, query: str) -> None:
    assert ids(own, f"/events?{query}") == []
    # Of this one the article only says that it was under way, and not since when.
    undated = set() if query == "date_from=2030" else {"us-peace-deal-mediation"}
    assert set(ids(own, f"/events?{query}&match=possible")) == undated


@pytest.mark.parametrize(
    ("query", "certain", "possible"),
    [
        ("year=2012", {"year"}, {"open-past"}),
        ("date=2012-06", set(), {"year", "open-past"}),
        ("year=2025", {"spring"}, {"open-set", "goes-on"}),
        ("date_from=2030", set(), {"open-set", "goes-on"}),
        ("date_from=2022&date_to=2030", {"spring", "goes-on"}, {"open-set", "open-past"}),
        ("year=1874", set(), {"approximate", "open-past"}),
        ("date_from=1800&date_to=1999", set(), {"approximate", "uncertain", "open-past"}),
        ("year=-0043", {"caesar"}, {"open-past"}),
        ("date_to=-0020", {"caesar", "augustus"}, {"open-past"}),
        ("date_from=-0030&date_to=0001", {"augustus"}, {"open-past"}),
    ],
)
def test_certain_and_possible_matches_of_a_date(
    dated: Asking, query: str, certain: set[str], possible: set[str]
) -> None:
    found = set(ids(dated, f"/events?{query}"))

    assert found == certain == set(ids(dated, f"/events?{query}&match=certain"))
    assert set(ids(dated, f"/events?{query}&match=possible")) == certain | possible | {"undated"}


def test_undated_events_come_last_in_both_directions(dated: Asking) -> None:
    up, down = ids(dated, "/events?sort=date"), ids(dated, "/events?sort=-date")

    assert up[-1] == down[-1] == "undated"
    assert up[:-1] == down[-2::-1]
    assert up.index("caesar") < up.index("augustus") < up.index("approximate")
    pages = [dated.get("/events?sort=-date&limit=3").json()]
    while pages[-1]["next"]:
        pages.append(dated.get(pages[-1]["next"]).json())
    assert [one["id"] for page in pages for one in page["items"]] == down


def test_dates_are_shown_in_words_and_as_days(dated: Asking) -> None:
    shown = {event["id"]: event for event in items(dated, "/events")}

    assert shown["approximate"]["date_in_words"] == "about 1874"
    assert shown["uncertain"]["date_in_words"] == "possibly 1984"
    assert shown["spring"]["date_in_words"] == "spring 2025"
    assert shown["caesar"]["date_in_words"] == "15 March 44 BC"
    assert shown["undated"]["date_in_words"] == "no date given"
    for id_, date in DATES.items():
        assert (shown[id_]["earliest"], shown[id_]["latest"]) == days(date)


def test_an_inferred_year_is_marked_next_to_the_date(own: Asking) -> None:
    parade = own.get("/events/victory-day-parade-2025").json()
    assert parade["date_inference"] == "The year is inferred."
    for event in items(own, "/events"):
        assert event["basis"] == "inferred" or event["date_inference"] is None
    for row in items(own, "/statistics/parade-attendance/observations"):
        assert (row["period_inference"] is not None) == (row["period"] == "2025")
    for leader in items(own, "/leaders"):
        for office in leader["offices"]:
            assert (office["as_of_inference"] is not None) == (office["as_of"] == "2025-05")


def test_weeks_before_has_both_bounds(own: Asking) -> None:
    declared = own.get("/events/no-limits-partnership-declaration").json()

    assert (declared["earliest"], declared["latest"]) == ("2021-12-01", "2022-02-28")


def test_the_date_of_writing_is_the_same_everywhere(own: Asking) -> None:
    article = own.get("/articles/xi-putin-victory-day-2025").json()

    assert article["earliest"][:7] == article["latest"][:7] == "2025-05"
    assert {o["as_of"] for o in items(own, "/leaders?country=CN") for o in o["offices"]} == {
        "2025-05"
    }
    meetings = items(own, "/statistics/xi-putin-meetings/observations")
    assert [row["period"] for row in meetings] == ["2025-05"]
    reached = own.get("/events/trump-reaches-out-to-putin").json()
    assert reached["latest"][:7] == "2025-05"


def test_match_needs_a_date_or_a_number(own: Asking) -> None:
    assert own.get("/events?match=possible").status_code == 422
    assert own.get("/events?year=2025-05").status_code == 422
    assert own.get("/events?date=1874~").status_code == 422


def test_an_inferred_date_needs_an_inferred_record(invent: Invent) -> None:
    event = {
        "id": "fair",
        "name": "Fair",
        "summary": "There was a fair.",
        "kind": "fair",
        "status": "occurred",
        "date": "2031",
        "date_inference": "The year is inferred.",
        "citations": [cited()],
    }
    with pytest.raises(Exception, match='date_inference needs basis = "inferred"'):
        invent({}, event=[event])


@pytest.mark.parametrize("inferred", ["year", "date", "year_and_country", "date_and_country"])
def test_a_record_whose_date_is_inferred_says_what_of_it(invent: Invent, inferred: str) -> None:
    said = {"date": "2031-06-10", "basis": "inferred", "inferred": inferred, "inference": "So."}

    with pytest.raises(Exception, match=f'inferred = "{inferred}" needs a date_inference'):
        invent({}, said)


def test_sorting_by_date_follows_the_days(own: Asking) -> None:
    listed = [event["earliest"] for event in items(own, "/events?sort=date") if event["earliest"]]

    assert all(before <= after for before, after in pairwise(listed))


@pytest.mark.parametrize(
    ("date", "issued"),
    [
        ("2025-05-09", [[2025, 5, 9]]),
        ("2025-05-09?", None),
        ("2025-05~", None),
        ("1984%", None),
        ("0044", [[44]]),
        ("0000", None),
        ("-0043", None),
        ("-0043/2025", None),
    ],
)
def test_a_citation_has_only_a_certain_date_of_our_era(
    invent: Invent, date: str, issued: list[list[int]] | None
) -> None:
    fact = {"id": "fact", "statement": "So.", "kind": "history", "about": []}
    asking = invent({}, {"date": date}, fact=[{**fact, "citations": [cited()]}])

    item = asking.get("/facts/fact/citation?format=csl").json()
    assert item.get("issued", {}).get("date-parts") == issued
    assert in_words(date) in asking.get("/facts/fact/citation?format=text").text
    assert asking.get("/explore/facts/fact").status_code == 200


@pytest.mark.parametrize("date", ["1874~", "2025-05-09?", "2025-05%"])
def test_a_date_in_doubt_is_no_date_of_json_ld(invent: Invent, date: str) -> None:
    event = {"id": "it", "name": "It", "summary": "It was so.", "kind": "visit", "date": date}
    number = {"id": "n", "statistic": "s", "period": date, "value": 1, "statement": "One."}
    asking = invent(
        {"statistics": [series("s")]},
        {"date": date},
        event=[{**event, "status": "occurred", "citations": [cited()]}],
        observation=[{**number, "citations": [cited()]}],
    )

    for path in ("/events/it", "/observations/n", "/articles/invented"):
        node = asking.get(f"{path}?format=jsonld").json()
        assert node["date"] == date
        assert not {"startDate", "endDate", "observationDate", "datePublished"} & node.keys()


def test_json_ld_has_only_certain_attendees(invent: Invent) -> None:
    part = {"id": "ann", "part": "attended", "asserted_by": "bob", "citations": [cited()]}
    event = {
        "id": "it",
        "name": "It",
        "summary": "It was so.",
        "kind": "visit",
        "participant": [part],
    }
    people = [{"id": "ann", "name": "Ann"}, {"id": "bob", "name": "Bob"}]
    asking = invent(
        {"people": people}, event=[{**event, "status": "occurred", "citations": [cited()]}]
    )

    node = asking.get("/events/it?format=jsonld").json()
    assert not {"attendee", "participant"} & node.keys()
    assert node["possibleParticipant"][0]["certainty"] == "unhedged"


@pytest.mark.parametrize(
    ("date_of", "said", "row"),
    [
        ("publication", ">10 May 2030.", "<dt>Published</dt>"),
        ("writing", ">written 10 May 2030.", "<dt>Written</dt>"),
    ],
)
def test_a_page_says_which_date_an_article_has(
    invent: Invent, date_of: str, said: str, row: str
) -> None:
    asking = invent({}, {"date": "2030-05-10", "date_of": date_of})

    assert said in asking.get("/explore").text
    assert row in asking.get("/explore/articles/invented").text


def test_the_page_of_an_article_without_source_and_date_gives_none(invent: Invent) -> None:
    page = invent({}).get("/explore").text

    assert '<p class="standfirst"><a href="/explore/facts">0 facts' in page
