"""Quotes over HTTP."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.asking.datasets import Asking, cited, make_seed, seeded

PEOPLE = [{"id": "ada", "name": "Ada"}, {"id": "bo", "name": "Bo"}, {"id": "eve", "name": "Eve"}]
JOINT = {"source": "joint", "speakers": ["ada", "bo"], "event": "fair"}
LETTER = {"source": "document", "attributed_to": "a letter", "event": "fair"}
OBSERVERS = {"source": "observers", "attributed_to": "some observers", "event": "fair"}
WRITER = {"source": "writer", "event": "fair"}


def test_a_speakers_quotes(client: httpx.Client) -> None:
    answer = client.get("/quotes", params={"speaker": "cui-hongjian"})

    assert answer.status_code == httpx.codes.OK
    assert answer.json()["total"] == 4
    assert {quote["form"] for quote in answer.json()["items"]} == {"direct"}


@pytest.mark.parametrize(
    ("said", "asserter", "found_by"),
    [
        ({"source": "joint", "speakers": ["ada", "bo"]}, "Ada and Bo, jointly", "bo"),
        ({"source": "document", "attributed_to": "a letter"}, "a letter", "words"),
        ({"source": "writer"}, "Ada and Bo, jointly", "ada"),
        ({"source": "writer", "event": "fair"}, "Ada and Bo, jointly", "bo"),
    ],
)
def test_words_without_one_speaker_or_an_event_are_not_the_articles_own(
    tmp_path: Path, said: dict[str, Any], asserter: str, found_by: str
) -> None:
    asking = invented(tmp_path, said, (), ["ada", "bo"])

    (fact,) = asking.get(f"/facts?kind=quotation&asserted_by={found_by}").json()["items"]
    assert fact["asserted_by"] == {"id": "words", "name": asserter, "url": "/quotes/words"}
    (node,) = asking.get("/facts?kind=quotation&format=jsonld").json()["itemListElement"]
    assert node["author"] == {"@id": "/quotes/words", "name": asserter}
    # The same people may have said something else jointly.
    page = asking.get("/explore/facts").text
    assert f'?asserted_by=words">{asserter[0].upper()}{asserter[1:]} (Few words.)' in page
    # Its page names the speakers, not itself.
    (by,) = re.findall(r'<p class="by">(.*?)</p>', asking.get("/explore/quotes/words").text)
    assert "/explore/quotes/words" not in by
    plain = re.sub(r"<.*?>", "", by)
    assert all(name in plain for name in asserter.removesuffix(", jointly").split(" and ")), by
    asking.close()


@pytest.mark.parametrize(
    ("said", "took_part", "asserter", "found_by"),
    [
        (JOINT, ["ada", "bo"], ("fair", "Ada and Bo, jointly"), ["ada", "bo"]),
        (JOINT, [], ("words", "Ada and Bo, jointly"), ["ada", "bo"]),
        (JOINT, ["eve"], ("words", "Ada and Bo, jointly"), ["ada", "bo"]),
        (LETTER, ["eve"], ("fair", "Eve"), ["eve"]),
        (LETTER, [], ("words", "a letter"), []),
        (OBSERVERS, ["eve"], ("observers", "observers, unnamed"), []),
        (WRITER, ["eve"], ("words", "the writer"), []),
    ],
)
def test_words_said_at_an_event_belong_to_those_who_said_them(
    tmp_path: Path,
    said: dict[str, Any],
    took_part: list[str],
    asserter: tuple[str, str],
    found_by: list[str],
) -> None:
    asking = invented(tmp_path, said, took_part, [])

    quote = asking.get("/quotes/words").json()
    (fact,) = asking.get("/facts?kind=quotation").json()["items"]
    assert quote["event"]["id"] == "fair"
    assert quote["asserted_by"] == fact["asserted_by"]
    assert (fact["asserted_by"]["id"], fact["asserted_by"]["name"]) == asserter
    for filtered in ("/quotes?speaker=", "/facts?kind=quotation&asserted_by="):
        people = (one["id"] for one in PEOPLE)
        found = [one for one in people if asking.get(f"{filtered}{one}").json()["total"]]
        assert found == found_by
    asking.close()


def invented(
    folder: Path, said: dict[str, Any], took_part: Iterable[str], byline: list[str]
) -> Asking:
    """A dataset with a quotation, and an event at which some people certainly took part."""
    named = {
        "id": "words",
        "text": "words",
        "form": "fragment",
        "statement": "Few words.",
    }
    fair = {"id": "fair", "name": "Fair", "summary": "It took place.", "kind": "fair"}
    parts = [{"id": one, "part": "guest", "citations": [cited()]} for one in took_part]
    tables = {
        "quote": [{**named, **said, "citations": [cited()]}],
        "event": [{**fair, "status": "occurred", "participant": parts, "citations": [cited()]}],
    }
    seed = make_seed(folder, {"people": PEOPLE}, tables, {"byline": byline} if byline else {})
    return Asking(seeded(f"sqlite:///{folder}/facts.db", seed))
