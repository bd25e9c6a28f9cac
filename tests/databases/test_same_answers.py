"""Both databases give the same response to the same request, byte for byte."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack

import httpx
import pytest

from app.core.collection import Collection
from app.resources import COLLECTIONS
from tests.databases import questions
from tests.databases.wording import worded
from tests.postgres import Postgres
from tests.raw import Answer, ask
from tests.serving import serving

ITS_OWN = {"date", "last-modified", "x-request-id"}
LISTS = list(questions.lists())
Both = Mapping[str, tuple[str, str]]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Iterator[Both]:
    """For each seed, the addresses of a service on SQLite and of one on PostgreSQL."""
    invented = worded(tmp_path_factory.mktemp("worded") / "seed")
    with ExitStack() as stack:
        services: dict[str, tuple[str, str]] = {}
        for name, seed in {"own": {}, "worded": {"ARTICLE_FACTS_SEED": str(invented)}}.items():
            settings = (seed, {**seed, "DATABASE_URL": postgres.database()})
            one, other = (
                stack.enter_context(serving(tmp_path_factory.mktemp(name), each))
                for each in settings
            )
            services[name] = (one, other)
        yield services


def told(answer: Answer, address: str) -> tuple[int, bytes, dict[str, str]]:
    """A response without what differs each time, and without the service's address."""
    headers = {name: value for name, value in answer.headers.items() if name not in ITS_OWN}
    if address.encode() in answer.body:
        headers = {name: v for name, v in headers.items() if name not in {"etag", "repr-digest"}}
    return answer.status, answer.body.replace(address.encode(), b"http://host"), headers


def assert_same(both: Both, targets: Iterable[str]) -> list[Answer]:
    """Send the requests to both services of each seed; returns the responses."""
    answers = []
    for one, other in both.values():
        for target in targets:
            first, second = ask(one, target), ask(other, target)
            assert told(first, one) == told(second, other), target
            assert first.status < httpx.codes.INTERNAL_SERVER_ERROR, target
            answers.append(first)
    return answers


@pytest.mark.parametrize(("path", "collection"), LISTS, ids=[path for path, _ in LISTS])
def test_lists(both: Both, path: str, collection: Collection) -> None:
    answers = assert_same(both, list(questions.of_list(path, collection)))

    assert httpx.codes.OK in {answer.status for answer in answers}


@pytest.mark.parametrize(("path", "collection"), LISTS, ids=[path for path, _ in LISTS])
def test_every_page_in_every_order(both: Both, path: str, collection: Collection) -> None:
    for name, (one, other) in both.items():
        for sort in (*collection.sorts, *(f"-{name}" for name in collection.sorts)):
            target: str | None = f"{path}?sort={sort}&limit=97"
            while target:
                (answer,) = assert_same({name: (one, other)}, [target])
                ok = answer.status == httpx.codes.OK
                target = json.loads(answer.body)["next"] if ok else None


@pytest.mark.parametrize("collection", COLLECTIONS, ids=[c.name for c in COLLECTIONS])
def test_items(both: Both, collection: Collection) -> None:
    assert_same(both, list(questions.of_items(collection)))


def test_numbers_by_their_bounds(both: Both) -> None:
    assert_same(both, list(questions.of_observations()))


def test_searches_find_the_same(both: Both) -> None:
    for addresses in both.values():
        for target in questions.of_search():
            first, second = (ask(address, target) for address in addresses)
            assert first.status == second.status, target
            if first.status == httpx.codes.OK:
                pages = [found(address, target) for address in addresses]
                assert pages[0] == pages[1], target
            else:
                assert told(first, addresses[0]) == told(second, addresses[1]), target


def found(address: str, target: str) -> tuple[dict[str, object], dict[str, dict[str, object]]]:
    """The hits of a search in any order, because each database ranks them in its own way."""
    hits: dict[str, dict[str, object]] = {}
    following: str | None = f"{re.sub('&limit=[0-9]+', '', target)}&limit=200"
    page: dict[str, object] = {}
    while following:
        page = json.loads(ask(address, following).body)
        following = page.pop("next")  # type: ignore[assignment]  # a URL or null
        for hit in page.pop("items"):  # type: ignore[attr-defined]  # a list
            hits[f"{hit['kind']}/{hit['id']}"] = hit
    return page, hits


def test_everything_else(both: Both) -> None:
    assert_same(both, questions.OTHERS)


PAGE = {"accept": "text/html,application/xhtml+xml"}
MISSPELT = "/explore/people/xi-jinpin", "/explore/peple/xi-jinping", "/people/xi-jinping/"


@pytest.mark.parametrize("path", ["/explore", "/explore/people", *MISSPELT])
def test_pages_for_readers(both: Both, path: str) -> None:
    for addresses in both.values():
        answers = [ask(address, path, PAGE) for address in addresses]
        # The footer says when the dataset was seeded, and the styles contain the address.
        bodies = {
            re.sub(rb"(?s)<footer.*?</footer>", b"", answer.body).replace(a.encode(), b"")
            for answer, a in zip(answers, addresses, strict=True)
        }
        assert len(bodies) == 1
        expected = httpx.codes.NOT_FOUND if path in MISSPELT else httpx.codes.OK
        assert {answer.status for answer in answers} == {expected}
