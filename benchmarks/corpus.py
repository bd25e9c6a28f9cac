"""Invented articles of any size, as seed files: every word in them is made up.

Each of a hundred people says the same number of things, in invented words. So every program can get
tens of thousands of different requests with known results.
"""

import hashlib
import random
from dataclasses import dataclass
from pathlib import Path

PEOPLE = 100
WORDS = 100
PER_QUOTE = 8
PER_ARTICLE = 100


@dataclass(frozen=True, slots=True)
class Said:
    """A quotation: `words` are its text."""

    id: str
    article: str
    speaker: str
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The text between the quotation marks."""
        return " ".join(self.words)


def vocabulary() -> list[str]:
    """Words of seven letters; none is the beginning of another or has an English ending."""
    dice = random.Random(1)
    found: set[str] = set()
    while len(found) < WORDS:
        syllables = [dice.choice("bdfgklmnprt") + dice.choice("aou") for _ in range(3)]
        found.add("".join(syllables) + dice.choice("kpmg"))
    return sorted(found)


def quotes(number: int) -> list[Said]:
    """`number` quotations, in the order in which every program must list them."""
    dice = random.Random(2)
    known = vocabulary()
    return [
        Said(
            id=f"saying-{n:07d}",
            article=f"invented-{n // PER_ARTICLE:05d}",
            speaker=f"speaker-{n % PEOPLE:03d}",
            words=tuple(dice.sample(known, PER_QUOTE)),
        )
        for n in range(number)
    ]


def write(folder: Path, number: int) -> None:
    """Write a seed folder of `number` quotations."""
    (folder / "articles").mkdir(parents=True, exist_ok=True)
    for noun in ("country", "place", "organisation", "statistic"):
        plural = {"country": "countries"}.get(noun, f"{noun}s")
        (folder / f"{plural}.toml").write_text(f"{noun} = []\n")
    people = [f'[[person]]\nid = "{who}"\nname = "{_name(who)}"\n' for who in _everyone()]
    (folder / "people.toml").write_text("\n".join(people))
    articles: dict[str, list[Said]] = {}
    for said in quotes(number):
        articles.setdefault(said.article, []).append(said)
    for article, sayings in articles.items():
        (folder / "articles" / f"{article}.toml").write_text(_article(article, sayings))


def _everyone() -> list[str]:
    return [f"speaker-{n:03d}" for n in range(PEOPLE)]


def _name(speaker: str) -> str:
    return f"Speaker {int(speaker[-3:])}"


def _article(article: str, sayings: list[Said]) -> str:
    first = _citation(0, "invented")
    parts = [
        (
            f'[article]\nid = "{article}"\ntitle = "Invented {article[-5:]}"\nlanguage = "en"\n'
            f'characters = 1000000\nsha256 = "{_digest(article)}"\n{first}'
        )
    ]
    speakers = dict.fromkeys(said.speaker for said in sayings)
    parts += [f'[[person]]\nid = "{who}"\n{first}' for who in speakers]
    for place, said in enumerate(sayings):
        cited = _citation(1000 + place * 200, said.text)
        parts.append(
            f'[[quote]]\nid = "{said.id}"\ntext = "{said.text}"\nform = "direct"\n'
            f'source = "person"\nspeakers = ["{said.speaker}"]\nabout = ["{said.speaker}"]\n'
            f'statement = "{_name(said.speaker)} is quoted here."\n{cited}'
        )
    return "\n".join(parts)


def _citation(start: int, text: str) -> str:
    end = start + len(text)
    span = f'paragraph = 1, start = {start}, end = {end}, sha256 = "{_digest(text)}"'
    return f"citations = [{{ {span} }}]\n"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
