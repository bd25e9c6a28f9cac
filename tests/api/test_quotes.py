"""Quotes over HTTP."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.asking.datasets import Asking, cited, make_seed, seeded

PEOPLE = [{"id": "ada", "name": "Ada"}, {"id": "bo", "name": "Bo"}]


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
    named = {"id": "words", "text": "words", "form": "fragment", "statement": "It was said."}
    fair = {"id": "fair", "name": "Fair", "summary": "It took place.", "kind": "fair"}
    tables = {
        "quote": [{**named, **said, "citations": [cited()]}],
        "event": [{**fair, "status": "occurred", "citations": [cited()]}],
    }
    folder = make_seed(tmp_path, {"people": PEOPLE}, tables, {"byline": ["ada", "bo"]})
    asking = Asking(seeded(f"sqlite:///{tmp_path}/facts.db", folder))

    (fact,) = asking.get(f"/facts?kind=quotation&asserted_by={found_by}").json()["items"]
    assert fact["asserted_by"] == {"id": "words", "name": asserter, "url": "/quotes/words"}
    (node,) = asking.get("/facts?kind=quotation&format=jsonld").json()["itemListElement"]
    assert node["author"] == {"@id": "/quotes/words", "name": asserter}
    asking.close()
