"""Pictures: charts as SVG and PNG, and the card that a shared link shows."""

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from textwrap import wrap
from time import perf_counter, sleep
from unicodedata import east_asian_width

from app.api.http import Request, Response
from app.core.collection import Choice
from app.core.schema import Document, said_in
from app.database import Snapshot
from app.explorer.chart import latest_figures, latest_of
from app.explorer.pages import served, xml
from app.explorer.records import record, record_of
from app.explorer.static_files import FOLDER
from app.explorer.wording import ONE, attributed, first_office, places_of, source_of
from app.resources.articles import ARTICLES
from app.resources.statistics import STATISTICS

SVG, PNG = "image/svg+xml", "image/png"
_FONTS = (
    ("font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    ("font_source_serif_pro", "SourceSerifPro-Semibold.ttf"),
)

THEME = Choice(
    "theme",
    "Colours: `light`, `dark`, or `auto`, which follows the reader's system.",
    "dark",
    choices=("light", "dark", "auto"),
    default="light",
)

_VARIABLE = re.compile(r"--([a-z]+): ([^;]+);")
_PAIR = re.compile(r"light-dark\(([^,]+), ([^)]+)\)")
_USED = re.compile(r"var\(--([a-z]+)\)")

WIDE = 86
"""Letters that fit into a line of a chart's small print."""

_SOURCES = 2
"""How many articles a picture or an embedded record names as its source at most."""

_FIGURES = 12
"""How many numbers in words a picture has at most, since a tall one takes long to draw."""

CARD_LINE, LONG_LINE, CARD_LINES = 40, 47, 5
"""Letters that fit into a line of a card, in large and in smaller type, and the most lines."""

VOICE_LINE = 88
"""Letters that fit into a line of a card's small print."""


@lru_cache(maxsize=8)
def style(theme: str) -> str:
    """The style sheet of a picture, with colours and fonts written out, as renderers want them."""
    declared, _, rules = (FOLDER / "chart.css").read_text().partition("}\n")
    values = dict(_VARIABLE.findall(declared))

    def coloured(side: int) -> str:
        return _USED.sub(lambda used: _PAIR.sub(rf"\{side}", values[used[1]]), rules)

    if theme != "auto":
        return coloured(2 if theme == "dark" else 1)
    return f"{coloured(1)}@media (prefers-color-scheme: dark) {{\n{coloured(2)}}}"


def lines_of(text: str, letters: int, most: int | None = None) -> list[str]:
    """A text in lines as wide as so many letters; if there are more than `most`, it is cut."""
    for fewer in range(letters, 0, -1):
        lines = wrap(text, fewer, max_lines=most, placeholder=" …")
        if max(map(_letters, lines), default=0) <= letters:
            break
    return lines


def _letters(text: str) -> float:
    """About how wide a text is, in letters of average width: capitals and Cyrillic are wider."""
    return sum(map(_width, text))


def _width(letter: str) -> float:
    if letter in " .,:;'’()ijlftI":
        return 0.7
    if east_asian_width(letter) in "WF":
        return 2
    foreign = letter.isalpha() and letter > "ʯ"
    return 1 + 0.3 * letter.isupper() + 0.2 * foreign + 0.6 * (letter in "mwMW")


def draw_chart(request: Request) -> Response:
    """A chart of the numbers, with unit, source and address.

    If the numbers cannot be compared over time, the picture has them in words.
    """
    series = record(request.snapshot, STATISTICS, request.path_params["id"])
    theme = request.query_params.get("theme", THEME.default)
    if request.path.endswith(".svg"):
        # Only the picture's own style, by its hash.
        own = base64.b64encode(hashlib.sha256(style(theme).encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{own}'; frame-ancestors 'none'"
        headers = [(b"content-security-policy", policy.encode())]
        return Response(_chart(request, series, theme), SVG, headers=headers)
    return Response(_png(_chart(request, series, "light" if theme == "auto" else theme), 2), PNG)


def _chart(request: Request, series: Document, theme: str) -> bytes:
    cited = [citation for row in series["observations"] for citation in row["citations"]]
    source = f"Source: {sources_of(request.snapshot, cited, places=True)}"
    return xml(
        "chart_image.svg",
        style=style(theme),
        series=series,
        lines_of=lines_of,
        wide=WIDE,
        most=_FIGURES,
        source=source,
        url=f"{request.origin}/explore/statistics/{series['id']}",
    )


def sources_of(snapshot: Snapshot, cited: list[Document], *, places: bool = False) -> str:
    """The first articles cited: `“Title”, The Straits Times, 9 May 2025`, with the paragraphs."""
    found: dict[str, list[Document]] = {}
    for one in cited:
        found.setdefault(one["article"], []).append(one)
    named = [
        source_of(record(snapshot, ARTICLES, id_)) + (f", {places_of(of)}" if places else "")
        for id_, of in [*found.items()][:_SOURCES]
    ]
    return "; ".join([*named, *(["other articles"] if len(found) > _SOURCES else [])])


def _png(svg: bytes, zoom: int = 1) -> bytes:
    import resvg_py  # noqa: PLC0415 - only for pictures

    began = perf_counter()
    drawn = bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg.decode(),
            zoom=zoom,
            skip_system_fonts=True,
            font_files=[str(files(package) / "files" / name) for package, name in _FONTS],
            serif_family="Source Serif Pro",
            sans_serif_family="Source Sans Pro",
        )
    )
    # Nothing else runs while it draws; before the next picture, others get as much time.
    sleep(perf_counter() - began)
    return drawn


def draw_card(request: Request) -> Response:
    """The picture that a shared link to a record shows, 1,200 by 630 pixels."""
    collection, shown = record_of(request)
    article = record(request.snapshot, ARTICLES, cited_on_card(shown)[0]["article"])
    data = served(request.snapshot)
    said, voice = words_of_card(shown, data["countries"], several=data["several"])
    lines = lines_of(said, CARD_LINE)
    if long := len(lines) >= CARD_LINES:
        lines = lines_of(said, LONG_LINE, CARD_LINES)
    svg = xml(
        "card.svg",
        style=style("light"),
        kicker=kind_on_card(collection.name, shown),
        lines=lines,
        long=long,
        voice=lines_of(voice, VOICE_LINE, 2),
        source=lines_of(source_of(article), VOICE_LINE, 2),
    )
    return Response(_png(svg), PNG)


def kind_on_card(name: str, shown: Document) -> str:
    """What a card calls a record of a collection: a judgement is not called a fact."""
    kind = shown["voice"].replace("_", " ") if name == "facts" else ONE[name]
    return str(kind).capitalize()


def words_of_card(
    shown: Document, countries: Mapping[str, str], *, several: bool = False
) -> tuple[str, str]:
    """What a record says, and who says it and where; of a series the latest number, if it has one.

    Its card and the description of its page say this.
    """
    claim, said = shown, said_in(shown)
    places = places_of(cited_on_card(shown))
    if "observations" in shown:
        latest, *others = latest_figures(shown)
        if others or len(latest.of) > 1:
            # None of the numbers is that of the whole series.
            return f"{shown['name']}: {shown['description']}", f"based on the article, {places}"
        claim, said = latest.rows[0], latest.rows[0]["statement"]
        if len(latest.rows) > 1 and not latest.of:
            # Each statement has one of the numbers.
            period = f" ({latest.period})" if latest.period else ""
            said = f"{shown['name']}: {latest.words}{period}"
    by = first_office(claim, countries) or attributed(claim, several=several)
    return said, f"{by}, {places}"


def cited_on_card(shown: Document) -> list[Document]:
    """The citations of what a card says, such as the latest number, in the first article."""
    series = "observations" in shown
    said = latest_of(shown) if series else (shown.get("offices") or [shown])[:1]
    cited = [one for record_ in said for one in record_["citations"]]
    return [one for one in cited if one["article"] == cited[0]["article"]]
