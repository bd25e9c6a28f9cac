"""What a record infers of its date."""

import re
from typing import Any

from app.core.edtf import says_years

_OF_DATE = re.compile(
    r"\b(?:dates?|years?|months?|days?|periods?|reckoned|weeks?)\b", re.IGNORECASE
)


def basis(inferred: str, date: str | None, key: str, cited: str) -> dict[str, Any]:
    """The basis of a record, and under `key` what of its date the `cited` words do not say."""
    if not inferred:
        return {"basis": "stated"}
    made = {"basis": "inferred", "inference": inferred}
    if date and not says_years(cited, date):
        made[key] = inferred if _OF_DATE.search(inferred) else "The year is inferred."
    elif date and _OF_DATE.search(inferred):
        made[key] = inferred
    return made
