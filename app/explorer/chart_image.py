"""Pictures: charts as SVG and PNG, and the card that a shared link shows."""

import base64
import hashlib
import re
from functools import cache, lru_cache
from importlib.resources import files
from textwrap import shorten, wrap
from typing import Any

from app.api.http import Request, Response
from app.api.parameters import read
from app.api.problems import NotFound
from app.core.collection import Choice, Collection
from app.explorer.chart import chart_of, figures_of
from app.explorer.pages import templates
from app.explorer.records import BY_NAME, Record, record, records, title_of
from app.explorer.static_files import FOLDER
from app.explorer.wording import ONE, places_of
from app.queries.suggestions import nearest
from app.resources.articles import ARTICLES
from app.resources.statistics import STATISTICS

SVG, PNG = "image/svg+xml", "image/png"
SERIF, SANS = "Source Serif Pro", "Source Sans Pro"

THEME = Choice(
    "theme",
    "Colours: `light`, `dark`, or `auto`, which follows the reader's system.",
    "dark",
    choices=("light", "dark", "auto"),
    default="light",
)

_VARIABLE = re.compile(r"--([a-z]+): ([^;]+);")
_PAIR = re.compile(r"--([a-z]+): light-dark\(([^,]+), ([^)]+)\);")
_USED = re.compile(r"var\(--([a-z]+)\)")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may contain, such as control characters."""

WIDE = 86
"""Letters that fit into a line of a chart's small print."""

CARD_LINE, LONG_LINE, CARD_LINES = 40, 47, 5
"""Letters that fit into a line of a card, in large and in smaller type, and the most lines."""


@lru_cache(maxsize=8)
def style(theme: str) -> str:
    """The style sheet of a picture, with colours and fonts written out, as renderers want them."""
    declared, _, rules = (FOLDER / "chart.css").read_text().partition("}\n")
    fonts = {
        name: value for name, value in _VARIABLE.findall(declared) if "light-dark" not in value
    }
    pairs = _PAIR.findall(declared)
    light = fonts | {name: value for name, value, _ in pairs}
    dark = fonts | {name: value for name, _, value in pairs}

    def coloured(palette: dict[str, str]) -> str:
        return _USED.sub(lambda name: palette[name[1]], rules)

    if theme != "auto":
        return coloured(dark if theme == "dark" else light)
    return f"{coloured(light)}@media (prefers-color-scheme: dark) {{\n{coloured(dark)}}}"


def policy(theme: str) -> str:
    """The policy of a picture, which brings its style along: that one style, by its hash."""
    digest = base64.b64encode(hashlib.sha256(style(theme).encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"


def draw_chart(request: Request) -> Response:
    """The series as an SVG image."""
    series, theme = _asked(request)
    headers = [(b"content-security-policy", policy(theme).encode())]
    return Response(_chart(request, series, theme).encode(), SVG, headers=headers)


def draw_chart_png(request: Request) -> Response:
    """The series as a PNG image, 1,280 pixels wide."""
    series, theme = _asked(request)
    return Response(_png(_chart(request, series, "light" if theme == "auto" else theme), 2), PNG)


def _asked(request: Request) -> tuple[Record, str]:
    values = read(request.query, {"theme": THEME})
    id_ = request.params["id"]
    series = record(request.snapshot, STATISTICS, id_)
    if series is None:
        near = nearest(request.snapshot, STATISTICS, id_)
        detail = f"there is no {id_!r} in /statistics"
        raise NotFound(detail, [f"/statistics/{other}" for other in near])
    return series, values.get("theme", THEME.default)


def _chart(request: Request, series: Record, theme: str) -> str:
    article = record(request.snapshot, ARTICLES, series["article"])
    title = f"“{article['title']}”" if article else series["article"]
    publisher = article["publisher"] if article else None
    source = f"Source: {title}{', ' + publisher['name'] if publisher else ''}, " + places_of(
        [citation for row in series["observations"] for citation in row["citations"]]
    )
    return _drawn(
        "chart_image.svg",
        style=style(theme),
        series=series,
        chart=chart_of(series),
        figures=figures_of(series),
        heading=wrap(series["name"], 52)[:2],
        subtitle=wrap(series["description"], WIDE)[:3],
        source=wrap(source, WIDE)[:3],
        url=f"{request.origin}/explore/statistics/{series['id']}",
    )


def _drawn(template: str, **shown: Any) -> str:  # noqa: ANN401 - each template has its own
    """A picture as well-formed XML, whatever the names in it contain."""
    return _NOT_XML.sub(
        "\N{REPLACEMENT CHARACTER}", templates().get_template(template).render(shown)
    )


@cache
def _fonts() -> list[str]:
    """The font files that pictures are rendered with, from installed packages."""
    return [
        str(files(f"font_{name.lower().replace(' ', '_')}") / "files" / f"{file}.ttf")
        for name, file in (
            (SANS, "SourceSansPro-Regular"),
            (SERIF, "SourceSerifPro-Semibold"),
        )
    ]


def _png(svg: str, zoom: int = 1) -> bytes:
    import resvg_py  # noqa: PLC0415 - only for pictures

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=zoom,
            skip_system_fonts=True,
            font_files=_fonts(),
            serif_family=SERIF,
            sans_serif_family=SANS,
        )
    )


def draw_card(request: Request) -> Response:
    """The picture that a shared link to a record shows, 1,200 by 630 pixels."""
    name, id_ = request.params["collection"], request.params["id"]
    collection = BY_NAME.get(name)
    shown = record(request.snapshot, collection, id_) if collection else None
    if collection is None or shown is None:
        raise NotFound(f"There is no picture of /{name}/{id_}.", ["/explore"])
    return _card(request, ONE[name].capitalize(), _said(collection, shown), _voice(shown))


def draw_front_card(request: Request) -> Response:
    """The picture that a shared link to any other page shows."""
    articles = records(request.snapshot, ARTICLES, limit=1)
    title = articles[0]["title"] if articles else "Article Facts"
    return _card(
        request, "What the article says", title, "Each fact with the place that supports it"
    )


def _said(collection: Collection, shown: Record) -> str:
    if "observations" in shown:
        latest = figures_of(shown)[-1]
        return f"{shown['name']}: {latest.words}" + (f" ({latest.period})" if latest.period else "")
    if collection.name == "events":
        return str(shown["summary"])
    return title_of(shown)


def _voice(shown: Record) -> str:
    place = places_of(shown["citations"])
    if "speakers" in shown:
        names = " and ".join(speaker["name"] for speaker in shown["speakers"])
        return f"{names or shown['attributed_to']} · {place}"
    voice = shown.get("asserted_by")
    if voice and voice["id"] != shown["article"]:
        return f"{voice['name']} · {place}"
    return place


def _card(request: Request, kicker: str, said: str, voice: str) -> Response:
    articles = records(request.snapshot, ARTICLES, limit=1)
    lines = wrap(said, CARD_LINE)
    if len(lines) >= CARD_LINES:
        lines = wrap(said, LONG_LINE, max_lines=CARD_LINES, placeholder=" …")
    svg = _drawn(
        "card.svg",
        style=style("light"),
        kicker=kicker,
        lines=lines,
        voice=voice,
        source=shorten(articles[0]["title"], 90, placeholder=" …") if articles else "",
    )
    return Response(_png(svg), PNG)
