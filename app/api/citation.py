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

# Of two styles with the same media type, `Accept` chooses the last.
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
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    **{letter: f"\\{letter}" for letter in "&%$#_"},
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


def citation_response(request: Request, collection: Collection) -> Response:
    """The citation of the record `{id}` in the requested format; raises `NotFound`."""
    form = format_of(request, request.query_params.get(STYLE.name), STYLES)
    snapshot, id_ = request.snapshot, request.path_params["id"]
    record = orjson.loads(stored(snapshot, collection, id_))
    strings = citation_of(snapshot, id_, record, request.origin)
    if form == "json":
        return Response(strings.model_dump_json().encode(), STYLES[form])
    made = getattr(strings, form)
    return Response(orjson.dumps(made) if form == "csl" else made.encode(), STYLES[form])


def citation_of(snapshot: Snapshot, key: str, record: Document, origin: str) -> CitationStrings:
    """The citation of a record of any kind; `key` names it in a bibliography."""
    article = _record(snapshot, ARTICLES, record.get("article") or record["id"])
    # A number is shown on the page of its series.
    path = record.get("url") or f"{record['statistic']['url']}#{record['id']}"
    ours, says, place = f"{origin}{path}", None, None
    if "article" in record:
        words = _quoted(record)
        says = _inferred(record, words or sentence_of(record) or f"{title_of(record)}.")
        place = _place(record)
        ours = ours if words else f"Worded by Article Facts: {ours}"
    dated = _dated(article)
    item = _csl(snapshot, key, article)
    fragment = _text_fragment(snapshot, record)
    # Where to read the article; our record is elsewhere.
    if link := article["source_url"]:
        item["URL"] = link if "#" in link else f"{link}{fragment or ''}"
    settled = dated == in_words(article["date"]) and len(_issued(article)) == len(_DATE)
    where = _joined(", ", None if settled else dated, place)
    counted = COUNTED if says else None
    # What no other field has.
    item["note"] = _joined(" ", says, where and f"{where[0].upper()}{where[1:]}.", counted, ours)
    names = " and ".join(writer["name"] for writer in article["byline"])
    publisher = article["publisher"] and article["publisher"]["name"]
    source = _joined(", ", names, f"“{article['title']}”", publisher, dated, place)
    said = (says, "Source:") if says else ()
    return CitationStrings(
        text=_joined(" ", *said, f"{source}.", counted, item.get("URL"), ours) + "\n",
        bibtex=_bibtex(item),
        csl=item,
        ris=_ris(item),
        text_fragment=fragment,
    )


def _record(snapshot: Snapshot, collection: Collection, id_: str) -> Document:
    """The document of a record; empty if there is none."""
    found: Document = orjson.loads(get(snapshot, collection, id_) or b"{}")
    return found


def _quoted(record: Document) -> str | None:
    """Who said which words, if the record is a quotation that can be cited by its words alone.

    A fragment is cited by its statement, because a “not” may be outside the quoted words.
    """
    if "speakers" not in record or record["form"] == "fragment":
        return None
    said_by = " and ".join(one["name"] for one in record["speakers"]) or record["attributed_to"]
    stop = "" if record["display"].endswith((".”", "!”", "?”")) else "."
    return f"{said_by[0].upper()}{said_by[1:]}: {record['display']}{stop}"


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


def _issued(article: Document) -> list[int]:
    """Year, month and day of publication, as far as they are certain; none before AD 1."""
    first, last = article["earliest"], article["latest"]
    if not first or not last or article["date_of"] == "writing":
        return []
    if first < "0001" or parse(article["date"]).qualified:
        return []
    pairs = zip(first.split("-"), last.split("-"), strict=True)
    return [int(one) for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]


def _dated(article: Document) -> str | None:
    """The date in words, if one is known, and whether it is inferred."""
    if not article["date"]:
        return None
    written = "publication date unknown, written " if article["date_of"] == "writing" else ""
    what = "source and date" if article["inferred"] == "content" else "date"
    inferred = f" ({what} inferred)" if article["date_inference"] else ""
    return f"{written}{in_words(article['date'])}{inferred}"


def _csl(snapshot: Snapshot, key: str, article: Document) -> Document:
    """An article as a CSL-JSON item, still without URL and note."""
    publisher, issued = article["publisher"], _issued(article)
    described = _record(snapshot, ORGANISATIONS, publisher["id"]) if publisher else {}
    in_newspaper = described.get("kind") == "newspaper"
    circa = {"circa": True} if article["date_inference"] else {}
    fields = {
        "id": key,
        "type": "article-newspaper" if in_newspaper else "document",
        "title": article["title"],
        # Given and family names are not known separately.
        "author": [{"literal": writer["name"]} for writer in article["byline"]],
        "container-title" if in_newspaper else "publisher": publisher and publisher["name"],
        "issued": issued and {"date-parts": [issued], **circa},
        "language": article["language"],
    }
    return {name: value for name, value in fields.items() if value}


def _bibtex(item: Document) -> str:
    issued, about = _date_parts(item)
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


def _ris(item: Document) -> str:
    """A CSL-JSON item as a RIS record, with the line ends that RIS asks for."""
    issued, about = _date_parts(item)
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


def _date_parts(item: Document) -> tuple[list[str], str]:
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
