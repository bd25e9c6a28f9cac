"""Fixtures for more than one file."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.reliability.hostile import SOON
from tests.seeds import INVENTED
from tests.serving import serving


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A service with the invented seed, and the folder of its log."""
    folder = tmp_path_factory.mktemp("hostile")
    # Without a response cache, which would grow up to its limit.
    own = {"ARTICLE_FACTS_SEED": str(INVENTED), "ARTICLE_FACTS_CACHE_MIB": "0"}
    with serving(folder, own) as address:
        yield address, folder


@pytest.fixture
def hostile(service: tuple[str, Path]) -> Iterator[str]:
    """The service's address; afterwards, checks that it still responds and logged no traceback."""
    address, folder = service
    yield address
    assert httpx.get(f"{address}/livez", timeout=SOON).status_code == 200
    assert "Traceback" not in (folder / "server.log").read_text()
