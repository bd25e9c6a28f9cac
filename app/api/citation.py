"""How to cite a record or an article: as a line of text, as BibTeX, as CSL-JSON and as RIS.

Citations say what is cited, what of it is inferred, and where in the article it is, also to readers
who have no copy. They have no date of access, because only the reader knows it.
"""

from itertools import takewhile
from typing import Any
from urllib.parse import quote

import orjson
from pydantic import Field

from app.api.formats import format_of
from app.api.http import JSON, Request, Response
from app.api.items import stored
from app.core.collection import Choice, Collection
from app.core.edtf import in_words, parse
from app.core.schema import (
    Document,
    Shown,
    paragraphs_in_words,
    place_in_words,
    sentence_in_words,
    sentence_of,
    title_of,
)
from app.database import Snapshot
from app.queries.find import get
from app.resources.articles import ARTICLES
from app.resources.organisations import ORGANISATIONS
from app.resources.quotes import QUOTES

STYLES = {
    "json": JSON,
    "text": "text/plain; charset=utf-8",
    "bibtex": "application/x-bibtex; charset=utf-8",
    "csl": "application/vnd.citationstyles.csl+json",
    "ris": "application/x-research-info-systems; charset=utf-8",
}

STYLE = Choice(
    "format",
    "`text`: one line; `bibtex`: an entry; `csl`: a CSL-JSON item; `ris`: a RIS record; "
    "`json`: all of them.",
    "bibtex",
    choices=tuple(STYLES),
    default="json",
)


COUNTED = "Paragraphs are counted from the headline, with captions, credits and notices."
"""What a paragraph number counts; without it, nobody finds the paragraph in print."""

_DATE = ("year", "month", "day")
_FEW = 4
"""How many words at each end a text fragment has."""

_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{letter: f"\\{letter}" for letter in "&%$#_{}"},
}


class CitationStrings(Shown):
    """The same citation in each format.

    Add the date on which you looked at the article.
    """

    text: str = Field(description="One line.")
    bibtex: str = Field(description="A BibTeX entry.")
    csl: dict[str, Any] = Field(description="A CSL-JSON item.")
    ris: str = Field(description="A RIS record.")
    text_fragment: str | None = Field(
        description="Append it to the article's URL to link to the quoted words; it contains the "
        "first and last of them. Null for a fact that doesn't restate a quotation, because the "
        "service doesn't have the article's words.",
        examples=["#:~:text=my%20dear%20friend"],
    )


class Cited:
    """What is cited: a statement at a place in an article, or the article itself.

    `says` is the statement and `place` where it is said; both are None for an article itself.
    `key` names it in a bibliography. `record` is our record's URL, and whose words it has.
    """

    def __init__(self, snapshot: Snapshot, key: str, record: Document, origin: str) -> None:
        self.key = key
        self.article = _record(snapshot, ARTICLES, record.get("article") or record["id"])
        publisher = self.article["publisher"]
        described = _record(snapshot, ORGANISATIONS, publisher["id"]) if publisher else {}
        self.in_newspaper = described.get("kind") == "newspaper"
        # A number is shown on the page of its series.
        path = record.get("url") or f"{record['statistic']['url']}#{record['id']}"
        self.record = f"{origin}{path}"
        self.text_fragment = _text_fragment(snapshot, record)
        self.says = self.place = None
        if "article" in record:
            words = _quoted(record)
            said = words or sentence_of(record) or f"{title_of(record)}."
            self.says, self.place = _inferred(record, said), _place(record)
            if words is None:
                self.record = f"Worded by Article Facts: {self.record}"

    @property
    def link(self) -> str | None:
        """Where to read the article, if its URL is known; the record's URL is not the article's."""
        url: str | None = self.article["source_url"]
        return f"{url}{self.text_fragment or ''}" if url and "#" not in url else url

    @property
    def issued(self) -> list[int]:
        """Year, month and day of publication, as far as they are certain; none before AD 1."""
        first, last = self.article["earliest"], self.article["latest"]
        if not first or not last or self.article["date_of"] == "writing":
            return []
        if first < "0001" or parse(self.article["date"]).qualification:
            return []
        pairs = zip(first.split("-"), last.split("-"), strict=True)
        return [int(one) for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]

    @property
    def dated(self) -> str | None:
        """The date in words, if one is known, and whether it is inferred."""
        article = self.article
        if not article["date"]:
            return None
        written = "publication date unknown, written " if article["date_of"] == "writing" else ""
        what = "source and date" if article["inferred"] == "content" else "date"
        inferred = f" ({what} inferred)" if article["date_inference"] else ""
        return f"{written}{in_words(article['date'])}{inferred}"

    @property
    def note(self) -> str:
        """What no other field has: what is said and where, a date in doubt, the record's URL."""
        settled = self.dated == in_words(self.article["date"]) and len(self.issued) == len(_DATE)
        place = _joined(", ", None if settled else self.dated, self.place)
        where = f"{place[0].upper()}{place[1:]}." if place else None
        return _joined(" ", self.says, where, COUNTED if self.says else None, self.record)


def citation_response(request: Request, collection: Collection) -> Response:
    """The citation of the record `{id}` in the requested format; raises `NotFound`."""
    form = format_of(request, request.values.get(STYLE.name), STYLES)
    record = orjson.loads(stored(request, collection))
    strings = citation_of(request.snapshot, request.params["id"], record, request.origin)
    if form == "json":
        return Response(strings.model_dump_json().encode(), STYLES[form])
    made = getattr(strings, form)
    return Response(orjson.dumps(made) if form == "csl" else made.encode(), STYLES[form])


def citation_of(snapshot: Snapshot, key: str, record: Document, origin: str) -> CitationStrings:
    """The citation of a record of any kind; `key` names it in a bibliography."""
    cited = Cited(snapshot, key, record, origin)
    item = csl(cited)
    return CitationStrings(
        text=line(cited),
        bibtex=bibtex(item),
        csl=item,
        ris=ris(item),
        text_fragment=cited.text_fragment,
    )


def _record(snapshot: Snapshot, collection: Collection, id_: str) -> Document:
    """The document of a record; empty if there is none."""
    found: Document = orjson.loads(get(snapshot, collection, id_) or b"{}")
    return found


def _quoted(record: Document) -> str | None:
    """Who said which words, if the record is a quotation that can be cited by its words alone.

    A fragment is cited by its statement, because a “not” may be outside the quoted words.
    """
    fragment = (
        record.get("form") == "fragment" and record["text"].rstrip(" ,;:–—") in record["statement"]
    )
    if "speakers" not in record or fragment:
        return None
    names = " and ".join(speaker["name"] for speaker in record["speakers"])
    said_by = names or record["attributed_to"]
    return f"{said_by[0].upper()}{said_by[1:]}: {record['display']}."


def _inferred(record: Document, says: str) -> str:
    """What the record says, and what of it the article doesn't state."""
    if record["basis"] == "stated":
        return says
    how = record["inference"]
    return f"{says} ({how if 'inferred' in how else f'Partly inferred. {how}'})"


def _place(record: Document) -> str:
    """Where it is said, and what one needs to understand it: `…; see also paragraph 21`."""
    first, *citations = record["citations"]
    if "speakers" in record or record.get("kind") == "quotation":
        # Of a quotation only the words themselves; the others say who spoke.
        citations = []
    also = {one["paragraph"] for one in citations} - {first["paragraph"]}
    others = [f"the {sentence_in_words(one)}" for one in citations if _beside(one, first)]
    further = [*dict.fromkeys(others), *([paragraphs_in_words(also)] if also else [])]
    place = place_in_words(first)
    return f"{place}; see also {' and '.join(further)}" if further else place


def _beside(one: Document, first: Document) -> bool:
    """Whether a citation is in another sentence of the same paragraph."""
    sentences = range(
        first["sentence"] or 0, (first["last_sentence"] or first["sentence"] or 0) + 1
    )
    same = one["paragraph"] == first["paragraph"]
    return same and bool(first["sentence"]) and one["sentence"] not in sentences


def _text_fragment(snapshot: Snapshot, record: Document) -> str | None:
    """The text fragment of the quotation that the record is or restates, or None."""
    if "speakers" in record:
        return text_fragment(record["text"])
    if record.get("kind") != "quotation":
        return None
    return text_fragment(_record(snapshot, QUOTES, record["record"]["id"])["text"])


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
            **({"circa": True} if article["date_inference"] else {}),
        },
        "language": article["language"],
        "URL": cited.link,
        "note": cited.note,
    }
    return {name: value for name, value in fields.items() if value}


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
    known = [f"{tag}  - {_flat(value)}\r\n" for tag, value in tags if value]
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
    return separator.join(_flat(text) for text in texts if text)


def _flat(text: str) -> str:
    """`text` in one line, as a line break would end a field."""
    return " ".join(filter(None, text.splitlines()))


def _tex(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in text)
