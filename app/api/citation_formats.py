"""Citations of a fact or a quote, ready to paste, from the article's record.

They have no date of access, because only the reader knows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from app.core.edtf import parse
from app.core.schema import Citation
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
    """A place in an article: `key` is its name in a bibliography."""

    key: str
    article: ArticleShown
    publisher_kind: str | None
    citations: Sequence[Citation]

    @property
    def place(self) -> str:
        """Its paragraphs in words: `paragraphs 3 and 10`."""
        *most, last = [str(number) for number in sorted({c.paragraph for c in self.citations})]
        return f"paragraphs {', '.join(most)} and {last}" if most else f"paragraph {last}"

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
        """The date in words, if one is known; an interval means doubt, too."""
        if self.article.date is None:
            return None
        read = parse(self.article.date)
        if not (read.begin and read.end):
            return f"in {read.begin} or later" if read.begin else f"in {read.end} or before"
        return read.begin if read.begin == read.end else f"between {read.begin} and {read.end}"

    @property
    def note(self) -> str:
        """The paragraphs, and a date in doubt, which have no field of their own."""
        settled = self.dated == self.article.date
        return self.place if settled else f"published {self.dated}, {self.place}"


def as_text(source: Source) -> str:
    """One line: writer, title, publisher, date, place."""
    article = source.article
    names = " and ".join(writer.name for writer in article.byline)
    publisher = article.publisher.name if article.publisher else None
    parts = [names, f"“{article.title}”", publisher, source.dated, source.place]
    return ", ".join(filter(None, parts)) + ".\n"


def as_bibtex(source: Source) -> str:
    """A BibTeX entry; names are in braces, because given and family names are not told apart."""
    article = source.article
    year, month = (*source.issued, None, None)[:2]
    publisher = _tex(article.publisher.name) if article.publisher else None
    newspaper = source.publisher_kind == "newspaper"
    fields = {
        "author": " and ".join(f"{{{_tex(writer.name)}}}" for writer in article.byline),
        "title": f"{{{_tex(article.title)}}}",
        "journal" if newspaper else "publisher": publisher,
        "year": year,
        "month": month,
        "langid": _tex(article.language),
        "note": _tex(source.note),
    }
    known = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    kind = "article" if newspaper else "misc"
    return f"@{kind}{{{source.key},\n" + ",\n".join(known) + ",\n}\n"


def as_csl(source: Source) -> dict[str, Any]:
    """A CSL-JSON item."""
    article = source.article
    newspaper = source.publisher_kind == "newspaper"
    publisher = article.publisher.name if article.publisher else None
    fields = {
        "id": source.key,
        "type": "article-newspaper" if newspaper else "document",
        "title": article.title,
        "author": [{"literal": writer.name} for writer in article.byline],
        "container-title" if newspaper else "publisher": publisher,
        "issued": {"date-parts": [source.issued]} if source.issued else None,
        "language": article.language,
        "note": source.note,
    }
    return {name: value for name, value in fields.items() if value}


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
