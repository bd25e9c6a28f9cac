"""What is wrong with a seed, told so that whoever wrote it can mend it."""

from dataclasses import dataclass, field
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault: in which file and record, what it is, and what to do.

    `blank` names the field that is not filled in, if that is what is wrong; `draft` tells whether
    it is that nobody has looked at the record. Faults compare by their words, which say this too.
    """

    file: str
    record: str
    problem: str
    remedy: str
    blank: str = field(default="", compare=False)
    draft: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return f"{self.file}: {self.record}: {self.problem}; {self.remedy}"


class FaultySeed(Exception):
    """A seed that cannot be used; `faults` holds those found, in order, `untold` counts more."""

    def __init__(self, faults: list[Fault], untold: int = 0) -> None:
        self.faults = sorted(set(faults))
        self.untold = untold
        more = [f"and {untold} more"] if untold else []
        super().__init__("\n".join([*map(str, self.faults), *more]))


def nearest(name: str, names: list[str]) -> str:
    """A remedy that names the nearest of `names`, or where to look."""
    close = get_close_matches(name, names, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are: {_listed(names)}"


def _listed(names: list[str]) -> str:
    shown = 12
    rest = f" and {len(names) - shown} more" if len(names) > shown else ""
    return ", ".join(sorted(names)[:shown]) + rest if names else "none"
