"""Read the query string of a page as strictly as the API reads its own."""

from app.api.parameters import fault, pairs
from app.api.problem import ParameterError
from app.explorer.pages import PageNotUnderstood


def unknown(name: str, allowed: list[str]) -> ParameterError:
    """The fault that a page has no parameter `name`."""
    return fault(name, f"there is no parameter {name!r} here", allowed, name)


def asked(query: bytes, allowed: list[str]) -> dict[str, str]:
    """The parameters of a page; one left empty in a form counts as left out.

    Raises `PageNotUnderstood` for one that is unknown, repeated or not text.
    """
    values: dict[str, str] = {}
    for name, text in pairs(query):
        if name not in allowed:
            raise PageNotUnderstood([unknown(name, allowed)])
        if name in values or text is None:
            detail = "it stands twice" if text is not None else "it is not text"
            raise PageNotUnderstood([fault(name, detail)])
        values[name] = text
    return {name: text for name, text in values.items() if text.strip()}
