"""The real commands seed and serve databases whose names have special characters of URLs."""

from pathlib import Path
from urllib.parse import quote

import httpx

from tests.seeds import INVENTED
from tests.serving import serving
from tests.starting import ran


def test_a_database_with_any_name_can_be_seeded_and_served(tmp_path: Path) -> None:
    name = "p#q 50%ab&née?mode=rwc"
    folder = tmp_path / name
    folder.mkdir()
    file = folder / f"{name}.db"
    url = f"sqlite:///{quote(str(file))}"
    settings = {"DATABASE_URL": url, "ARTICLE_FACTS_SEED": str(INVENTED)}

    first = ran(tmp_path, "seed", settings=settings)
    again = ran(tmp_path, "seed", settings=settings)

    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith("seeded")
    assert again.stdout.startswith("already held")
    with serving(tmp_path, settings) as address:
        assert httpx.get(f"{address}/quotes").json()["total"] == 3
        assert httpx.get(f"{address}/dataset.sqlite").status_code == 200
    assert [path.name for path in folder.iterdir()] == [file.name]


def test_a_name_may_have_unescaped_characters(tmp_path: Path) -> None:
    folder = tmp_path / "p#q"
    folder.mkdir()
    settings = {"DATABASE_URL": f"sqlite:///{folder}/facts.db"}
    with serving(tmp_path, settings) as address:
        assert httpx.get(f"{address}/readyz").status_code == 200
    assert [path.name for path in folder.iterdir()] == ["facts.db"]
