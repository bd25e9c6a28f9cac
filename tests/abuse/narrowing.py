"""Hooks for Schemathesis: what the schema of an answer cannot say."""

from typing import Any

import schemathesis


@schemathesis.hook
def before_call(
    _context: schemathesis.HookContext, case: schemathesis.Case[Any], _kwargs: dict[str, Any]
) -> None:
    """Leave `fields` out: with it a record has, as asked, only some of what its schema requires."""
    if case.query:
        case.query.pop("fields", None)
