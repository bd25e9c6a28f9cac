"""An id that is not in the data is refused, with a suggestion of a similar id."""

import httpx
import pytest


@pytest.mark.parametrize(
    ("asked", "parameter", "meant"),
    [
        ("/facts?about=switzerland", "about", "CH"),
        ("/leaders?country=China", "country", "CN"),
        ("/leaders?country=ch", "country", "CH"),
        ("/people?country=cn", "country", "CN"),
        ("/quotes?speaker=Putin", "speaker", "vladimir-putin"),
        ("/quotes?speaker=cui-honjian", "speaker", "cui-hongjian"),
        ("/events?participant=xi-jinpin", "participant", "xi-jinping"),
        ("/events?kind=parades", "kind", "parade"),
        ("/facts?about=xi-jinping,the-moon", "about", None),
        ("/statistics/parade-attendance/observations?about=ru", "about", "RU"),
        ("/statistics/parade-attendance/summary?article=another", "article", None),
        ("/search?q=putin&article=another", "article", None),
        (
            "/search?q=putin&article=xi-putin-victory-day",
            "article",
            "xi-putin-victory-day-2025",
        ),
    ],
)
def test_an_unknown_id_is_refused(
    client: httpx.Client, asked: str, parameter: str, meant: str | None
) -> None:
    answer = client.get(asked)

    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert error["parameter"] == parameter
    assert error["did_you_mean"] == meant


@pytest.mark.parametrize(
    "asked",
    ["/quotes?speaker=donald-trump", "/facts?asserted_by=donald-trump", "/leaders?country=CH"],
)
def test_a_known_id_may_find_nothing(client: httpx.Client, asked: str) -> None:
    answer = client.get(asked)

    assert answer.status_code == 200, answer.text
    assert answer.json()["total"] == 0


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/people/putin", "/people/vladimir-putin"),
        ("/countries/russia", "/countries/RU"),
        ("/countries/cn", "/countries/CN"),
        ("/leaders/cui-hongjian", "/people/cui-hongjian"),
        ("/leaders/vladimir-puttin", "/leaders/vladimir-putin"),
        ("/statistics/parade-attendnce", "/statistics/parade-attendance"),
    ],
)
def test_an_unknown_path_suggests_a_similar_one(
    client: httpx.Client, path: str, meant: str
) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.json()["did_you_mean"][0] == meant
    assert path not in answer.json()["did_you_mean"]


@pytest.mark.parametrize("number", [200, 2000])
def test_an_id_of_too_many_words_gets_no_suggestion(client: httpx.Client, number: int) -> None:
    endless = "-".join(["putin"] * number)

    path = client.get(f"/people/{endless}")
    assert (path.status_code, path.json()["did_you_mean"]) == (404, [])
    page = client.get(f"/explore/people/{endless}")
    assert page.status_code == httpx.codes.NOT_FOUND
    assert "vladimir-putin" not in page.text
    asked = client.get(f"/quotes?speaker={endless[:5000]}")
    assert asked.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert asked.json()["errors"][0]["did_you_mean"] is None


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/explore/people/xi-jinpin", '<a href="/explore/people/xi-jinping">Xi Jinping</a>'),
        ("/explore/peple/xi-jinping", '<a href="/explore/people">People</a>'),
    ],
)
def test_a_missing_page_suggests_the_nearest(client: httpx.Client, path: str, link: str) -> None:
    answer = client.get(path, headers={"Accept": "application/xhtml+xml"})

    assert answer.status_code == 404, answer.text
    assert link in answer.text
