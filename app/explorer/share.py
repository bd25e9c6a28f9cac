"""What people and programs can copy from the page of a record: citations, snippets, JSON-LD."""

from dataclasses import dataclass
from html import escape
from typing import Any

import orjson

from app.api.citation import citation_of
from app.api.formats import schemaorg
from app.api.formats.vocabulary import head
from app.core.collection import Collection
from app.database import Snapshot
from app.explorer.records import Record, record, title_of
from app.explorer.wording import attributed, places_of, source_of
from app.resources.articles import ARTICLES

LONGEST = 200
"""How many characters of a description search engines and cards show."""


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
    """A description, cut to the length that is shown."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


def embedded(node: dict[str, Any]) -> str:
    """JSON-LD that is safe in a page: nothing in it can close the element."""
    text = orjson.dumps(node).decode()
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def linked_data(origin: str, collection: Collection, shown: Record) -> str:
    """The JSON-LD of a record, for its page."""
    return embedded({**head(origin), **schemaorg.record(collection.kind, shown)})


def shared(snapshot: Snapshot, shown: Record, origin: str, path: str) -> Shared:
    """What a reader can copy from the page of a record at `path`."""
    title = escape(title_of(shown))
    cited = citation_of(snapshot, shown["id"], shown, origin)
    embed_path = f"/embed{path.removeprefix('/explore')}"
    return Shared(
        text=cited.text.strip(),
        forms={
            "BibTeX": cited.bibtex,
            "RIS": cited.ris,
            "CSL": orjson.dumps(cited.csl, option=orjson.OPT_INDENT_2).decode(),
        },
        link=origin + path,
        quotation=_quotation(snapshot, shown) if "text" in shown else "",
        embed=(
            f'<iframe src="{origin}{embed_path}" title="{title}" width="100%" '
            'height="480" loading="lazy" style="border:0"></iframe>'
        ),
        embed_path=embed_path,
    )


def _quotation(snapshot: Snapshot, quote: Record) -> str:
    """“…” — Cui Hongjian, in “Title”, The Straits Times, paragraph 17.

    A fragment is given in the sentence that says what it is about.
    """
    source = source_of(record(snapshot, ARTICLES, quote["article"]))
    place = f"in {source}, {places_of(quote['citations'])}."
    if quote["form"] == "fragment":
        return f"{quote['statement'].rstrip('.')} ({place[:-1]})."
    return f"{quote['display']} — {attributed(quote)}, {place}"
