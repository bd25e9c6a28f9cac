"""Pages for browsers at the paths where programs get data, also for problems."""

import re
from urllib.parse import quote, urlencode

from app.api.http import ACCEPT, READ, Request, Response
from app.api.negotiation import qualities, quality
from app.api.parameters import pairs
from app.api.problems import InvalidParameters, ParameterError, Problem, problem_named
from app.core.schema import title_of
from app.explorer.front import front
from app.explorer.pages import page, redirect
from app.explorer.records import BY_NAME, records
from app.explorer.wording import MANY, page_of

_SHOWN = frozenset({"/", "/search", "/problems/{slug}"}).union(
    f"/{name}{rest}" for name in BY_NAME for rest in ("", "/{id}")
)
"""The paths of routes whose data has a page."""

_FORMS = re.compile(rb"(^|&)(format|fields|facets|include)=")


def prefers_html(request: Request) -> bool:
    """Whether a browser asks: its `Accept` header names XHTML, or accepts only HTML.

    Java and others name HTML first among other types, but want data. The response then has
    `Vary: Accept`.
    """
    request.negotiated = True
    accept = request.headers.get(ACCEPT, b"").lower()
    if b"html" not in accept:
        return False
    json = quality(accept, "application/json")
    if qualities(accept).get(b"application/xhtml+xml", 0) > 0:
        return quality(accept, "text/html") >= json
    return quality(accept, "text/html") > 0 and not json


def page_for(request: Request) -> Response | None:
    """The page that a browser gets at a path of the API; None if it gets data.

    A query with `format`, `fields`, `facets` or `include` always gets data.
    """
    route = request.route
    if route is None or route.path not in _SHOWN or request.method not in READ:
        return None
    if _FORMS.search(request.query) or not prefers_html(request):
        return None
    if route.path == "/":
        return front(request)
    if "slug" in request.path_params:
        problem = problem_named(request.path_params["slug"])
        return page(request, "problem_type.html", problem=problem)
    query = request.query.decode("latin-1")
    target = page_of(request.raw_path.decode("latin-1"))
    return redirect(
        f"{target}?{query}" if query and "id" not in request.path_params else target, 303
    )


def problem_page(problem: Problem, request: Request) -> Response | None:
    """A problem as a page, with a way to its JSON: the same address with `format=json`.

    None if the address is not that of a page and the client is not a browser: it gets JSON.
    """
    is_page = request.route is not None and request.route.page
    if b"format=json" in request.query or not (is_page or prefers_html(request)):
        return None
    query = request.query.decode("latin-1")
    instance = quote(request.path) + (f"?{query}" if query else "")
    # As a link, two slashes lead to another host.
    linked = not (is_page or instance.startswith("//"))
    body = problem.body(instance)
    errors = problem.errors if isinstance(problem, InvalidParameters) else []
    return page(
        request,
        "problem.html",
        status=problem.status,
        path=request.path,
        problem=body,
        meant=[_named(request, path) for path in body.get("did_you_mean") or ()],
        errors=[(one, _corrected(request, one)) for one in errors],
        data=f"{instance}{'&' if query else '?'}format=json" if linked else "",
    )


def _named(request: Request, path: str) -> tuple[str, str]:
    """The page for a path, and its name: `Xi Jinping`, `People`; or the path itself as both.

    Without an open snapshot, as for a path of no route, a record is named by its path.
    """
    name, _, id_ = path.removeprefix("/explore").strip("/").partition("/")
    if name not in BY_NAME:
        return path, "the start page" if path == "/explore" else path
    target = page_of(f"/{name}/{id_}".rstrip("/"))
    if not id_:
        return target, MANY[name].capitalize()
    found = records(request.opened, BY_NAME[name], id=(id_,)) if request.opened else []
    return target, title_of(found[0]) if found else target


def _corrected(request: Request, error: ParameterError) -> str:
    """The address with the suggested name, or with the suggested value instead of a single one."""
    name, meant = error.parameter, error.did_you_mean
    # Only a query that was read has a suggestion; another cannot be read here either.
    asked = pairs(request.query) if meant else []
    given = [value or "" for one, value in asked if one == name]
    if not meant or len(given) != 1 or ("," in given[0] and not error.unknown):
        return ""
    right = (meant, given[0]) if error.unknown else (name, meant)
    corrected = [right if one == name else (one, value or "") for one, value in asked]
    return f"{quote(request.path)}?{urlencode(corrected, safe=',')}"
