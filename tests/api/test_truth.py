"""Questions that the article answers, put to the API, and what it must not be led to say."""

import json
import re
from typing import Any

import httpx
import pytest


def items(client: httpx.Client, path: str) -> list[dict[str, Any]]:
    answer = client.get(path)
    assert answer.status_code == httpx.codes.OK, answer.text
    page = answer.json()
    assert page["next"] is None
    found: list[dict[str, Any]] = page["items"]
    return found


def ids(client: httpx.Client, path: str) -> set[str]:
    return {record["id"] for record in items(client, path)}


def item(client: httpx.Client, path: str) -> dict[str, Any]:
    answer = client.get(path)
    assert answer.status_code == httpx.codes.OK, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_which_leaders_are_named(client: httpx.Client) -> None:
    assert ids(client, "/leaders") == {
        "xi-jinping",
        "vladimir-putin",
        "donald-trump",
        "richard-nixon",
        "mahmoud-abbas",
        "he-lifeng",
    }


@pytest.mark.parametrize(
    ("person", "title", "country", "former"),
    [
        ("xi-jinping", "President", "CN", False),
        ("vladimir-putin", "President", "RU", False),
        ("donald-trump", "President", "US", False),
        ("richard-nixon", "President", "US", True),
        ("mahmoud-abbas", "Palestinian President", "PS", False),
        ("he-lifeng", "Vice-Premier", "CN", False),
    ],
)
def test_who_holds_or_held_which_office(
    client: httpx.Client, person: str, title: str, country: str, former: bool
) -> None:
    (office,) = item(client, f"/leaders/{person}")["offices"]

    assert (office["title"], office["country"], office["former"]) == (title, country, former)
    assert office["as_of"] == ("1972" if former else "2025-05")


def test_who_is_quoted_as_a_scholar_and_what_was_he_before(client: httpx.Client) -> None:
    cui = item(client, "/people/cui-hongjian")

    assert cui["occupation"] == "professor"
    assert cui["affiliation"]["id"] == "beijing-foreign-studies-university"
    assert [(office["title"], office["former"]) for office in cui["offices"]] == [
        ("head of European Union studies", False),
        ("diplomat", True),
    ]
    assert cui["leader"] is False
    assert client.get("/leaders/cui-hongjian").status_code == 404


def test_who_wrote_it_and_for_whom(client: httpx.Client) -> None:
    article = item(client, "/articles/xi-putin-victory-day-2025")

    assert [writer["id"] for writer in article["byline"]] == ["yew-lun-tian"]
    assert article["publisher"]["id"] == "the-straits-times"
    assert article["basis"] == "inferred"
    assert "text" not in article


def test_what_did_the_scholar_say(client: httpx.Client) -> None:
    found = items(client, "/quotes?speaker=cui-hongjian")

    assert len(found) == 4
    assert {quote["form"] for quote in found} == {"direct"}
    assert [quote["said_to"] and quote["said_to"]["id"] for quote in found] == [
        "the-straits-times",
        None,
        None,
        None,
    ]


def test_whose_are_the_other_quotations(client: httpx.Client) -> None:
    found = [quote for quote in items(client, "/quotes") if quote["source"] != "person"]

    assert [(quote["source"], quote["text"]) for quote in found] == [
        ("writer", "give face"),
        ("observers", "reverse Nixon"),
        ("document", "certain countries"),
        ("document", "unilateral bullying"),
        ("joint", "no-limits partnership"),
        ("officials", "alliance, confrontation, and targeting of third parties"),
    ]
    assert all(
        bool(quote["attributed_to"]) != bool(quote["speakers"])
        for quote in items(client, "/quotes")
    )
    assert len(items(client, "/quotes")) == 11


def test_what_did_putin_call_xi(client: httpx.Client) -> None:
    (quote,) = items(client, "/quotes?speaker=vladimir-putin&source=person")

    assert (quote["text"], quote["form"]) == ("main guest", "fragment")
    assert "xi-jinping" in {about["id"] for about in quote["about"]}


def test_what_did_the_two_declare_together(client: httpx.Client) -> None:
    (quote,) = items(client, "/quotes?source=joint")

    assert [speaker["id"] for speaker in quote["speakers"]] == ["xi-jinping", "vladimir-putin"]
    assert quote["event"]["id"] == "no-limits-partnership-declaration"


def test_how_many_leaders_came_in_which_year(client: httpx.Client) -> None:
    rows = item(client, "/statistics/parade-attendance")["observations"]

    assert [(row["period"], row["value"], row["display"]) for row in rows] == [
        ("2022", 0, "0"),
        ("2024", 9, "9"),
        ("2025", None, "more than 24"),
    ]
    assert (rows[2]["lower"], rows[2]["lower_inclusive"]) == (24, False)
    assert (rows[2]["upper"], rows[2]["upper_inclusive"]) == (None, None)


def test_nothing_is_said_of_2023(client: httpx.Client) -> None:
    year = "date_from=2023&date_to=2023"

    assert items(client, f"/statistics/parade-attendance/observations?{year}") == []
    assert items(client, f"/events?{year}&kind=parade") == []


@pytest.mark.parametrize(
    ("series", "display"),
    [
        ("xi-visits-to-russia", "11"),
        ("xi-putin-meetings", "more than 40"),
        ("parade-officials", "more than 24"),
        ("presidential-terms", "2"),
        ("three-kingdoms-states", "3"),
    ],
)
def test_how_many(client: httpx.Client, series: str, display: str) -> None:
    (row,) = item(client, f"/statistics/{series}")["observations"]

    assert row["display"] == display


def test_how_high_are_the_tariffs_and_whose(client: httpx.Client) -> None:
    rows = item(client, "/statistics/us-china-tariffs")["observations"]

    assert {
        (row["dimensions"]["imposed_by"], row["dimensions"]["imposed_on"], row["display"])
        for row in rows
    } == {("US", "CN", "more than 100"), ("CN", "US", "more than 100")}


def test_which_anniversaries_are_marked(client: httpx.Client) -> None:
    rows = item(client, "/statistics/anniversaries")["observations"]

    assert [(row["value"], row["dimensions"]["marked_by"]) for row in rows] == [
        (80, "victory-day-parade-2025"),
        (80, "china-war-anniversary-celebration-2025"),
    ]


def test_when_and_where_was_the_parade_and_who_took_which_part(client: httpx.Client) -> None:
    parade = item(client, "/events/victory-day-parade-2025")

    assert (parade["date"], parade["place"]["id"], parade["country"]) == (
        "2025-05-09",
        "red-square",
        "RU",
    )
    assert parade["status"] == "occurred"
    assert parade["basis"] == "inferred"
    assert parade["inference"]
    assert {(one["id"], one["part"]) for one in parade["participants"]} >= {
        ("vladimir-putin", "host"),
        ("xi-jinping", "main guest"),
        ("mahmoud-abbas", "attended"),
    }


def test_what_is_only_expected(client: httpx.Client) -> None:
    (celebration,) = items(client, "/events?status=expected")

    assert celebration["id"] == "china-war-anniversary-celebration-2025"
    assert celebration["date"] == "2025-09"
    (putin,) = [one for one in celebration["participants"] if one["id"] == "vladimir-putin"]
    assert (putin["part"], putin["certainty"]) == ("tipped to attend", "likely")
    for fact in items(client, "/facts?about=china-war-anniversary-celebration-2025&kind=event"):
        assert fact["certainty"] == "likely"


def test_who_negotiates_about_tariffs_when_and_where(client: httpx.Client) -> None:
    talks = item(client, "/events/us-china-trade-talks-2025")

    assert (talks["date"], talks["country"], talks["status"]) == (
        "2025-05-09/2025-05-10",
        "CH",
        "ongoing",
    )
    assert ("he-lifeng", "likely") in {(p["id"], p["certainty"]) for p in talks["participants"]}


def test_when_was_xi_at_the_parade_before(client: httpx.Client) -> None:
    assert ids(client, "/events?participant=xi-jinping&kind=parade") == {
        "victory-day-parade-2015",
        "victory-day-parade-2025",
    }


def test_when_did_nixon_go_to_china_and_why(client: httpx.Client) -> None:
    (visit,) = items(client, "/events?participant=richard-nixon")

    assert (visit["date"], visit["earliest"], visit["latest"], visit["country"]) == (
        "1972",
        "1972-01-01",
        "1972-12-31",
        "CN",
    )
    assert "nixon-visit-purpose" in ids(client, "/facts?about=SUHH")


def test_when_did_the_invasion_begin(client: httpx.Client) -> None:
    invasion = item(client, "/events/invasion-of-ukraine")

    assert (invasion["date"], invasion["precision"]) == ("2022-02", "month")
    assert {(one["id"], one["part"]) for one in invasion["participants"]} == {
        ("RU", "invader"),
        ("UA", "invaded"),
    }


def test_when_did_xi_come_to_power(client: httpx.Client) -> None:
    assert item(client, "/events/xi-comes-to-power")["date"] == "2012"


def test_what_did_they_wear(client: httpx.Client) -> None:
    assert ids(client, "/facts?kind=appearance") == {
        "matching-black-coats",
        "ribbon-colours",
        "ribbon-worn",
    }
    assert "ribbon-meaning" in ids(client, "/facts?kind=meaning")


def test_why_did_xi_come(client: httpx.Client) -> None:
    reasons = ids(client, "/facts?kind=reason&about=xi-jinping")

    assert {"superficial-reason", "fundamental-reason"} <= reasons


def test_what_do_the_countries_trade(client: httpx.Client) -> None:
    trade = ids(client, "/facts?kind=trade&about=CN")

    assert {"china-buys-russian-energy", "china-sells-manufactured-goods"} <= trade


def test_what_was_on_display(client: httpx.Client) -> None:
    assert {"weapons-displayed", "drones-displayed", "march-past-of-nations"} <= ids(
        client, "/facts?kind=display"
    )


def test_what_might_russia_gain(client: httpx.Client) -> None:
    possible = items(client, "/facts?kind=possibility")

    assert {fact["id"] for fact in possible} == {
        "concession-sanctions-lifted",
        "concession-better-peace-deal",
    }
    assert {fact["certainty"] for fact in possible} == {"possible"}


def test_a_running_count_says_that_it_is_one(client: httpx.Client) -> None:
    for series in ("xi-visits-to-russia", "xi-putin-meetings", "parade-attendance"):
        rows = items(client, f"/statistics/{series}/observations")
        assert {row["cumulative"] for row in rows} == {series != "parade-attendance"}
    for row in items(client, "/statistics/us-china-tariffs/observations"):
        assert (row["display"], row["unit"]) == ("more than 100", "per cent")


def test_analysis_is_its_analysts(client: httpx.Client) -> None:
    for fact in items(client, "/facts?kind=analysis,hope,motive,possibility,reason&limit=200"):
        holders = {"cui-hongjian", "observers", "yew-lun-tian"}
        assert fact["asserted_by"]["id"] in holders, fact["id"]
    assert "room-left-to-negotiate" in ids(client, "/facts?asserted_by=cui-hongjian&limit=200")
    assert "official-characterisation" in ids(client, "/facts?asserted_by=officials")


def test_every_record_is_cited_and_what_is_inferred_says_how(client: httpx.Client) -> None:
    for path in ("facts", "events", "quotes", "people", "statistics", "places", "countries"):
        for record in items(client, f"/{path}?limit=200"):
            assert record["citations"], record["id"]
            assert (record["basis"] == "inferred") == bool(record["inference"]), record["id"]


def test_every_structured_record_rests_on_a_fact(client: httpx.Client) -> None:
    rests = {fact["record"]["url"] for fact in items(client, "/facts?limit=200") if fact["record"]}

    for path in ("events", "quotes", "statistics", "leaders"):
        for record in items(client, f"/{path}"):
            assert record["url"] in rests, record["url"]


@pytest.mark.parametrize("path", ["quotes", "events", "statistics", "people", "facts", "places"])
def test_every_reference_leads_somewhere(client: httpx.Client, path: str) -> None:
    served = {
        url
        for record in items(client, f"/{path}?limit=200")
        for url in re.findall(r'"url": "([^"]+)"', json.dumps(record))
    }

    assert served
    for url in served:
        assert client.get(url).status_code == httpx.codes.OK, url


@pytest.mark.parametrize("person", ["xi-jinping", "vladimir-putin", "cui-hongjian"])
def test_the_links_of_a_person_lead_to_what_is_listed(client: httpx.Client, person: str) -> None:
    found = item(client, f"/people/{person}")

    for name in ("events", "quotes", "facts"):
        url = f"{found['links'][name]}&limit=200"
        assert ids(client, url) == {reference["id"] for reference in found[name]}


def test_an_event_is_found_under_the_place_around_its_own(client: httpx.Client) -> None:
    inside = ids(client, "/events?place=red-square")
    around = ids(client, "/events?place=moscow")

    assert inside
    assert inside <= around
    counted = client.get("/events?facets=place&limit=1").json()["facets"]["place"]["values"]
    assert {value["value"]: value["count"] for value in counted} == {
        "moscow": len(around),
        "red-square": len(inside),
    }


def test_a_person_lists_what_they_assert(client: httpx.Client) -> None:
    for person in ("cui-hongjian", "xi-jinping"):
        item = client.get(f"/people/{person}").json()
        asserted = items(client, f"/facts?asserted_by={person}&limit=200")
        assert [fact["id"] for fact in item["facts_asserted"]] == [fact["id"] for fact in asserted]
        assert item["totals"]["facts_asserted"] == len(asserted)
    assert client.get("/people/cui-hongjian").json()["facts_asserted"]
