"""Invented newspapers of any size, as seed files in JSON: every word in them is made up.

An article has ten facts: three quotations, an event with one participant, an office, a number and
three statements. As in real news, some people occur much more often than others: the first is in
every article. Every third statement has the word `trade`; twelve in the whole corpus have the word
`quokka`.
"""

import hashlib
import random
import sys
from pathlib import Path
from typing import Any

import orjson

from benchmarks.installation import BENCH

FACTS = 10
"""How many facts an article has."""

PEOPLE, PLACES, ORGANISATIONS, SERIES = 2000, 300, 200, 50
COUNTRIES = ("CN", "RU", "US", "FR", "DE", "IN", "BR", "ZA", "KE", "SG", "MY", "JP", "CH", "UA")
RARE = 12

_KINDS = ("action", "trade", "history", "comparison", "sanctions")


def write(folder: Path, articles: int) -> None:
    """Write a seed folder of `articles` articles, always the same ones."""
    (folder / "articles").mkdir(parents=True)
    shared: dict[str, list[dict[str, Any]]] = {
        "people": [{"id": f"person-{n}", "name": f"Person {n}"} for n in range(PEOPLE)],
        "countries": [{"id": code, "name": f"Land of {code}"} for code in COUNTRIES],
        "places": [
            {"id": f"place-{n}", "name": f"Place {n}", "kind": "city"} for n in range(PLACES)
        ],
        "organisations": [
            {"id": f"body-{n}", "name": f"Body {n}", "kind": "agency"} for n in range(ORGANISATIONS)
        ],
        "statistics": [
            {
                "id": f"series-{n}",
                "name": f"Series {n}",
                "description": f"How much of {n} there was.",
                "unit": "things",
                "whole_numbers": True,
            }
            for n in range(SERIES)
        ],
    }
    for noun, records in shared.items():
        table = {"people": "person", "countries": "country"}.get(noun, noun.removesuffix("s"))
        tables = [
            "\n".join([f"[[{table}]]", *(f"{key} = {_toml(v)}" for key, v in record.items())])
            for record in records
        ]
        (folder / f"{noun}.toml").write_text("\n\n".join(tables) + "\n")
    known = _vocabulary()
    every = max(1, articles // RARE)
    for number in range(articles):
        article = _article(number, known, rare=number % every == 0 and number // every < RARE)
        (folder / f"articles/{name(number)}.json").write_bytes(orjson.dumps(article))


def written(articles: int) -> Path:
    """A folder with such a corpus as its `seed`."""
    folder = BENCH / f"growth/{articles}"
    if not (folder / "seed").exists():
        write(folder / "seed", articles)
    return folder


def name(number: int) -> str:
    """The id of an article of the corpus."""
    return f"paper-{number:06d}"


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'


def _vocabulary() -> list[str]:
    dice = random.Random(1)
    syllables = [a + b for a in "bdfgklmnprstv" for b in "aeiou"]
    return sorted({"".join(dice.choices(syllables, k=dice.randint(2, 4))) for _ in range(6000)})


class _Text:
    """An article's text, built sentence by sentence, with a citation of each."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.length = 0

    def add(self, sentence: str) -> list[dict[str, Any]]:
        start = self.length
        self.lines.append(sentence)
        self.length += len(sentence) + 1
        return [
            {
                "paragraph": len(self.lines),
                "start": start,
                "end": start + len(sentence),
                "sha256": hashlib.sha256(sentence.encode()).hexdigest(),
            }
        ]


def _article(number: int, known: list[str], *, rare: bool) -> dict[str, Any]:
    dice = random.Random(number)
    text = _Text()

    def words(least: int, most: int) -> str:
        places = (int(len(known) * dice.random() ** 3) for _ in range(dice.randint(least, most)))
        common = ["trade"] if dice.random() < 1 / 3 else []
        return " ".join([*common, *(known[place] for place in places)])

    who = [f"person-{n}" for n in {0, *(int(PEOPLE * dice.random() ** 3) for _ in range(2))}]
    land, place = dice.choice(COUNTRIES), f"place-{int(PLACES * dice.random() ** 2)}"
    series, year = f"series-{dice.randrange(SERIES)}", dice.randint(1950, 2025)
    own = name(number)
    head = text.add(words(5, 9))
    quotes, facts = [], []
    for place_, speaker in enumerate(dice.choices(who, k=3)):
        said = words(8, 20)
        quotes.append(
            {
                "id": f"{own}-said-{place_}",
                "text": said,
                "form": "direct",
                "source": "person",
                "speakers": [speaker],
                "about": [land],
                "statement": f"{speaker} spoke of {words(3, 6)}.",
                "citations": text.add(said),
            }
        )
    for place_ in range(3):
        told = words(8, 16) + (" quokka" if rare and place_ == 0 else "")
        facts.append(
            {
                "id": f"{own}-told-{place_}",
                "statement": f"{told}.",
                "kind": dice.choice(_KINDS),
                "about": [dice.choice(who), land],
                "citations": text.add(told),
            }
        )
    event = {
        "id": f"{own}-event",
        "name": words(3, 5),
        "summary": f"{words(8, 14)}.",
        "kind": dice.choice(("meeting", "parade", "summit")),
        "date": f"{year}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}",
        "place": place,
        "country": land,
        "status": "occurred",
        "participant": [
            {
                "id": who[0],
                "part": "guest",
                "statement": f"{who[0]} came to {words(3, 6)}.",
                "citations": text.add(words(6, 9)),
            }
        ],
        "citations": text.add(words(6, 9)),
    }
    office = {
        "id": "chair",
        "title": dice.choice(("chair", "deputy chair", "speaker")),
        "political": number % 2 == 0,
        "country": land,
        "statement": f"{who[-1]} held a post in {words(2, 4)}.",
        "citations": text.add(words(6, 9)),
    }
    observation = {
        "id": f"{own}-number",
        "statistic": series,
        "period": str(year),
        "value": dice.randint(0, 100_000),
        "about": [land],
        "statement": f"There were {words(4, 8)}.",
        "citations": text.add(words(6, 9)),
    }
    # Each office has a unique id in the whole corpus, as does the fact that states it.
    office["id"] = f"{own}-{office['id']}"
    whole = "\n".join(text.lines)
    return {
        "article": {
            "id": own,
            "title": text.lines[0],
            "language": "en",
            "publisher": "body-0",
            "date": f"{year}-06",
            "sha256": hashlib.sha256(whole.encode()).hexdigest(),
            "characters": len(whole),
            "citations": head,
        },
        "country": [{"id": land, "citations": head}],
        "place": [{"id": place, "citations": head}],
        "organisation": [{"id": "body-0", "citations": head}],
        "person": [
            {
                "id": one,
                "citations": head,
                "countries": [land] if one == who[-1] else [],
                "office": [office] if one == who[-1] else [],
            }
            for one in who
        ],
        "event": [event],
        "quote": quotes,
        "observation": [observation],
        "fact": facts,
    }


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
