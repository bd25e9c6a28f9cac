"""The known names nearest to an unknown one."""

from collections.abc import Iterable
from difflib import get_close_matches

_ALIKE = 0.7
"""Names that are less alike than this may mean opposite things."""

_PREFIX = 3
"""With this many letters, the beginning of a name is enough to recognise it."""

_LONGEST = 100


def nearest_names(name: str, known: Iterable[str], most: int = 1) -> list[str]:
    """The `known` names that are spelt almost like `name`, best first, or that begin with it."""
    name = name[:_LONGEST].casefold()
    folded = {one.casefold(): one for one in known}
    close = get_close_matches(name, folded, n=most, cutoff=_ALIKE)
    if not close and len(name) >= _PREFIX:
        close = [one for one in folded if one.startswith(name)][:most]
    return [folded[one] for one in close]
