"""Every function that reads untrusted text ends quickly and raises only its own errors.

The texts are repeated pieces, up to the longest text that the function can get. That reveals
functions whose time grows with the square of the length. The limit is in processor time, so a busy
machine does not matter.
"""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.api import (
    conditional,
    cursors,
    limits,
    negotiation,
    parameters,
    uploads,
)
from app.api.log import request_id
from app.api.problems import Problem
from app.api.query import list_parameters
from app.core import edtf, words
from app.evidence import sentences, text
from app.evidence.text import Span
from app.evidence.verification import invisible_differences, mismatches
from app.queries import search_query
from app.resources.events import EVENTS
from app.resources.facts import FACTS
from app.resources.observations import OBSERVATIONS
from app.settings import Settings, masked

EXAMPLES = int(os.environ.get("SOAK_EXAMPLES", "20"))
LIMIT = 1.0
"""Seconds of processor time for one input; the longest text takes a few tenths of that."""

URL, HEAD, TEXT = 16_384, 65_536, 1 << 20
_BITS = (
    "a", " ", "\n", "\r\n", ".", ",", ";", "=", "=,", ";q=", '"', "“", "”", "'", "(", "[", "\\",
    "/", "-", "--", "%", "%2C", "&", "*", 'W/"', "bytes=0-", "0", "9", "XXXX", "..", "~", "?", "@",
    "://", "pass", "password=", ":", "\u0300", "\u0316", "\u0300\u0316", "é", "ﷺ", "\u200b",
    "\u0f73", "\u0f81\u0316", "\u0344",
    "\u00a0", "\ufeff", "A. ", "Mr. ", "x1", "İ", "ß", "\x00", "\U0001f4a3", "Jan. ", "a-", "a'",
    "q=0.5,", "not ", "OR ",
)  # fmt: skip
_SPANS = [("/facts/a", Span(n * 7, n * 7 + 5, n, f"{n:064x}")) for n in range(300)]


@st.composite
def repeated(draw: st.DrawFn, most: int) -> str:
    """A text of a few pieces, each repeated, of at most `most` characters."""
    piece = st.lists(st.sampled_from(_BITS) | st.text(max_size=3), min_size=1, max_size=4)
    parts = draw(st.lists(st.tuples(piece.map("".join), st.integers(0, 5)), min_size=1, max_size=3))
    return "".join(part * 8**power for part, power in parts)[:most]


def _encoded(function: Callable[[bytes], object]) -> Callable[[str], object]:
    return lambda given_: function(given_.encode("utf-8", "surrogatepass"))


def _conditions(value: bytes) -> None:
    names = ("if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range")
    headers = {name.encode(): value for name in names} | {b"range": value}
    conditional.failed_precondition(headers, b'"a"', b"Sun, 06 Nov 1994 08:49:37 GMT")
    conditional.not_modified(headers, b'"a"', b"Sun, 06 Nov 1994 08:49:37 GMT")
    conditional.not_modified({b"if-modified-since": value}, b'"a"', b"")
    conditional.wanted_range(headers, 1000, b'"a"', b"")


def _verified(raw: bytes) -> None:
    read = text.normalise(raw)
    mismatches(read, _SPANS)
    invisible_differences(read, _SPANS, 0)


_PARAMETERS = {
    name: parameter
    for collection in (EVENTS, FACTS, OBSERVATIONS)
    for name, parameter in list_parameters(collection).items()
}


def _every_parameter(given_: str) -> None:
    for parameter in _PARAMETERS.values():
        with suppress(ValueError):
            parameter.read(given_)


_proxies = limits.Proxies(("127.0.0.1", "10.0.0.0/8"))
_admission = limits.Admission(Settings(allowed_hosts=("a.org", "*.b.org")))


def _forwarded(value: bytes) -> None:
    headers = {b"x-forwarded-for": value, b"x-forwarded-proto": value}
    _proxies.client("127.0.0.1", "http", headers)


FUNCTIONS: dict[str, tuple[int, Callable[[str], object]]] = {
    "query strings": (URL, _encoded(lambda raw: parameters.read(raw, _PARAMETERS))),
    "parameters": (URL, _every_parameter),
    "cursors": (URL, lambda given_: cursors.decode(given_, "question", b"version", 2)),
    "EDTF dates": (URL, edtf.parse),
    "search questions": (URL, search_query.parse),
    "words": (URL, words.tokens),
    "request ids": (HEAD, _encoded(request_id)),
    "Accept": (HEAD, _encoded(partial(negotiation.quality, media_type="text/csv"))),
    "Accept-Encoding": (HEAD, _encoded(negotiation.acceptable)),
    "Content-Type": (HEAD, _encoded(uploads.is_plain_text)),
    "conditions and ranges": (HEAD, _encoded(_conditions)),
    "X-Forwarded-For": (HEAD, _encoded(_forwarded)),
    "hosts": (HEAD, _admission.known),
    "verified texts": (TEXT, _encoded(_verified)),
    "sentences": (TEXT, sentences.sentences),
    "quotation marks": (TEXT, lambda given_: ([*text.quotations(given_)], text.unpaired(given_))),
    "passwords in messages": (HEAD, masked),
}


@pytest.mark.parametrize("name", FUNCTIONS)
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_any_text_is_read_quickly(name: str, data: st.DataObject) -> None:
    most, function = FUNCTIONS[name]
    given_: Any = data.draw(repeated(most))
    began = time.thread_time()
    with suppress(Problem, ValueError):
        function(given_)
    took = time.thread_time() - began
    assert took < LIMIT, f"{name}: {took:.1f} s for {len(given_)} characters"


@pytest.mark.parametrize("part", ["aaa%2C", "pass", "pass=", "://", "://a:", "a='", "host '"])
def test_a_long_message_is_masked_quickly(part: str) -> None:
    began = time.thread_time()
    masked(part * (65_536 // len(part)))

    assert time.thread_time() - began < LIMIT


@pytest.mark.parametrize("part", ["Jan. ", "A. ", "! ", ".", ". \t", "a\n"])
def test_a_long_text_is_split_into_sentences_quickly(part: str) -> None:
    began = time.thread_time()
    sentences.sentences(part * (65_536 // len(part)))

    assert time.thread_time() - began < LIMIT
