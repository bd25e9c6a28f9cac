"""Lists that are sent whole: who else waits for them, and how often they are made."""

import asyncio
from collections.abc import Iterator

import pytest

from app.api.delivery import File
from app.api.http import Request
from app.api.service import Service
from app.main import create_service
from app.settings import Settings
from tests.asking.datasets import cited, make_seed, seeded

MANY = 300


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("whole")
    facts = [
        {
            "id": f"fact-{number}",
            "statement": f"Fact {number}.",
            "kind": "action",
            "about": ["ann"],
            "citations": [cited()],
        }
        for number in range(MANY)
    ]
    people = [{"id": "ann", "name": "Ann"}]
    written = make_seed(folder / "seed", {"people": people}, {"fact": facts})
    url = seeded(f"sqlite:///{folder}/facts.db", written)
    made = create_service(Settings(database_url=url))
    made.database.open()
    yield made
    made.database.close()


def in_a_thread(service: Service, path: str, query: str, accept: str) -> bool:
    """Whether a request is answered in a thread, so that no other one waits for it."""
    headers = {b"host": b"h", b"accept": accept.encode()}
    request = Request("GET", path.encode(), query.encode(), headers, service)
    return service.respond(request, admitted=True) is None


@pytest.mark.parametrize(
    ("path", "query", "accept"),
    [
        ("/facts.csv", "", "*/*"),
        ("/facts.ndjson", "fields=id", "*/*"),
        ("/facts", "format=c%73v&fields=id", "*/*"),
        ("/facts", "", "text/csv"),
        ("/facts", "kind=action", "application/x-ndjson"),
    ],
)
def test_a_whole_list_is_made_in_a_thread(
    service: Service, path: str, query: str, accept: str
) -> None:
    assert in_a_thread(service, path, query, accept)


@pytest.mark.parametrize(
    ("path", "query", "accept"),
    [
        ("/facts", "", "*/*"),
        ("/facts.csv", "limit=5", "*/*"),
        ("/facts", "format=ndjson&limit=5", "*/*"),
        ("/articles.csv", "", "*/*"),
        ("/facts", "utm_source=a", "text/html"),
    ],
)
def test_a_page_or_a_short_list_is_answered_at_once(
    service: Service, path: str, query: str, accept: str
) -> None:
    assert not in_a_thread(service, path, query, accept)


def test_a_table_of_the_dataset_is_made_once(service: Service) -> None:
    path, found = "/dataset/citations.csv", []
    for _ in range(2):
        request = Request("GET", path.encode(), b"", {b"host": b"h"}, service)
        assert service.respond(request, admitted=True) is None
        made = asyncio.run(service.respond_later(request)).body
        assert isinstance(made, File)
        found.append(made)

    assert found[0].file is found[1].file
    assert found[0].part.stop > MANY * len("facts,fact-0,")
