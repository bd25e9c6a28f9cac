"""What a seed may hold at most goes into either database."""

import random
import re
from pathlib import Path

import pytest

from app.queries.engine import make_engine
from app.seeding.faults import FaultySeed
from app.seeding.loading import seed
from app.seeding.migrating import migrate
from tests.raw import ask
from tests.seeds import INVENTED, joined
from tests.serving import NewDatabase, serving

LINE, WORDS = 500, 2000
_LONGEST = {
    **dict.fromkeys(("title", "name", "occupation", "inference", "unit"), LINE),
    **dict.fromkeys(("statement", "summary", "description"), WORDS),
}
_FIELD = re.compile(rf'(?m)^(?P<field>{"|".join(_LONGEST)}) = "[^"]*"$')


def longest(folder: Path, more: int = 0) -> Path:
    """The invented seed with every text as long as it may be, or longer by so much.

    Each is one word of letters that take four bytes and do not repeat, so that nothing shortens it.
    """
    dice = random.Random(1)  # noqa: S311 - no secret

    def text(field: re.Match[str]) -> str:
        letters = dice.choices(range(0x20000, 0x2A6D0), k=_LONGEST[field["field"]] + more)
        return f'{field["field"]} = "{"".join(map(chr, letters))}"'

    for path in joined(folder, INVENTED).rglob("*.toml"):
        path.write_text(_FIELD.sub(text, path.read_text()))
    return folder


def test_the_longest_texts_are_served(
    tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase
) -> None:
    folder = tmp_path_factory.mktemp("longest")
    made = longest(folder / "seed")
    url = new_database(folder)
    engine = make_engine(url)
    migrate(engine)
    assert seed(engine, made).articles == 1
    with serving(folder, {"DATABASE_URL": url, "ARTICLE_FACTS_SEED": str(made)}) as address:
        for path in ("/people?sort=-name", "/events?sort=name", "/facts?facets=about", "/people"):
            assert ask(address, path).status == 200, path

    with pytest.raises(FaultySeed) as refused:
        seed(engine, longest(folder / "longer", more=1))
    told = str(refused.value)
    assert all(f" {field}: " in told for field in _LONGEST)
