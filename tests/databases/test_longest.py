"""Both databases accept the longest texts that a seed may have."""

import json
import random
import re
from pathlib import Path
from urllib.parse import quote

import pytest

from app.seeding.build import place_of, seed
from app.seeding.faults import FaultySeed
from tests.raw import ask
from tests.seeds import ARTICLE, INVENTED, append, edit, joined
from tests.serving import NewDatabase, serving

LINE, WORDS = 500, 2000
_LONGEST = {
    **dict.fromkeys(("title", "name", "occupation", "inference", "unit"), LINE),
    **dict.fromkeys(("statement", "summary", "description"), WORDS),
}
_FIELD = re.compile(rf'(?m)^(?P<field>{"|".join(_LONGEST)}) = "[^"]*"$')
_SECOND = """
[[observation]]
id = "lanterns-2032"
statistic = "lanterns-lit"
period = "2032"
value = 301
statement = "There were 301 lanterns at the fair of 2032."
basis = "inferred"
inference = "The text gives no year."
citations = [{ paragraph = 4, start = 165, end = 186, sha256 = "%s" }]
""" % (64 * "0")


def longest(folder: Path, more: int = 0) -> Path:
    """The invented seed with every text at its greatest length, or `more` characters longer.

    Each text is one word of random four-byte letters, so compression does not shorten it. One
    series has two numbers, each with its own inference.
    """
    dice = random.Random(1)  # noqa: S311 - no secret

    def text(field: re.Match[str]) -> str:
        letters = dice.choices(range(0x20000, 0x2A6D0), k=_LONGEST[field["field"]] + more)
        return f'{field["field"]} = "{"".join(map(chr, letters))}"'

    append(joined(folder, INVENTED), ARTICLE, _SECOND)
    # The statement of a fragment has to contain its words.
    edit(folder, ARTICLE, 'form = "fragment"', 'form = "direct"')
    for path in folder.rglob("*.toml"):
        path.write_text(_FIELD.sub(text, path.read_text()))
    return folder


def test_the_longest_texts_are_served(
    tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase
) -> None:
    folder = tmp_path_factory.mktemp("longest")
    made = longest(folder / "seed")
    url = new_database(folder)
    assert seed(place_of(url), made).dataset.articles == 1
    with serving(folder, {"DATABASE_URL": url, "ARTICLE_FACTS_SEED": str(made)}) as address:
        for path in ("/people?sort=-name", "/events?sort=name", "/facts?facets=about", "/people"):
            assert ask(address, path).status == 200, path
        rows = json.loads(ask(address, "/statistics/lanterns-lit/observations").body)["items"]
        assert LINE in {len(row["inference"] or "") for row in rows}

    with pytest.raises(FaultySeed) as refused:
        seed(place_of(url), longest(folder / "longer", more=1))
    told = str(refused.value)
    assert all(f" {field}: " in told for field in _LONGEST)


@pytest.mark.parametrize("letters", [range(0x61, 0x6B), range(0x20000, 0x2A6D0)])
def test_more_words_than_an_index_has_room_for_are_stored(
    tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase, letters: range
) -> None:
    folder = tmp_path_factory.mktemp("many")
    made = joined(folder / "seed", INVENTED)
    dice = random.Random(2)  # noqa: S311 - no secret
    names = ["".join(map(chr, dice.choices(letters, k=100))) for _ in range(12_000)]
    own = 'name = "Mara Núñez"\n'
    edit(made, "people.toml", own, f"{own}other_names = {json.dumps(names, ensure_ascii=False)}\n")
    url = new_database(folder)

    assert seed(place_of(url), made).changed

    with serving(folder, {"DATABASE_URL": url, "ARTICLE_FACTS_SEED": str(made)}) as address:
        found = json.loads(ask(address, f"/search?q={quote(names[0])}&limit=1").body)["items"]
        assert [hit["kind"] for hit in found] == ["person"]
