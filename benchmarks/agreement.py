"""Check, before anything is measured, that every program returns the right records."""

import json
from http import HTTPStatus
from typing import Any

from benchmarks.programs import fetch
from benchmarks.questions import WORKS, Targets

_SAMPLE = 25


class WrongAnswer(Exception):
    """A program returned the wrong records."""


def bodies(port: int, targets: Targets) -> dict[str, bytes]:
    """The program's response to the first request of each work."""
    return {work: _body(port, targets[work][0]) for work in WORKS if work in targets}


def check_ids(name: str, port: int, targets: Targets, right: dict[str, bytes]) -> None:
    """Check that the ids are those of the `right` responses.

    Every search lists records with all words first; within these it may rank in its own way.
    """
    for work, body in bodies(port, targets).items():
        found, wanted = ids(body), ids(right[work])
        if work == "search" and len(found) == len(wanted):
            complete = right[work].count(b'"matched":"all"') - 1
            found, wanted = sorted(found[:complete]), sorted(wanted[:complete])
        if found != wanted:
            message = f"{name}: {work}: {found[:5]} ... instead of {wanted[:5]} ..."
            raise WrongAnswer(message)
        for target in targets[work][1:_SAMPLE]:
            if not ids(_body(port, target)):
                message = f"{name}: {target} finds nothing"
                raise WrongAnswer(message)


def check_bytes(name: str, port: int, targets: Targets, right: dict[str, bytes]) -> None:
    """Check that the bytes are those of the `right` responses."""
    for work, body in bodies(port, targets).items():
        if body != right[work]:
            message = f"{name}: {work}: not the same bytes"
            raise WrongAnswer(message)


def ids(body: bytes) -> list[str]:
    """The ids of the records in a response of any program."""
    answer: Any = json.loads(body)
    if isinstance(answer, dict):
        lists = [answer[key] for key in ("data", "items") if key in answer]
        answer = lists[0] if lists else [answer]
    return [record["id"] for record in answer]


def _body(port: int, target: str) -> bytes:
    status, body = fetch(port, target)
    if status != HTTPStatus.OK:
        message = f"{target}: {status}: {body[:200]!r}"
        raise WrongAnswer(message)
    return body
