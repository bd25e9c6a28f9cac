"""What a browser gets where a program gets data: a page, also for a problem."""

import re
from urllib.parse import quote

from app.api.http import HTML, Request, Response
from app.api.problem import Problem
from app.api.problems import PROBLEMS, NotFound
from app.explorer.front import front
from app.explorer.pages import page, redirect
from app.explorer.records import BY_NAME
from app.explorer.share import Meta
from app.explorer.wording import page_of

_DATA = re.compile(r"/(\w+)(?:/([^/]+))?")
_FORMS = re.compile(rb"(^|&)(format|fields|facets|include)=")
_PROBLEM = {problem.slug: problem for problem in PROBLEMS}


def prefers_html(request: Request) -> bool:
    """Whether the client names HTML itself, as browsers do, and does not put it after JSON."""
    header = request.headers.get(b"accept", b"")
    if b"html" not in header:
        return False
    html = max(request.quality("text/html"), request.quality("application/xhtml+xml"))
    return html > 0 and html >= request.quality("application/json")


def page_for(request: Request) -> Response | None:
    """The page that a browser gets at a path of the API; None if it gets data.

    `format=json` in the query always gets data.
    """
    if request.method not in {"GET", "HEAD"} or _FORMS.search(request.query):
        return None
    path = request.path
    if path == "/" and prefers_html(request):
        return front(request)
    parts = _DATA.fullmatch(path)
    if parts is None or not prefers_html(request):
        return None
    name, id_ = parts.groups()
    query = request.query.decode("ascii", "replace")
    if name in BY_NAME or (name == "search" and not id_):
        target = page_of(quote(path)) + (f"?{query}" if query and not id_ else "")
        return redirect(target, 303)
    return None


def problem_page(problem: Problem, request: Request) -> Response:
    """A problem as a page, with a way to its JSON."""
    query = request.query.decode("latin-1")
    instance = request.path + (f"?{query}" if query else "")
    body = problem.body(instance)
    separator = "&" if query else "?"
    request.route = None if request.route is None else request.route
    answer = page(
        request,
        "problem.html",
        Meta(title=str(body["title"]), path=request.path, data=f"/problems/{problem.slug}"),
        status=problem.status,
        problem=body,
        data=f"{instance}{separator}format=json" if not request.path.startswith("/explore") else "",
    )
    extra = [(name.lower().encode(), value.encode()) for name, value in problem.headers.items()]
    answer.headers += [*extra, (b"cache-control", b"no-store")]
    answer.media_type = HTML
    return answer


def show_problem_type(request: Request) -> Response:
    """What one type of problem means."""
    slug = request.params["slug"]
    if slug not in _PROBLEM:
        raise NotFound(f"There is no problem {slug!r}.", [f"/explore/problems/{s}" for s in _PROBLEM])
    problem = _PROBLEM[slug]
    return page(
        request,
        "problem_type.html",
        Meta(
            title=problem.title,
            path=f"/explore/problems/{slug}",
            description=problem.explanation,
            data=f"/problems/{slug}",
        ),
        problem=problem,
    )
