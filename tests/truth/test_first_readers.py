"""What misled first-time readers of a single record, by class of problem."""

import csv
import re
from html import escape

import pytest

from tests.asking.datasets import Asking
from tests.truth.conftest import ids, items

ARTICLE = "/articles/xi-putin-victory-day-2025"
_NOW = re.compile(
    r"\b(now|currently|today|recent|is due|is set|is tipped|is to|is brokering|works for)\b"
)
_HELD = "analysis,hope,meaning,motive,possibility,reason,relationship,risk"


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


def test_inferred_content_is_never_certain(own: Asking) -> None:
    for path in ("/facts", "/events", "/quotes", "/observations"):
        records = items(own, path)
        for record in [*records, *[p for one in records for p in one.get("participants", ())]]:
            assert (record["basis"] == "stated") == (record["inferred"] is None)
            assert (record["inferred"], record["certainty"]) != ("content", "certain")
    assert "content" in [fact["inferred"] for fact in items(own, "/facts?basis=inferred")]


def test_a_page_says_that_it_lists_only_those_named(own: Asking) -> None:
    for path in ("/people", "/leaders"):
        page = own.get(f"{path}?event=victory-day-parade-2025").json()
        assert page["note"].startswith("Only people whom an article names;")
        assert "note" not in own.get(path).json()


def test_misleading_fragments_have_an_introduction(own: Asking) -> None:
    quote = own.get("/quotes/officials-on-no-alliance").json()

    assert quote["display"].startswith("[does not involve] “alliance, ")
    assert quote["text"].startswith("alliance, ")


def test_asserted_by_is_not_a_title_or_an_event(own: Asking) -> None:
    names = {fact["asserted_by"]["name"] for fact in items(own, "/facts")}

    assert "the article (The Straits Times)" in names
    assert "Xi Jinping and Vladimir Putin, jointly" in names
    assert len(names) == 7


def test_a_page_says_that_more_may_match(own: Asking) -> None:
    assert "match=possible" in own.get("/events?year=2021").json()["note"]
    assert "match=possible" not in own.get("/events?year=2021&match=possible").json()["note"]
    assert "note" not in own.get("/quotes").json()


def test_no_statement_says_now(own: Asking) -> None:
    for fact in items(own, "/facts"):
        assert not _NOW.search(fact["statement"]), fact["statement"]
    for event in items(own, "/events?status=ongoing,expected"):
        assert "when the article was written" in event["summary"].lower(), event["summary"]


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


def test_a_hit_for_a_person_says_what_is_inferred_of_the_office_it_states(own: Asking) -> None:
    for hit in items(own, "/search?q=president&kind=person"):
        office = own.get(f"/people/{hit['id']}").json()["offices"][0]
        assert (hit["basis"], hit["inferred"]) == (office["basis"], office["inferred"])


def test_a_date_and_a_country_can_both_be_inferred(own: Asking) -> None:
    fact = own.get("/facts/office-he-lifeng-vice-premier").json()

    assert fact["inferred"] == "year_and_country"
    assert fact["certainty"] == "certain"


def test_no_inference_says_that_the_article_gives_no_year_at_all(own: Asking) -> None:
    last = own.get("/facts/xi-last-at-parade-in-2015").json()

    assert "2015" in last["statement"]
    assert "2025" in last["inference"]
    assert not [f["id"] for f in items(own, "/facts") if "gives none" in (f["inference"] or "")]


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


def test_no_report_is_our_own_inference(own: Asking) -> None:
    reported = items(own, "/facts?voice=report")

    assert reported
    assert [fact["id"] for fact in reported if fact["inferred"] == "content"] == []


def test_the_writer_taken_from_a_note_is_inferred(own: Asking) -> None:
    (article,) = items(own, "/articles")

    assert article["byline"]
    assert article["inferred"] == "content"


def test_kinds_and_facets_say_what_they_do_not_count(own: Asking) -> None:
    assert "`expectation`" in own.get("/facts?kind=event").json()["note"]
    assert "jointly" in own.get("/facts?facets=asserted_by").json()["note"]
    assert "`about`" in own.get("/events?country=US").json()["note"]


def test_an_inferred_year_is_not_an_inferred_date(own: Asking) -> None:
    inferred = {one["id"]: one["inferred"] for one in items(own, "/events")}

    assert inferred["victory-day-parade-2025"] == "year"
    assert inferred["sanctions-on-russia"] == "date"
    assert own.get("/facts/event-victory-day-parade-2025").json()["inferred"] == "year"


def test_a_word_in_ful_is_not_the_word_before_it(own: Asking) -> None:
    hits = items(own, "/search?q=powerful")

    assert hits[0]["id"] == "xi-most-powerful-guest"
    assert all("owerful" in hit["snippet"] for hit in hits if hit["matched"] == "all")


def test_facets_alone_say_nothing_of_certain_matches(own: Asking) -> None:
    note = own.get("/events?facets=participant&limit=1").json()["note"]

    assert "certainly match" not in note
