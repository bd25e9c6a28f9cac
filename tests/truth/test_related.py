"""Records lead to what is related to them, and say whether it has happened."""

from tests.asking.datasets import Asking
from tests.truth.conftest import ids, items


def test_an_event_lists_the_facts_and_quotes_about_it(own: Asking) -> None:
    for event in items(own, "/events"):
        item = own.get(event["url"]).json()
        assert [one["id"] for one in item["quotes"]] == ids(own, item["links"]["quotes"])
        assert {one["id"] for one in item["facts"]} == set(ids(own, item["links"]["facts"]))
        assert item["totals"] == {name: len(item[name]) for name in ("facts", "quotes")}
    joint = own.get("/events/xi-putin-joint-statement-2025").json()
    assert "statement-on-certain-countries" in {one["id"] for one in joint["quotes"]}


def test_a_quote_lists_the_facts_that_restate_it(own: Asking) -> None:
    quote = own.get("/quotes/putin-on-xi-main-guest").json()

    assert [fact["id"] for fact in quote["facts"]] == ["quote-putin-on-xi-main-guest"]


def test_what_a_person_says_is_separate_from_what_others_say(own: Asking) -> None:
    for person in items(own, "/people"):
        item = own.get(person["url"]).json()
        said = {fact["id"] for fact in item["facts_asserted"]}
        assert not said & {fact["id"] for fact in item["facts"]}
        for fact in item["facts_asserted"]:
            asserter = own.get(fact["asserted_by"]["url"]).json()
            assert person["id"] in {
                asserter["id"],
                *(p["id"] for p in asserter.get("participants", ())),
            }


def test_a_person_tipped_to_attend_is_not_a_guest(own: Asking) -> None:
    celebration = "china-war-anniversary-celebration-2025"
    putin = own.get("/people/vladimir-putin").json()
    (tipped,) = [event for event in putin["events"] if event["id"] == celebration]

    assert (tipped["certainty"], tipped["status"], tipped["date"]) == (
        "likely",
        "expected",
        "2025-09",
    )
    assert ids(own, f"/people?event={celebration}") == []
    assert ids(own, f"/people?event={celebration}&match=possible") == ["vladimir-putin"]
    assert "vladimir-putin" in ids(own, "/people?event=victory-day-parade-2025")


def test_a_repeated_filter_means_both_and_a_comma_either(own: Asking) -> None:
    xi, putin = (set(ids(own, f"/facts?about={id_}")) for id_ in ("xi-jinping", "vladimir-putin"))

    assert set(ids(own, "/facts?about=xi-jinping&about=vladimir-putin")) == xi & putin
    assert set(ids(own, "/facts?about=xi-jinping,vladimir-putin")) == xi | putin


def test_facts_that_only_restate_a_record_can_be_left_out(own: Asking) -> None:
    restating = items(own, "/facts?restates=true")

    assert all(fact["record"] for fact in restating)
    assert all(fact["record"] is None for fact in items(own, "/facts?restates=false"))
    kinds = {fact["kind"] for fact in restating}
    restated = {"event", "participation", "office", "quotation", "observation"}
    assert kinds == restated | {"expectation"}


def test_no_two_facts_say_the_same(own: Asking) -> None:
    statements = [fact["statement"] for fact in items(own, "/facts")]

    assert statements.count("Xi Jinping came to power in 2012.") == 1
    assert len(set(statements)) == len(statements)
