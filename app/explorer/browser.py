"""Pages for browsers at the paths where programs get data, also for problems."""

import re
from urllib.parse import quote, urlencode

from app.api.http import ACCEPT, Request, Response
from app.api.negotiation import qualities, quality
from app.api.parameters import pairs
from app.api.problems import Problem, problem_named
from app.core.schema import title_of
from app.explorer.front import front
from app.explorer.pages import page, redirect
from app.explorer.records import BY_NAME, record
from app.explorer.wording import MANY, page_of
from app.nearest import nearest_names
from app.queries.suggestions import nearest_ids

_DATA = re.compile(r"/(\w+)(?:/([^/]+))?")
_PAGES = ("/explore", "/docs", "/problems")
_FORMS = re.compile(rb"(^|&)(format|fields|facets|include)=")


def prefers_html(accept: bytes) -> bool:
    """Whether an `Accept` header is a browser's: it names XHTML, or accepts only HTML.

    Java and others name HTML first among other types, but want data.
    """
    if b"html" not in accept:
        return False
    json = quality(accept, "application/json")
    if qualities(accept).get(b"application/xhtml+xml", 0) > 0:
        return quality(accept, "text/html") >= json
    return quality(accept, "text/html") > 0 and not json


def page_for(request: Request) -> Response | None:
    """The page that a browser gets at a path of the API; None if it gets data.

    `format=json` in the query always gets data.
    """
    path = request.path
    name, id_ = parts.groups() if (parts := _DATA.fullmatch(path)) else ("", None)
    shown = path == "/" or name in BY_NAME or name == "problems" or path == "/search"
    if not shown or request.method not in {"GET", "HEAD"} or _FORMS.search(request.query):
        return None
    request.depends_on.add(ACCEPT)
    if not prefers_html(request.headers.get(ACCEPT, b"")):
        return None
    if path == "/":
        return front(request)
    if name == "problems":
        problem = problem_named(request.params["slug"])
        return page(request, "problem_type.html", problem=problem)
    query = request.query.decode("latin-1")
    target = page_of(quote(path)) + (f"?{query}" if query and not id_ else "")
    return redirect(target, 303)


def problem_page(problem: Problem, request: Request) -> Response | None:
    """A problem as a page, with a way to its JSON: the same address with `format=json`.

    None if the address is not that of a page and the client is not a browser: it gets JSON.
    """
    if b"format=json" in request.query:
        return None
    is_page = request.route is not None and request.route.page
    if not is_page:
        request.depends_on.add(ACCEPT)
        if not prefers_html(request.headers.get(ACCEPT, b"")):
            return None
    query, path = request.query.decode("latin-1"), quote(request.path)
    instance = path + (f"?{query}" if query else "")
    # As a link, two slashes lead to another host.
    linked = not (is_page or path.startswith("//"))
    body = problem.body(instance)
    errors = [{**one, "corrected": _corrected(request, one)} for one in body.get("errors", ())]
    return page(
        request,
        "problem.html",
        status=problem.status,
        path=request.path,
        problem=body,
        meant=_meant(request, body.get("did_you_mean") or []),
        errors=errors,
        data=f"{instance}{'&' if query else '?'}format=json" if linked else "",
    )


def _meant(request: Request, paths: list[str]) -> list[tuple[str, str]]:
    """The pages at the nearest paths, each with its name."""
    shown = [path if path.startswith(_PAGES) else page_of(path) for path in paths]
    name, _, id_ = request.path.removeprefix("/explore/").partition("/")
    is_page = request.route is not None and request.route.page
    if paths and request.opened and is_page and id_ and name not in BY_NAME:
        # The name of a collection is misspelt: the id may be right, or nearly.
        for near in nearest_names(name, BY_NAME):
            ids = nearest_ids(request.opened, BY_NAME[near], id_)
            shown = [f"/explore/{near}/{one}" for one in ids] or [f"/explore/{near}"]
    return [(path, _name_of(request, path)) for path in shown]


def _name_of(request: Request, path: str) -> str:
    """What the page at a path is called: `Xi Jinping`, `People`; otherwise the path.

    Without an open snapshot, as for a path of no route, it is the path of a record.
    """
    found = _DATA.fullmatch(path.removeprefix("/explore"))
    name, id_ = found.groups() if found else ("", None)
    if name not in BY_NAME:
        return "the start page" if path == "/explore" else path
    if not id_:
        return MANY[name].capitalize()
    shown = record(request.opened, BY_NAME[name], id_) if request.opened else None
    return title_of(shown) if shown else path


def _corrected(request: Request, error: dict[str, str | None]) -> str:
    """The address with the suggested value; empty if there is none, or several."""
    name, meant = error["parameter"], error["did_you_mean"]
    asked = pairs(request.query)
    given = [value for one, value in asked if one == name]
    if not meant or len(given) != 1 or "," in (given[0] or ""):
        return ""
    corrected = [(one, meant if one == name else value or "") for one, value in asked]
    return f"{quote(request.path)}?{urlencode(corrected, safe=',')}"
