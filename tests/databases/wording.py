"""A seed with texts that the two databases might sort, fold, count or cut differently."""

from pathlib import Path

from tests.asking.datasets import cited, make_seed

NAMES = [
    "Zoë",
    "zoe",
    "Zoe",
    "Ångström",
    "Angstrom",
    "Łódź",
    "ß",
    "ss",
    "Éa",
    "éa",
    "a b",
    "a-b",
    "a_b",
    "ab",
    "A B",
    "I",
    "\u0131",
    "東京",
    "\U0001d518nicode",
    "'quoted'",
    "100%",
    "co-op",
    "coop",
    "CO OP",
]
FACTS = 1300
"""More than search ranks, and more than the completions it tries for a word."""

_DATES = [None, "2001", "2001-02", "2001-02-03", "../2004", "2003/..", "199X"]


def worded(folder: Path) -> Path:
    """The seed, in a new folder."""
    people = [{"id": f"person-{n}", "name": name} for n, name in enumerate(NAMES)]
    events = [
        {
            "id": f"event-{n}",
            "name": f"{name} day",
            "summary": f"The day of {name}.",
            "kind": "visit",
            "status": "occurred",
            "citations": [cited(n)],
            **({"date": date} if (date := _DATES[n % len(_DATES)]) else {}),
        }
        for n, name in enumerate(NAMES)
    ]
    facts = [
        {
            "id": f"fact-{n:x}",
            "statement": _statement(n),
            "kind": ("history", "action")[n % 2],
            "about": _about(n),
            "citations": [cited(n)],
        }
        for n in range(FACTS)
    ]
    return make_seed(folder, {"people": people}, {"event": events, "fact": facts})


def _statement(n: int) -> str:
    """A statement with a word that no other has, but that begins like theirs."""
    return f"{NAMES[n % len(NAMES)]} was counted, {'harbours ' * (n % 4)}no. {n} x{n:x}."


def _about(n: int) -> list[str]:
    several = [n % len(NAMES), n * 7 % len(NAMES)][: 1 + n % 2]
    return [f"person-{one}" for one in dict.fromkeys(several)]
