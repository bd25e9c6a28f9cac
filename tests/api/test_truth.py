"""Questions that the article answers, sent to the API, and claims that the API must not make."""

import httpx
import pytest

from tests.api.asked import ids, item, items


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


def test_which_scholar_is_quoted_and_what_was_he_before(client: httpx.Client) -> None:
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
        ("vladimir-putin", "attended"),
        ("xi-jinping", "attended"),
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
    assert {(p["id"], p["certainty"]) for p in talks["participants"]} == {
        ("CN", "certain"),
        ("US", "certain"),
    }


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
        ("RU", "invaded Ukraine"),
        ("UA", "was invaded"),
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


def test_analysis_is_its_analysts(client: httpx.Client) -> None:
    for fact in items(client, "/facts?kind=analysis,hope,motive,possibility,reason&limit=200"):
        holders = {"cui-hongjian", "observers", "yew-lun-tian"}
        assert fact["asserted_by"]["id"] in holders, fact["id"]
    assert "room-left-to-negotiate" in ids(client, "/facts?asserted_by=cui-hongjian&limit=200")
    assert "quote-officials-on-no-alliance" in ids(client, "/facts?asserted_by=officials")
