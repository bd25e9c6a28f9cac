"""Citations of a record or an article, ready to paste, from the article's record.

They say what is cited, what of it is inferred, and where in the article it is, also to readers who
have no copy. They have no date of access, because only the reader knows it.
"""

from dataclasses import dataclass
from itertools import takewhile
from urllib.parse import quote

from app.core.documents import Document
from app.core.edtf import in_words

COUNTED = "Paragraphs are counted from the headline, with captions, credits and notices."
"""What a paragraph number counts; without it, nobody finds the paragraph in print."""

_FEW = 4
"""How many words at each end a text fragment has."""

_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{letter: f"\\{letter}" for letter in "&%$#_{}"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What is cited: a statement at a place in an article, or the article itself.

    `says` is the statement and `place` where it is said; both are None for an article itself.
    `key` names it in a bibliography. `record` is our record's URL, and whose words it has.
    """

    key: str
    article: Document
    in_newspaper: bool
    says: str | None
    place: str | None
    record: str
    text_fragment: str | None

    @property
    def link(self) -> str | None:
        """Where to read the article, if its URL is known; the record's URL is not the article's."""
        url: str | None = self.article["source_url"]
        return f"{url}{self.text_fragment or ''}" if url and "#" not in url else url

    @property
    def issued(self) -> list[int]:
        """Year, month and day of publication, as far as they are certain."""
        first, last = self.article["earliest"], self.article["latest"]
        if not first or not last:
            return []
        pairs = zip(first.split("-"), last.split("-"), strict=True)
        return [int(one) for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]

    @property
    def doubtful(self) -> bool:
        """Whether that date is inferred, or is the day of writing."""
        return bool(self.article["date_inference"]) or self.article["date_of"] == "writing"

    @property
    def dated(self) -> str | None:
        """The date in words, if one is known: `written 9 or 10 May 2025 (date inferred)`."""
        article = self.article
        if not article["date"]:
            return None
        written = "written " if article["date_of"] == "writing" else ""
        inferred = " (date inferred)" if article["date_inference"] else ""
        return f"{written}{in_words(article['date'])}{inferred}"

    @property
    def note(self) -> str:
        """What no other field has: what is said and where, a date in doubt, the record's URL."""
        settled = self.dated == in_words(self.article["date"]) and len(self.issued) == len(_DATE)
        place = _joined(", ", None if settled else self.dated, self.place)
        where = f"{place[0].upper()}{place[1:]}." if place else None
        return _joined(" ", self.says, where, COUNTED if self.says else None, self.record)


def line(cited: Cited) -> str:
    """One line: what is said, then writer, title, publisher, date, place and URLs."""
    article = cited.article
    names = " and ".join(writer["name"] for writer in article["byline"])
    publisher = article["publisher"] and article["publisher"]["name"]
    title = f"“{article['title']}”"
    source = f"{_joined(', ', names, title, publisher, cited.dated, cited.place)}."
    if cited.says:
        source = f"{cited.says} Source: {source} {COUNTED}"
    return _joined(" ", source, cited.link, cited.record) + "\n"


def csl(cited: Cited) -> Document:
    """A CSL-JSON item."""
    article = cited.article
    fields = {
        "id": cited.key,
        "type": "article-newspaper" if cited.in_newspaper else "document",
        "title": article["title"],
        # Given and family names are not known separately.
        "author": [{"literal": writer["name"]} for writer in article["byline"]],
        "container-title" if cited.in_newspaper else "publisher": article["publisher"]
        and article["publisher"]["name"],
        "issued": cited.issued
        and {
            "date-parts": [cited.issued],
            **({"circa": True} if cited.doubtful else {}),
        },
        "language": article["language"],
        "URL": cited.link,
        "note": cited.note,
    }
    return {name: value for name, value in fields.items() if value}


_DATE = ("year", "month", "day")


def bibtex(item: Document) -> str:
    """A CSL-JSON item as a BibTeX entry."""
    issued, about = _issued(item)
    fields = {
        "author": " and ".join(f"{{{_tex(one['literal'])}}}" for one in item.get("author", ())),
        "title": f"{{{_tex(item['title'])}}}",
        "journal": _tex(item.get("container-title", "")),
        "publisher": _tex(item.get("publisher", "")),
        **({"year": about} if about else dict(zip(_DATE, map(int, issued), strict=False))),
        "date": "-".join(issued) + ("~" if about else ""),
        "langid": _tex(item["language"]),
        "url": item.get("URL"),
        "note": _tex(item["note"]),
    }
    known = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    kind = "article" if item["type"] == "article-newspaper" else "misc"
    return f"@{kind}{{{item['id']},\n" + ",\n".join(known) + ",\n}\n"


def ris(item: Document) -> str:
    """A CSL-JSON item as a RIS record, with the line ends that RIS asks for."""
    issued, about = _issued(item)
    date = "/".join([*issued, "", "", ""][: len(_DATE)])
    tags = [
        ("TY", "NEWS" if item["type"] == "article-newspaper" else "GEN"),
        *(("AU", one["literal"]) for one in item.get("author", ())),
        ("TI", item["title"]),
        ("T2", item.get("container-title")),
        ("PB", item.get("publisher")),
        ("PY", issued[0] if issued else None),
        ("DA", f"{date}/{about}" if issued else None),
        ("LA", item["language"]),
        ("UR", item.get("URL")),
        ("N1", item["note"]),
        ("ID", item["id"]),
    ]
    known = [f"{tag}  - {value}\r\n" for tag, value in tags if value]
    return "".join([*known, "ER  - \r\n"])


def text_fragment(words_quoted: str) -> str:
    """The text fragment that leads a browser to these words, to append to an address.

    It has up to four first and four last words, as the Text Fragments specification allows.
    """
    words = words_quoted.split()
    first, last = words[:_FEW], words[max(_FEW, len(words) - _FEW) :]
    ends = [" ".join(end) for end in (first, last) if end]
    return "#:~:text=" + ",".join(quote(end, safe="").replace("-", "%2D") for end in ends)


def _issued(item: Document) -> tuple[list[str], str]:
    """Year, month and day with two digits at least, and `ca. 2025` if they are in doubt."""
    issued = item.get("issued", {"date-parts": [[]]})
    parts = [f"{part:02}" for part in issued["date-parts"][0]]
    return parts, f"ca. {parts[0]}" if "circa" in issued else ""


def _joined(separator: str, *texts: str | None) -> str:
    return separator.join(filter(None, texts))


def _tex(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in text)
