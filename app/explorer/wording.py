"""How dates, numbers and places in the text read in a page."""

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
    first, slash, last = edtf.partition("/")
    if not slash:
        return _single(first)
    if last == "..":
        start = _single(first)
        return f"since {start}" if status == "ongoing" else f"{start} or later"
    if first == "..":
        return f"{_single(last)} or earlier"
    return f"{_single(first)} to {_single(last)}"


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
