"""A short guide in plain text for language models (llmstxt.org)."""

from app.api.links import LICENCE_URL
from app.core.collection import LIMIT, MOST, Collection
from app.resources import COLLECTIONS
from app.resources.observations import OBSERVATIONS

_OPENING = f"""# Article Facts

> What a news article says: leaders, events, quotes, statistics and every single fact, each with
> the place in the article that supports it. Read-only, no key, JSON by default.
> Facts are free of rights ([CC0]({LICENCE_URL})); quotations belong to those who said them.

How to read what you get:

- Every record has `citations`: paragraph, `start` and `end` in Unicode code points, and the
  sha256 of the words there. The article's text is not served.
- A fact is a statement in the service's own words. `asserted_by` says who states it: the article,
  a named person, or unnamed `observers` or `officials`. Name that source when you repeat an
  analysis, a hope or an opinion. `voice` distinguishes reports from judgements. `certainty` is
  the hedge in the words: an opinion without a hedge is `unhedged`, not `certain`.
- `basis` is `stated` or `inferred`. If it is inferred, `inference` says how; say so, too.
- Everything is as of the day of writing: "ongoing" and "is" mean that day.
- A number known only by bounds has `value` null: "more than 24" is `lower` 24, not included.
  Do not make it an exact number.
- An event with the status `expected` has not happened, as far as the article goes.
- What is missing here, the article does not say. A year without a row is not a zero.

How to make requests:

- A list is `{{"items": [...], "total": n, "total_exact": true, "next": path or null}}`.
- `limit` is {LIMIT} if you give none, and at most {MOST}; continue with `next`.
- A comma means or: `/facts?kind=analysis,hope`; repeating a filter means and.
- A filter by date or number finds only certain matches; `match=possible` adds possible ones.
- `sort=-id` sorts; `id=` gets several records at once. `fields=` keeps some fields: with
  `statement`, also keep `voice`, `asserted_by` and `basis`.
- `include=` adds related records; `facets=` counts the values of parameters.
- `/facts.csv`, `/facts.ndjson` and `/facts.jsonld` are the same records in other formats.
- An unknown, empty or malformed parameter gets 422, with what you probably meant. Nothing is
  ignored.
"""

_EXAMPLES = {
    "/search?q=tariffs": "find anything by its words",
    "/people/xi-jinping": "a person: events, quotes, and the facts about them",
    "/facts?about=xi-jinping&kind=analysis": "what analysts say about a person",
    "/quotes?speaker=cui-hongjian": "what a person said, verbatim",
    "/events?date_from=2022&date_to=2025-05": "what certainly happened between two dates",
    "/statistics/parade-attendance/observations?fill=true": "a series, with its gaps",
    "/statistics/parade-attendance/summary": "its sum, minimum and maximum, as bounds",
    "/quotes/putin-on-xi-main-guest/citation?format=text": "how to cite a quotation",
}

_CLOSING = """## More

- [OpenAPI document](/openapi.json): every parameter and every field
- [Documentation](/docs): the same, to try out
- [Problem types](/problems/invalid-parameters): what errors mean
- POST your own copy of an article as `text/plain` to `/articles/{id}/verification` to check it
"""


def _collection(collection: Collection, path: str) -> str:
    parameters = ", ".join(f"`{parameter.name}`" for parameter in collection.parameters)
    summary = collection.description.partition("\n")[0]
    return f"- [{path}]({path}): {summary} Parameters: {parameters}\n"


def _guide() -> str:
    listed = [_collection(collection, f"/{collection.name}") for collection in COLLECTIONS]
    rows = f"/statistics/{OBSERVATIONS.example.rpartition('-')[0]}/observations"
    examples = [f"- [{path}]({path}): {meaning}\n" for path, meaning in _EXAMPLES.items()]
    parts = [*listed, _collection(OBSERVATIONS, rows)]
    return "\n".join(
        [
            _OPENING,
            "## Collections\n\n" + "".join(parts),
            "## Examples\n\n" + "".join(examples),
            _CLOSING,
        ]
    )


GUIDE = _guide().encode()
"""The guide, in Markdown."""
