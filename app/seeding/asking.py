"""Ask a running service to verify a copy of an article."""

from pathlib import Path
from typing import Any

import httpx

from app.evidence.spans import Span
from app.evidence.verification import Mismatch
from app.seeding.inspecting import Report, chosen_article, held, text_of, which_article

_PATIENCE = 60


def verify_served(server: str, copy: Path, article: str | None) -> Report:
    """Hold every citation that `server` serves against a copy of its article."""
    text = text_of(copy)
    try:
        with httpx.Client(base_url=server, timeout=_PATIENCE) as client:
            served = _articles(client)
            chosen = chosen_article(served, text, article)
            if chosen is None:
                return which_article([id_ for id_, _ in served])
            answer = client.post(
                f"/articles/{chosen}/verification",
                content=text.encode(),
                headers={"Content-Type": "text/plain; charset=utf-8"},
            )
    except (httpx.HTTPError, httpx.InvalidURL, KeyError, ValueError) as error:
        return Report(ok=False, lines=[f"{server} does not answer as this service does: {error}"])
    if answer.status_code != httpx.codes.OK:
        return Report(ok=False, lines=[f"{server}: {answer.status_code}: {answer.text}"])
    return _report(answer.json())


def _articles(client: httpx.Client) -> list[tuple[str, str]]:
    """The id and sha256 of every article."""
    found = []
    url: str | None = "/articles?limit=200&fields=id,sha256"
    while url:
        page = client.get(url).raise_for_status().json()
        found += [(article["id"], article["sha256"]) for article in page["items"]]
        url = page["next"]
    return found


def _report(verification: dict[str, Any]) -> Report:
    cited: list[tuple[str, Span]] = []
    wrong: list[Mismatch] = []
    for record in verification["records"]:
        for one in record["citations"]:
            span = Span(one["start"], one["end"], one["paragraph"], one["sha256"])
            cited.append((record["record"], span))
            if one["result"] != "matches":
                wrong.append(Mismatch(record["record"], span, one["result"], one["moved"]))
    wrong.sort(key=lambda one: (one.span, one.record))
    return held(verification["article"], cited, wrong)
