"""How much of a text is cited."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.evidence.sentences import sentences
from app.evidence.spans import Span


@dataclass(frozen=True, slots=True)
class Coverage:
    """The sentences of a text without boilerplate, and those that no citation touches."""

    sentences: int
    boilerplate: int
    uncited: tuple[Span, ...]

    @property
    def share(self) -> float:
        """The share of sentences that at least one citation touches, from 0 to 1."""
        return 1 - len(self.uncited) / self.sentences if self.sentences else 1.0


def coverage(text: str, cited: Iterable[Span], boilerplate: Iterable[Span]) -> Coverage:
    """Measure which sentences of `text` the spans in `cited` touch.

    A sentence is boilerplate if a boilerplate span touches it and no citation does.
    """
    cited, boilerplate = list(cited), list(boilerplate)
    counted = 0
    listed = 0
    uncited = []
    for sentence in sentences(text):
        if _touched(sentence, cited):
            counted += 1
        elif _touched(sentence, boilerplate):
            listed += 1
        else:
            counted += 1
            uncited.append(sentence)
    return Coverage(counted, listed, tuple(uncited))


def _touched(sentence: Span, spans: list[Span]) -> bool:
    return any(span.start < sentence.end and sentence.start < span.end for span in spans)
