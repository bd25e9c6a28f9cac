"""Seeding works while clients read all the time, and leaves no other file."""

import threading
from pathlib import Path

import httpx

from tests.reliability.corpora import corpus
from tests.serving import serving
from tests.starting import ran

READERS, SEEDINGS = 4, 3


def test_seeding_under_constant_reads_leaves_no_files(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "seed-0", 20, "Edition 0")
    settings = {"ARTICLE_FACTS_SEED": str(folder), "ARTICLE_FACTS_CACHE_MIB": "0"}
    stop = threading.Event()
    wrong: list[int] = []

    def read(address: str) -> None:
        with httpx.Client(base_url=address) as client:
            while not stop.is_set():
                status = client.get("/facts?limit=200").status_code
                if status != httpx.codes.OK:
                    wrong.append(status)

    with serving(tmp_path, settings) as address:
        readers = [threading.Thread(target=read, args=(address,)) for _ in range(READERS)]
        for reader in readers:
            reader.start()
        try:
            for number in range(1, SEEDINGS + 1):
                edition = corpus(tmp_path / f"seed-{number}", 20, f"Edition {number}")
                done = ran(tmp_path, "seed", "--seed", str(edition))
                assert done.returncode == 0, done.stderr
        finally:
            stop.set()
            for reader in readers:
                reader.join()
        assert not wrong
        assert not [*tmp_path.glob("facts.db.new*"), *tmp_path.glob("facts.db-wal")]
