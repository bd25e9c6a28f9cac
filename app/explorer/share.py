"""What other programs and people take from a page: its card, its record as JSON-LD, citations."""

from dataclasses import dataclass
from typing import Any

import orjson

from app.api.citation_formats import Source, as_bibtex, as_csl, as_text
from app.api.formats import schemaorg
from app.api.formats.vocabulary import head
from app.core.collection import Collection
from app.core.schema import Citation
from app.database import Snapshot
from app.explorer.records import Record, record
from app.explorer.wording import places_of
from app.resources.articles import ARTICLES, ArticleShown
from app.resources.organisations import ORGANISATIONS

LONGEST = 200
"""Characters of a description that search engines and cards show."""


@dataclass(frozen=True, slots=True)
class Meta:
    """What the head of a page says of it. Paths begin with `/`; the host is added on the page.

    `path` is the one address of the page, `data` and `csv` those of the same as JSON and CSV,
    `linked` its JSON-LD.
    """

    title: str
    path: str
    description: str = ""
    picture: str = "/explore/card.png"
    data: str = ""
    csv: str = ""
    linked: str = ""
    kind: str = "website"


@dataclass(frozen=True, slots=True)
class Shared:
    """What a reader copies from a record's page; `quotation` and `embed` may be empty."""

    text: str
    forms: dict[str, str]
    link: str
    quotation: str
    embed: str
    embed_path: str


def short(text: str) -> str:
    """A description that is no longer than what is shown of it."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


def embedded(node: dict[str, Any]) -> str:
    """JSON-LD as it may be put into a page: nothing in it can end the element."""
    text = orjson.dumps(node).decode()
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def linked_data(origin: str, collection: Collection, shown: Record) -> str:
    """The JSON-LD of a record, for its page."""
    return embedded({**head(origin), **schemaorg.record(collection.kind, shown)})


def source_of(snapshot: Snapshot, shown: Record) -> Source | None:
    """The place in the article that supports a record, as something to cite."""
    article = record(snapshot, ARTICLES, str(shown.get("article", shown["id"])))
    if article is None:
        return None
    publisher = article["publisher"]
    described = record(snapshot, ORGANISATIONS, publisher["id"]) if publisher else None
    return Source(
        key=shown["id"],
        article=ArticleShown.model_validate(article),
        publisher_kind=described["kind"] if described else None,
        citations=[Citation.model_validate(one) for one in shown["citations"]],
    )


def shared(source: Source, shown: Record, title: str, origin: str, path: str) -> Shared:
    """What a reader can copy from the page of a record at `path`."""
    embed_path = f"/embed{path.removeprefix('/explore')}"
    return Shared(
        text=as_text(source).strip(),
        forms={
            "BibTeX": as_bibtex(source),
            "RIS": _ris(source),
            "CSL": orjson.dumps(as_csl(source), option=orjson.OPT_INDENT_2).decode(),
        },
        link=origin + path,
        quotation=_quotation(shown, source) if "text" in shown else "",
        embed=(
            f'<iframe src="{origin}{embed_path}" title="{_attribute(title)}" width="100%" '
            'height="480" loading="lazy" style="border:0"></iframe>'
        ),
        embed_path=embed_path,
    )


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def _quotation(quote: Record, source: Source) -> str:
    """“…”, Cui Hongjian, quoted in “Title”, The Straits Times, paragraph 17."""
    speakers = " and ".join(speaker["name"] for speaker in quote["speakers"])
    publisher = source.article.publisher
    place = places_of(quote["citations"])
    parts = [
        f"“{quote['text'].rstrip(',')}” — {speakers or quote['attributed_to']}",
        f"in “{source.article.title}”",
        publisher.name if publisher else None,
        place,
    ]
    return ", ".join(filter(None, parts)) + "."


def _ris(source: Source) -> str:
    """A RIS record of the article, with the paragraphs as a note."""
    article = source.article
    kind = "NEWS" if source.publisher_kind == "newspaper" else "GEN"
    lines = [("TY", kind), *(("AU", writer.name) for writer in article.byline)]
    lines.append(("TI", article.title))
    if article.publisher:
        lines.append(("JO" if kind == "NEWS" else "PB", article.publisher.name))
    if source.issued:
        lines.append(("PY", str(source.issued[0])))
    lines += [("LA", article.language), ("N1", source.note), ("ER", "")]
    return "".join(f"{tag}  - {value}\n" for tag, value in lines)
