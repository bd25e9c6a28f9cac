"""How dates, numbers and places in the text read in a page."""

from app.core.edtf import parse

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

ONE = {
    "leaders": "leader",
    "people": "person",
    "events": "event",
    "quotes": "quote",
    "statistics": "statistic",
    "facts": "fact",
    "articles": "article",
    "countries": "country",
    "places": "place",
    "organisations": "organisation",
}
"""What a record of each collection is called."""


def date_in_words(edtf: str | None, status: str = "") -> str:
    """An EDTF date as a reader says it, no more exact: `9 May 2025`, `since February 2022`."""
    if edtf is None:
        return "no date given"
    read = parse(edtf)
    begin, end = (one and _single(one) for one in (read.begin, read.end))
    if begin and end:
        if read.begin == read.end:
            return begin
        return f"{begin} to {end}" if read.lasted else f"between {begin} and {end}"
    if begin:
        return f"since {begin}" if read.lasted and status == "ongoing" else f"{begin} or later"
    return f"{end} or earlier"


def _single(text: str) -> str:
    if "X" in text:
        return text.replace("X", "0") + "s"
    year, *rest = text.split("-")
    month = f"{_MONTHS[int(rest[0]) - 1]} " if rest else ""
    day = f"{int(rest[1])} " if len(rest) > 1 else ""
    return f"{day}{month}{year}"


def whole(number: float) -> str:
    """A number with its thousands apart."""
    return f"{number:,}"


def place_in_text(citation: dict[str, int]) -> str:
    """Where a citation stands: `paragraph 10, characters 1,312–1,379`."""
    start, end = citation["start"], citation["end"]
    return f"paragraph {citation['paragraph']}, characters {start:,}–{end:,}"


def page_of(url: str) -> str:
    """The path of the page that shows what the API serves at `url`."""
    return f"/explore{url}"
