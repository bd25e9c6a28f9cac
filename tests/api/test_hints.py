"""An error suggests a similar name if there is one, and otherwise nothing."""

import re

import httpx
import pytest


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("/leaders?contry=CN", "country"),
        ("/leaders?countries=CN", "country"),
        ("/leaders?COUNTRY=CN", "country"),
        ("/quotes?speker=xi-jinping", "speaker"),
        ("/quotes?speaker_id=xi-jinping", "speaker"),
        ("/quotes?lmit=5", "limit"),
        ("/quotes?assert=observers", None),
        ("/facts?assert=observers", "asserted_by"),
        ("/events?status=occured", "occurred"),
        ("/events?status=OCCURRED", "occurred"),
        ("/events?date_fro=2025", "date_from"),
        ("/search?q=x&kind=quotes", "quote"),
        ("/search?q=x&kind=stat", "statistic"),
        ("/facts?sort=IDs", "id"),
        ("/events?status=happened", None),
        ("/events?longitude=3", None),
        ("/events?offset=2", None),
        ("/events?f=2", None),
        ("/search?q=x&kind=leader", None),
        ("/search?q=x&sort=date", None),
        ("/quotes?form=x", None),
    ],
)
def test_only_similar_names_are_suggested(
    client: httpx.Client, asked: str, meant: str | None
) -> None:
    (error,) = client.get(asked).json()["errors"]

    assert error["did_you_mean"] == meant


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("/events?status=happened", None),
        ("/search?q=x&kind=qoute", "quote"),
        ("/search?q=x&kind=leader", None),
    ],
)
def test_a_page_suggests_the_same(client: httpx.Client, asked: str, meant: str | None) -> None:
    answer = client.get(f"/explore{asked}")

    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    offered = re.search("Did you mean <(?:code|a [^>]+)>([^<]+)<", answer.text)
    assert (offered and offered[1]) == meant


def test_every_unknown_id_is_named_but_not_every_one_corrected(client: httpx.Client) -> None:
    asked = "&".join(f"about=xi-jinpin,x{number}" for number in range(40))

    errors = client.get(f"/facts?{asked}").json()["errors"]

    assert len(errors) == 80
    assert [one["did_you_mean"] for one in errors[::2]] == [*["xi-jinping"] * 25, *[None] * 15]
