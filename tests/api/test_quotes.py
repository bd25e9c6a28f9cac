"""Quotes over HTTP."""

import httpx


def test_a_speakers_quotes(client: httpx.Client) -> None:
    answer = client.get("/quotes", params={"speaker": "cui-hongjian"})

    assert answer.status_code == httpx.codes.OK
    assert answer.json()["total"] == 4
    assert {quote["form"] for quote in answer.json()["items"]} == {"direct"}
