"""What misled first-time readers of a single record, by class of problem."""

import csv
import re
from html import escape

import pytest

from tests.asking.datasets import Asking, cited
from tests.truth.conftest import Invent, ids, items

ARTICLE = "/articles/xi-putin-victory-day-2025"
WRITTEN = ("2025-05-09", "2025-05-10")
_NOW = re.compile(
    r"\b(now|currently|today|recent|is due|is set|is tipped|is to|is brokering|works for)\b"
)
_HELD = "analysis,hope,meaning,motive,possibility,reason,relationship,risk"


@pytest.mark.parametrize("form", ["text", "bibtex", "ris", "csl"])
def test_a_citation_of_a_fragment_keeps_the_words_around_it(own: Asking, form: str) -> None:
    cited_as = own.get(f"/quotes/officials-on-no-alliance/citation?format={form}").text

    assert "do not involve “alliance" in cited_as


def test_a_fragment_is_named_by_the_whole_statement_wherever_it_is_listed(own: Asking) -> None:
    for quote in items(own, "/quotes?form=fragment"):
        assert quote["text"].rstrip(" ,") in quote["statement"]
    (named,) = [
        one
        for one in own.get("/facts/quote-officials-on-no-alliance").json()["about"]
        if one["url"].startswith("/quotes/")
    ]
    assert "do not involve" in named["name"]
    for quote in own.get("/people/vladimir-putin").json()["quotes"]:
        assert len(quote["name"].split()) > 5


def test_only_what_the_article_reports_is_certain(own: Asking) -> None:
    facts = items(own, "/facts")

    assert {fact["voice"] for fact in facts if fact["certainty"] == "certain"} == {"report"}
    for id_ in ids(own, "/facts?certainty=unhedged&voice=report"):
        assert own.get(f"/facts/{id_}").json()["inferred"] == "content"
    assert "us-is-stronger-adversary" in ids(own, "/facts?certainty=unhedged")


def test_a_hedge_in_quoted_words_applies_to_the_fact(own: Asking) -> None:
    hedged = set(ids(own, "/facts?asserted_by=cui-hongjian&certainty=possible,likely"))

    assert hedged >= {"quote-cui-on-more-concessions", "quote-cui-on-nixon-setting"}
    for fact in items(own, "/facts?asserted_by=cui-hongjian&certainty=unhedged"):
        assert not re.search(r"\b(can|could|might|may)\b", fact["statement"]), fact["id"]


@pytest.mark.parametrize("path", ["/facts", "/events", "/quotes", "/observations"])
def test_each_record_has_its_source_and_hedge(own: Asking, path: str) -> None:
    rows = list(csv.DictReader(own.get(f"{path}?format=csv").text.splitlines()))

    assert rows
    assert all(row["voice"] and row["certainty"] and row["asserted_by_id"] for row in rows)


def test_a_view_is_never_reported_as_fact(own: Asking) -> None:
    assert ids(own, f"/facts?kind={_HELD}&voice=report") == []


def test_a_statement_with_an_inferred_year_is_inferred(own: Asking) -> None:
    for fact in items(own, "/facts?basis=stated"):
        assert "2025" not in fact["statement"], fact["id"]
    assert own.get("/facts/sat-side-by-side").json()["inferred"] == "year"


def test_a_citation_says_what_is_inferred(own: Asking) -> None:
    for fact in items(own, "/facts"):
        for form in ("text", "bibtex", "ris", "csl"):
            written = own.get(f"{fact['url']}/citation?format={form}").text
            begins = (fact["inference"] or "nferred")[:20]
            said = written.replace("(source and date inferred)", "")
            assert (begins in said) == (fact["basis"] == "inferred"), written


def test_inferred_content_is_never_certain(own: Asking) -> None:
    for path in ("/facts", "/events", "/quotes", "/observations"):
        records = items(own, path)
        for record in [*records, *[p for one in records for p in one.get("participants", ())]]:
            assert (record["basis"] == "stated") == (record["inferred"] is None)
            assert (record["inferred"], record["certainty"]) != ("content", "certain")
    assert ids(own, "/facts?certainty=certain&inferred=content") == []
    assert ids(own, "/facts?inferred=content") != []


def test_a_page_says_that_it_lists_only_those_named(own: Asking) -> None:
    for path in ("/people", "/leaders"):
        page = own.get(f"{path}?event=victory-day-parade-2025").json()
        assert page["note"].startswith("Only people whom an article names;")
        assert "note" not in own.get(path).json()


def test_requested_years_without_a_number_are_listed_as_missing(own: Asking) -> None:
    path = "/statistics/parade-attendance/summary"
    for query, missing in (
        ("", ["2023"]),
        ("?year=2023", ["2023"]),
        ("?date=2023", ["2023"]),
        ("?date_from=2023&date_to=2024", ["2023"]),
        ("?year=2022", []),
        ("?year=2031", []),
    ):
        assert own.get(path + query).json()["missing_periods"] == missing, query


def test_a_sum_of_leaders_counts_attendances(own: Asking) -> None:
    summed = own.get("/statistics/parade-attendance/summary").json()

    assert summed["sum"]["phrase"].startswith(
        "more than 33 attendances by world leaders (no number for 2023"
    )
    assert summed["max"]["phrase"].startswith("more than 24 world leaders (")


def test_misleading_fragments_have_an_introduction(own: Asking) -> None:
    quote = own.get("/quotes/officials-on-no-alliance").json()

    assert quote["display"].startswith("[does not involve] “alliance, ")
    assert quote["text"].startswith("alliance, ")


def test_asserted_by_is_not_a_title_or_an_event(own: Asking) -> None:
    names = {fact["asserted_by"]["name"] for fact in items(own, "/facts")}

    assert "the article (The Straits Times)" in names
    assert "Xi Jinping and Vladimir Putin, jointly" in names
    assert len(names) == 7


def test_a_person_s_event_shows_its_inferred_part_and_the_person_s_paragraph(own: Asking) -> None:
    (parade,) = own.get("/people/mahmoud-abbas").json()["events"]

    assert parade["date_inference"]
    assert (parade["basis"], parade["inferred"]) == ("inferred", "content")
    assert [citation["paragraph"] for citation in parade["citations"]] == [19]


def test_a_series_is_inferred_as_its_numbers_are(own: Asking) -> None:
    for series in items(own, "/statistics"):
        rows = items(own, f"{series['url']}/observations")
        assert series["inferred"] == next(filter(None, [row["inferred"] for row in rows]), None)


def test_a_page_says_that_more_may_match(own: Asking) -> None:
    assert "match=possible" in own.get("/events?year=2021").json()["note"]
    assert "match=possible" not in own.get("/events?year=2021&match=possible").json()["note"]
    assert "note" not in own.get("/quotes").json()


def test_a_date_of_writing_is_not_a_date_of_publication(own: Asking) -> None:
    citation = own.get("/facts/sat-side-by-side/citation").json()

    assert own.get(ARTICLE).json()["date_of"] == "writing"
    for form in ("text", "bibtex", "ris"):
        assert "ritten 9 or 10 May 2025 (source and date inferred)" in citation[form]
        assert "ublished" not in citation[form]
    assert "datePublished" not in own.get(f"{ARTICLE}?format=jsonld").json()


def test_a_record_s_address_is_not_given_as_the_article_s(own: Asking) -> None:
    citation = own.get("/facts/sat-side-by-side/citation").json()

    assert "  url = " not in citation["bibtex"]
    assert "UR  - " not in citation["ris"]
    assert "URL" not in citation["csl"]
    assert "http://test/facts/sat-side-by-side" in citation["csl"]["note"]


def test_a_citation_says_what_its_paragraphs_count(own: Asking) -> None:
    citation = own.get("/facts/sat-side-by-side/citation").json()

    for form in ("text", "bibtex", "ris"):
        assert "counted from the headline, with captions, credits and notices" in citation[form]


@pytest.mark.parametrize("year", ["2015", "2022", "2024"])
def test_the_passage_that_states_it_is_cited_first(own: Asking, year: str) -> None:
    event = own.get(f"/events/victory-day-parade-{year}").json()

    assert [one["paragraph"] for one in event["citations"]][:2] == [10, 1]


def test_no_statement_says_now(own: Asking) -> None:
    for fact in items(own, "/facts"):
        assert not _NOW.search(fact["statement"]), fact["statement"]
    for event in items(own, "/events?status=ongoing,expected"):
        assert "when the article was written" in event["summary"].lower(), event["summary"]


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


def test_a_running_total_is_by_a_date(own: Asking) -> None:
    for id_ in ("xi-visits-to-russia", "xi-putin-meetings"):
        (row,) = items(own, f"/statistics/{id_}/observations")
        assert (row["cumulative"], row["earliest"]) == (True, None)
        assert row["period_in_words"] == "by May 2025"


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


def test_a_country_code_works_as_a_place(own: Asking) -> None:
    assert ids(own, "/events?place=RU") == ids(own, "/events?country=RU") != []


def test_joint_words_belong_to_each_speaker(own: Asking) -> None:
    quotes = set(ids(own, "/quotes?speaker=xi-jinping"))
    assert quotes >= {
        "statement-on-certain-countries",
        "statement-on-unilateral-bullying",
        "xi-and-putin-on-no-limits",
    }
    assert quotes <= set(ids(own, "/quotes?speaker=vladimir-putin"))
    assert "criticism-of-bullying" in ids(own, "/facts?asserted_by=xi-jinping")


def test_the_target_of_criticism_is_a_view(own: Asking) -> None:
    said = own.get("/facts/us-not-named-in-statement").json()
    assert (said["voice"], said["asserted_by"]["id"]) == ("reported_speech", "cui-hongjian")
    assert "did not name" in said["statement"]


def test_facts_about_a_country_are_found_where_their_words_name_it(own: Asking) -> None:
    found = set(ids(own, "/facts?about=CN"))

    assert found >= {
        "part-peoples-liberation-army-in-victory-day-parade-2025",
        "part-vladimir-putin-in-china-war-anniversary-celebration-2025",
        "reverse-nixon-logic",
        "observation-three-kingdoms-number-of-states",
    }


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


def test_json_ld_has_the_status_certainty_and_voice(own: Asking) -> None:
    total = own.get("/observations/xi-visits-to-russia-2025-05?format=jsonld").json()
    assert total["cumulative"] is True
    assert "observationDate" not in total
    due = own.get("/observations/anniversary-world-war-end-2025?format=jsonld").json()
    assert (due["status"], due["certainty"]) == ("af:expected", "likely")
    quote = own.get("/quotes/cui-on-more-concessions?format=jsonld").json()
    assert (quote["certainty"], quote["voice"]) == ("possible", "reported_speech")


def test_a_fragment_is_never_the_name_of_a_page_or_a_hit(own: Asking) -> None:
    statement = own.get("/quotes/officials-on-no-alliance").json()["statement"]
    page = own.get("/explore/quotes/officials-on-no-alliance").text
    hits = own.get("/search?q=alliance&kind=quote").json()["items"]

    assert f'<meta property="og:title" content="{escape(statement)[:40]}' in page
    assert f"<title>{escape(statement)[:40]}" in page
    assert hits[0]["name"] == statement


def test_a_citation_names_the_sentence_that_makes_the_claim_first(own: Asking) -> None:
    counted = own.get("/observations/parade-attendance-2025/citation?format=text").text

    assert "paragraph 10, second sentence; see also the first sentence." in counted


def test_a_year_without_a_number_leaves_sum_and_extremes_open(own: Asking) -> None:
    path = "/statistics/parade-attendance/summary"

    for query, least, total in (
        ("?date_from=2022&date_to=2023", 0, "at least 0 attendances by world leaders (no number"),
        ("?date_from=2022&date_to=2024", 9, "at least 9 attendances by world leaders (no number"),
    ):
        found = own.get(path + query).json()
        assert found["sum"]["phrase"].startswith(total)
        assert (found["max"]["lower"], found["max"]["upper"]) == (least, None)
        assert found["min"]["value"] == 0
    assert own.get(f"{path}?year=2024").json()["sum"]["value"] == 9


def test_a_summary_says_that_filters_leave_out_what_may_match(own: Asking) -> None:
    path = "/statistics/parade-attendance/summary"

    for query in ("?value_lte=100", "?value_gte=26", "?date=2022-05"):
        assert "certainly match" in own.get(path + query).json()["note"]
    assert own.get(f"{path}?value_gte=1").json()["missing_periods"] == ["2023"]
    assert own.get(path).json()["note"] is None


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


def test_linked_data_has_no_end_or_bound_that_the_record_lacks(own: Asking) -> None:
    def node(path: str) -> dict[str, object]:
        shown: dict[str, object] = own.get(f"{path}?format=jsonld").json()
        return shown

    assert "endDate" not in node("/events/invasion-of-ukraine")
    assert "endDate" not in node("/events/xi-visit-to-russia-2025")
    assert node("/events/victory-day-parade-2025")["endDate"] == "2025-05-09"
    assert node(ARTICLE)["dateOf"] == "writing"
    assert str(node("/quotes/officials-on-no-alliance")["text"]).startswith("[does not involve]")
    attendance = node("/observations/parade-attendance-2025")
    assert "minValue" not in attendance
    assert attendance["moreThan"] == 24


def test_a_summary_says_how_many_numbers_its_filters_leave_out(own: Asking) -> None:
    path = "/statistics/parade-attendance/summary"

    for query, out in (
        ("?basis=stated", 1),
        ("?date_from=2022-05&date_to=2025-05", 2),
        ("?value_lte=9", 1),
    ):
        note = own.get(path + query).json()["note"]
        assert note.startswith(f"The filters leave out {out} of 3 numbers.")


def test_bounds_asked_for_bound_a_summary(own: Asking) -> None:
    path = "/statistics/parade-attendance/summary"

    # A number for 2023 would be among those asked for, or not count.
    assert own.get(f"{path}?value_gte=24").json()["min"]["lower"] == 24
    most = own.get(f"{path}?value_lte=10").json()
    assert (most["max"]["lower"], most["max"]["upper"]) == (9, 10)
    assert (most["sum"]["lower"], most["sum"]["upper"]) == (9, 19)
    assert "everything up to" in own.get("/statistics/xi-visits-to-russia/summary").json()["note"]


def test_a_hit_for_a_person_says_what_is_inferred_of_the_office_it_states(own: Asking) -> None:
    for hit in items(own, "/search?q=president&kind=person"):
        office = own.get(f"/people/{hit['id']}").json()["offices"][0]
        assert (hit["basis"], hit["inferred"]) == (office["basis"], office["inferred"])


def test_what_was_under_way_is_certain_only_until_the_article_was_written(own: Asking) -> None:
    talks = "us-china-trade-talks-2025"

    assert talks in ids(own, "/events?date=2025-05-09")
    assert talks not in ids(own, "/events?date=2025-05-10")
    assert talks in ids(own, "/events?date=2025-05-10&match=possible")


def test_a_date_and_a_country_can_both_be_inferred(own: Asking) -> None:
    fact = own.get("/facts/office-he-lifeng-vice-premier").json()

    assert fact["inferred"] == "year_and_country"
    assert fact["certainty"] == "certain"


def test_each_number_about_a_record_is_on_its_page(own: Asking) -> None:
    for path in ("/countries/US", "/countries/CN"):
        page = own.get(f"/explore{path}").text
        for number in items(own, f"/observations?about={path[-2:]}"):
            assert escape(number["statement"]) in page


def test_a_summary_says_how_many_numbers_are_only_expected(own: Asking) -> None:
    assert own.get("/statistics/anniversaries/summary").json()["expected"] == 1
    assert own.get("/statistics/parade-attendance/summary").json()["expected"] == 0


def test_tariffs_are_of_the_days_of_writing(own: Asking) -> None:
    for row in items(own, "/statistics/us-china-tariffs/observations"):
        assert (row["earliest"], row["latest"]) == WRITTEN


def test_no_inference_says_that_the_article_gives_no_year_at_all(own: Asking) -> None:
    last = own.get("/facts/xi-last-at-parade-in-2015").json()

    assert "2015" in last["statement"]
    assert "2025" in last["inference"]
    assert not [f["id"] for f in items(own, "/facts") if "gives none" in (f["inference"] or "")]


def test_a_man_seen_leaving_is_no_certain_guest(own: Asking) -> None:
    guests = "/people?event=victory-day-parade-2025"

    assert "mahmoud-abbas" not in ids(own, guests)
    assert "mahmoud-abbas" in ids(own, f"{guests}&match=possible")


def test_a_filter_by_subject_says_that_texts_name_others_too(own: Asking) -> None:
    assert "/search" in own.get("/facts?about=UA").json()["note"]
    assert "office-cui-hongjian-head-of-european-union-studies" in ids(
        own, "/facts?about=european-union"
    )
    assert "sanctions-hit-russian-economy" in ids(own, "/facts?about=UA")


def test_a_person_found_shows_sentences_alone(own: Asking) -> None:
    hits = items(own, "/search?q=professor&kind=person")

    assert [hit["id"] for hit in hits] == ["cui-hongjian"]
    assert hits[0]["statement"].endswith(".")


def test_a_number_found_has_its_unit_as_people_write_it(own: Asking) -> None:
    hits = {hit["id"]: hit for hit in items(own, "/search?q=80th+anniversary&kind=observation")}

    assert hits["anniversary-victory-2025"]["phrase"] == "80th anniversary"


def test_no_report_is_our_own_inference(own: Asking) -> None:
    reported = items(own, "/facts?voice=report")

    assert reported
    assert [fact["id"] for fact in reported if fact["inferred"] == "content"] == []


def test_people_and_events_of_a_country_say_what_is_inferred(own: Asking) -> None:
    china = own.get("/countries/CN").json()

    inferred = {one["id"]: one["inferred"] for one in (*china["people"], *china["events"])}
    assert inferred["he-lifeng"] == "country"
    assert inferred["xi-jinping"] is None
    assert inferred["china-war-anniversary-celebration-2025"] == "year_and_country"


def test_the_writer_taken_from_a_note_is_inferred(own: Asking) -> None:
    (article,) = items(own, "/articles")

    assert article["byline"]
    assert article["inferred"] == "content"


def test_the_citation_of_a_number_leads_to_that_number(own: Asking) -> None:
    path = "/observations/parade-attendance-2024/citation?format=text"

    assert "/statistics/parade-attendance#parade-attendance-2024" in own.get(path).text


def test_kinds_and_facets_say_what_they_do_not_count(own: Asking) -> None:
    assert "`expectation`" in own.get("/facts?kind=event").json()["note"]
    assert "jointly" in own.get("/facts?facets=asserted_by").json()["note"]
    assert "`about`" in own.get("/events?country=US").json()["note"]


def test_an_inferred_year_is_not_an_inferred_date(own: Asking) -> None:
    inferred = {one["id"]: one["inferred"] for one in items(own, "/events")}

    assert inferred["victory-day-parade-2025"] == "year"
    assert inferred["sanctions-on-russia"] == "date"
    assert "event-victory-day-parade-2025" in ids(own, "/facts?inferred=year")


def test_a_word_in_ful_is_not_the_word_before_it(own: Asking) -> None:
    hits = items(own, "/search?q=powerful")

    assert hits[0]["id"] == "xi-most-powerful-guest"
    assert all("owerful" in hit["snippet"] for hit in hits if hit["matched"] == "all")


def test_an_event_is_not_about_somebody_who_may_not_have_been_there(own: Asking) -> None:
    assert "victory-day-parade-2025" not in ids(own, "/events?about=mahmoud-abbas")
    assert "event-victory-day-parade-2025" not in ids(own, "/facts?about=mahmoud-abbas")


def test_citations_say_that_the_source_is_inferred(own: Asking) -> None:
    cited = own.get("/facts/ribbon-meaning/citation?format=text").text

    assert "(source and date inferred)" in cited


def test_a_summary_says_how_many_numbers_were_still_to_come(own: Asking) -> None:
    note = own.get("/statistics/anniversaries/summary").json()["note"]

    assert note == "1 of 2 numbers was still to come."


def test_a_running_count_is_found_with_its_end(own: Asking) -> None:
    hits = {one["id"]: one for one in items(own, "/search?q=meetings&kind=observation")}

    assert hits["xi-putin-meetings-2025-05"]["period_in_words"] == "by May 2025"


def test_a_summary_says_that_missing_numbers_are_taken_to_be_within_the_filter(own: Asking) -> None:
    path = "/statistics/parade-attendance/summary"

    assert "taken to be within" in own.get(f"{path}?value_lte=24").json()["note"]
    assert "taken to be within" not in (own.get(path).json()["note"] or "")


def test_facets_alone_say_nothing_of_certain_matches(own: Asking) -> None:
    note = own.get("/events?facets=participant&limit=1").json()["note"]

    assert "certainly match" not in note
