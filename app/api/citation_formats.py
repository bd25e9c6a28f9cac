"""Citations of a record or an article, ready to paste, from the article's record.

They say what is cited, what of it is inferred, and where in the article it is, also to readers who
have no copy. They have no date of access, because only the reader knows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from app.core.bounds import Bounds
from app.core.edtf import in_words
from app.core.schema import ONLY_YEAR, Citation
from app.resources.articles import ArticleShown

_FEW = 4
"""How many words at each end a text fragment has."""

_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{letter: f"\\{letter}" for letter in "&%$#_{}"},
}


@dataclass(frozen=True, slots=True)
class Source:
    """A place in an article: `key` names it in a bibliography, `says` is the cited statement.

    What is said is None if the article itself is cited, and `reworded` unless it is a quotation.
    `url` is the record's own URL, `fragment` the text fragment of a quotation. The first of
    `citations` is where it is said; the others are needed to understand it.
    """

    key: str
    says: str | None
    reworded: bool
    basis: str
    inference: str | None
    url: str
    article: ArticleShown
    publisher_kind: str | None
    citations: Sequence[Citation]
    fragment: str | None = None

    @property
    def link(self) -> str | None:
        """Where to read the article, if its URL is known; the record's URL is not the article's."""
        source = self.article.source_url
        return f"{source}{self.fragment or ''}" if source and "#" not in source else source

    @property
    def said(self) -> str | None:
        """What is cited, and what of it the article doesn't state."""
        if self.says is None or self.basis == "stated":
            return self.says
        only_year = self.inference == ONLY_YEAR
        known = "Only the year is inferred." if only_year else "Inferred from the article."
        return f"{self.says} ({known})"

    @property
    def record(self) -> str:
        """Whose words these are, and their URL."""
        if self.says is None or not self.reworded:
            return self.url
        return f"Worded by Article Facts: {self.url}"

    @property
    def names(self) -> str:
        """The writers."""
        return " and ".join(writer.name for writer in self.article.byline)

    @property
    def publisher(self) -> str | None:
        """The publisher's name."""
        return self.article.publisher.name if self.article.publisher else None

    @property
    def place(self) -> str:
        """Where it is said: `paragraph 22, second sentence; see also paragraph 21`."""
        main = self.citations[0]
        place = f"paragraph {main.paragraph}"
        if main.sentence:
            place += f", {_sentences(main.sentence, main.last_sentence)}"
        also = sorted({c.paragraph for c in self.citations} - {main.paragraph})
        if not also:
            return place
        *most, last = map(str, also)
        more = f"paragraphs {', '.join(most)} and {last}" if most else f"paragraph {last}"
        return f"{place}; see also {more}"

    @property
    def issued(self) -> list[int]:
        """Year, month and day of publication, as far as they are certain."""
        first, last = self.article.earliest, self.article.latest
        if not first or not last:
            return []
        settled = []
        for one, other in zip(first.split("-"), last.split("-"), strict=True):
            if one != other:
                break
            settled.append(int(one))
        return settled

    @property
    def dated(self) -> str | None:
        """The date in words, if one is known: `written 9 or 10 May 2025 (date inferred)`."""
        if not self.article.date:
            return None
        written = "written " if self.article.date_of == "writing" else ""
        inferred = " (date inferred)" if self.article.date_inference else ""
        return f"{written}{in_words(self.article.date)}{inferred}"

    @property
    def note(self) -> str:
        """What no other field has: what is said and where, a date in doubt, the record's URL."""
        doubted = self.dated != in_words(self.article.date) or len(self.issued) < _DAY
        parts = [self.dated if doubted else None, self.place if self.says else None]
        place = ", ".join(filter(None, parts))
        sentences = [self.said, f"{place[:1].upper()}{place[1:]}." if place else None]
        counted = COUNTED if self.says else None
        return " ".join(filter(None, [*sentences, counted, self.record]))


def as_text(source: Source) -> str:
    """One line: what is said, then writer, title, publisher, date, place and URLs."""
    title = f"“{source.article.title}”"
    place = source.place if source.says else None
    parts = [source.names, title, source.publisher, source.dated, place]
    cited = f"{', '.join(filter(None, parts))}."
    if source.says:
        cited = f"{source.said} Source: {cited} {COUNTED}"
    return " ".join(filter(None, [cited, source.link, source.record])) + "\n"


def as_bibtex(source: Source) -> str:
    """A BibTeX entry; names are in braces: given and family names are not known separately."""
    article = source.article
    year, month, day = (*source.issued, None, None, None)[:_DAY]
    newspaper = source.publisher_kind == "newspaper"
    fields = {
        "author": " and ".join(f"{{{_tex(writer.name)}}}" for writer in article.byline),
        "title": f"{{{_tex(article.title)}}}",
        "journal" if newspaper else "publisher": _tex(source.publisher or ""),
        "year": year,
        "month": month,
        "day": day,
        "date": "-".join(f"{part:02}" for part in source.issued),
        "langid": _tex(article.language),
        "url": source.link,
        "note": _tex(source.note),
    }
    known = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    kind = "article" if newspaper else "misc"
    return f"@{kind}{{{source.key},\n" + ",\n".join(known) + ",\n}\n"


def as_csl(source: Source) -> dict[str, Any]:
    """A CSL-JSON item."""
    article = source.article
    newspaper = source.publisher_kind == "newspaper"
    fields = {
        "id": source.key,
        "type": "article-newspaper" if newspaper else "document",
        "title": article.title,
        "author": [{"literal": writer.name} for writer in article.byline],
        "container-title" if newspaper else "publisher": source.publisher,
        "issued": {"date-parts": [source.issued]} if source.issued else None,
        "language": article.language,
        "URL": source.link,
        "note": source.note,
    }
    return {name: value for name, value in fields.items() if value}


def as_ris(source: Source) -> str:
    """A RIS record, with the line ends that RIS asks for."""
    article = source.article
    newspaper = source.publisher_kind == "newspaper"
    issued = [f"{part:02}" for part in source.issued]
    lines = [
        ("TY", "NEWS" if newspaper else "GEN"),
        *(("AU", writer.name) for writer in article.byline),
        ("TI", article.title),
        ("T2" if newspaper else "PB", source.publisher),
        ("PY", issued[0] if issued else None),
        ("DA", "/".join([*issued, "", "", ""][:_DAY]) + "/" if issued else None),
        ("LA", article.language),
        ("UR", source.link),
        ("N1", source.note),
        ("ID", source.key),
    ]
    known = [f"{tag}  - {value}\r\n" for tag, value in lines if value]
    return "".join([*known, "ER  - \r\n"])


COUNTED = "Paragraphs are counted from the headline, with captions, credits and notices."
"""What a paragraph number counts; without it, nobody finds the paragraph in print."""

_DAY = 3
"""A full date has a year, a month and a day."""

_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)


def _sentences(first: int, last: int | None) -> str:
    """`second sentence`, `first and second sentences`, `first to third sentences`."""
    if last is None:
        return f"{_ordinal(first)} sentence"
    joint = "and" if last == first + 1 else "to"
    return f"{_ordinal(first)} {joint} {_ordinal(last)} sentences"


def _ordinal(number: int) -> str:
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    return Bounds.read(value=number).in_unit("", ordinal=True).strip()


def text_fragment(words_quoted: str) -> str:
    """The text fragment that leads a browser to these words, to append to an address.

    It has up to four first and four last words, as the Text Fragments specification allows.
    """
    words = words_quoted.split()
    first, last = words[:_FEW], words[max(_FEW, len(words) - _FEW) :]
    ends = [" ".join(end) for end in (first, last) if end]
    return "#:~:text=" + ",".join(quote(end, safe="").replace("-", "%2D") for end in ends)


def _tex(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in text)
