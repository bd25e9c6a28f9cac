"""Several processes on one database: each notices a new dataset, and no page mixes two."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.reliability.corpora import corpus
from tests.serving import NewDatabase, serving
from tests.starting import ran

ARTICLES, A_PAGE = 24, 5
WORKERS = 3
PATIENCE = 60


@dataclass
class Reader:
    """A client that reads all pages again and again over one connection."""

    address: str
    walked: list[set[str]] = field(default_factory=list)
    """The titles that each complete pass found."""
    refused: int = 0
    wrong: list[str] = field(default_factory=list)
    seen_at: dict[str, float] = field(default_factory=dict)
    """When each title was seen for the first time."""
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Read until `stopped` is set."""
        with httpx.Client(base_url=self.address) as client:
            # The pause leaves processor time to the seeding.
            while not self.stopped.wait(0.02):
                self._walk(client)

    def _walk(self, client: httpx.Client) -> None:
        titles: list[str] = []
        page: str | None = f"/articles?fields=title&limit={A_PAGE}"
        while page:
            answer = client.get(page)
            if titles and answer.status_code == 422:
                self.refused += answer.json()["errors"][0]["parameter"] == "cursor"
                return
            if answer.status_code != 200:
                self.wrong.append(answer.text)
                return
            titles += [item["title"] for item in answer.json()["items"]]
            for title in titles:
                self.seen_at.setdefault(title, time.monotonic())
            page = answer.json()["next"]
        if len(titles) != ARTICLES:
            self.wrong.append(f"{len(titles)} articles")
        self.walked.append(set(titles))


@pytest.fixture
def url(tmp_path: Path, new_database: NewDatabase) -> dict[str, str]:
    """The setting with the database's URL."""
    return {"DATABASE_URL": new_database(tmp_path)}


@pytest.fixture
def addresses(tmp_path: Path, url: dict[str, str]) -> Iterator[list[str]]:
    """Two services on one database, one of them with several workers."""
    own = {**url, "ARTICLE_FACTS_SEED": str(corpus(tmp_path / "old", ARTICLES, "Old"))}
    with ExitStack() as stack:
        yield [
            stack.enter_context(serving(tmp_path, {**own, "ARTICLE_FACTS_WORKERS": str(workers)}))
            for workers in (1, WORKERS)
        ]


def test_each_process_sees_a_new_dataset_and_no_page_is_mixed(
    tmp_path: Path, url: dict[str, str], addresses: list[str]
) -> None:
    page = f"/articles?limit={A_PAGE}"
    old = httpx.get(addresses[0] + page)
    followed = [httpx.get(address + old.json()["next"]) for address in addresses]
    assert [answer.status_code for answer in followed] == [200, 200]
    assert followed[0].content == followed[1].content
    # A connection stays with one worker, so use several connections to reach several workers.
    readers = [Reader(address) for address in addresses for _ in range(WORKERS)]
    threads = [threading.Thread(target=reader.run) for reader in readers]
    for thread in threads:
        thread.start()
    try:
        _until(lambda: all(reader.walked for reader in readers))
        new = corpus(tmp_path / "new", ARTICLES, "New")
        ran(tmp_path, "seed", "--seed", str(new), settings=url).check_returncode()
        seeded = time.monotonic()
        _until(lambda: all({"New"} in reader.walked for reader in readers))
    finally:
        for reader in readers:
            reader.stopped.set()
        for thread in threads:
            thread.join()

    for address in addresses:
        # Each request uses a new connection, to any worker, until all have noticed the dataset.
        _until(partial(_all_refuse, address, old))
        answer = httpx.get(address + page, headers={"If-None-Match": old.headers["etag"]})
        assert {item["title"] for item in answer.json()["items"]} == {"New"}
    for reader in readers:
        assert reader.wrong == []
        # First only old titles, then only new ones, and never both in one pass.
        changes = [titles for titles in reader.walked if titles not in ({"Old"}, {"New"})]
        assert changes == []
        first_new = reader.walked.index({"New"})
        assert {"Old"} not in reader.walked[first_new:]
    late = max(reader.seen_at["New"] for reader in readers) - seeded
    print(  # noqa: T201 - for the report
        f"{len(readers)} readers of {1 + WORKERS} processes, {sum(len(r.walked) for r in readers)} "
        f"walks, {sum(r.refused for r in readers)} broken off by a refused cursor; the last saw "
        f"the new dataset {late:.2f} s after the seeding ended"
    )


def _all_refuse(address: str, old: httpx.Response) -> bool:
    return all(_refuses(address, old) for _ in range(4 * WORKERS))


def _refuses(address: str, old: httpx.Response) -> bool:
    """Whether the page after `old` is refused; otherwise it must be from the same dataset."""
    answer = httpx.get(address + old.json()["next"])
    if answer.status_code == 200:
        assert {item["title"] for item in answer.json()["items"]} == {"Old"}
        return False
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "cursor"
    return True


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
