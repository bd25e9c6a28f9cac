"""What records are found under: entered as they are rendered, and kept to take them away by."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import orjson

from app.core.terms import SHARED_KINDS, UNLINKED, USUAL

Links = dict[tuple[str, str], list[str]]
"""The positions of the records found under a parameter's name and a value of it."""

Named = dict[str, dict[str, list[str]]]
"""The same, by name and then by value."""

Under = Sequence[tuple[str, str | None]]
"""The parameters and values that a record is found under; none where the value is None."""

Holdings = Mapping[str, list[str]]
"""By kind: the positions of an article's own records, the ids of those it shares with others."""

_USUAL = (USUAL["fact.certainty"], USUAL["fact.basis"])


def enter_fact(
    links: Named,
    position: str,
    kind: str,
    asserted_by: str,
    certainty: str,
    basis: str,
    about: Iterable[str],
) -> None:
    """Enter what the fact at `position` is found under, its article aside."""
    links["fact.kind"][kind].append(position)
    links["fact.asserted_by"][asserted_by].append(position)
    concerned = links["fact.about"]
    for id_ in about:
        concerned[id_].append(position)
    if (certainty, basis) != _USUAL:
        enter(links, position, unusual("fact.certainty", certainty))
        enter(links, position, unusual("fact.basis", basis))


def enter(links: Named, position: str, under: Under) -> None:
    """Enter what the record at `position` is found under, each once."""
    for name, value in under:
        if value is not None:
            positions = links[name][value]
            if not positions or positions[-1] != position:
                positions.append(position)


def enter_article(links: Named, article: str, holdings: Holdings, few: int = 0) -> None:
    """Enter that all an article holds is found under it, and it under what it shares.

    What has no links anyway is left out where there are only a `few`.
    """
    for kind, positions in holdings.items():
        name = f"{kind}.article"
        if len(positions) > few or name not in UNLINKED:
            links[name][article] = positions
        if kind in SHARED_KINDS:
            about = links["article.about"]
            for id_ in positions:
                about[id_].append(article)


def no_links() -> Named:
    """Links that can be entered."""
    return defaultdict(lambda: defaultdict(list))


def unusual(parameter: str, value: str) -> Under:
    """What a record is found under that has `value`: nothing where that is usual."""
    return () if value == USUAL[parameter] else ((parameter, value), (parameter, ""))


def pack(article: str, holdings: Holdings, filed: list[tuple[str, Under]]) -> bytes:
    """What an article holds and what its records are found under, facts aside, as it is kept."""
    others = {kind: positions for kind, positions in holdings.items() if kind != "fact"}
    return orjson.dumps((article, others, filed))


def unpack(packed: bytes, facts: Sequence[tuple[str, str | bytes]]) -> Links:
    """The links of an article, from what has been packed and its facts: position, document."""
    links = no_links()
    article, others, filed = orjson.loads(packed)
    enter_article(links, article, {**others, "fact": [position for position, _ in facts]})
    for position, under in filed:
        enter(links, position, under)
    for position, document in facts:
        shown = orjson.loads(document)
        about = [entry["id"] for entry in shown["about"]]
        voice = shown["asserted_by"]["id"]
        certainty, basis = shown["certainty"], shown["basis"]
        enter_fact(links, position, shown["kind"], voice, certainty, basis, about)
    return in_order(links)


def in_order(links: Named) -> Links:
    """The links in the order of names, of values and of positions."""
    return {
        (name, value): sorted(values[value])
        for name, values in sorted(links.items())
        for value in sorted(values)
    }
