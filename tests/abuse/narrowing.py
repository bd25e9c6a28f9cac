"""Hooks for Schemathesis that check, for each request, the rules that a schema cannot state."""

import atexit
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import hypothesis
import schemathesis
from hypothesis import Phase
from schemathesis.core.failures import Failure
from schemathesis.openapi.checks import RejectedPositiveData

from tests.abuse import drawing, unwritten

Case = schemathesis.Case[Any]
_sent: Counter[str] = Counter()
atexit.register(lambda: Path(os.environ["CONTRACT_COUNTS"]).write_text(json.dumps(_sent)))

# Without the phase `target`, which would spend requests on variants of accepted ones.
hypothesis.settings.register_profile(
    "contract", phases=[Phase.explicit, Phase.generate, Phase.shrink]
)
hypothesis.settings.load_profile("contract")


@schemathesis.hook
def before_load_schema(_context: schemathesis.HookContext, raw_schema: dict[str, Any]) -> None:
    """Make parameters quick to draw."""
    drawing.prepare(raw_schema)


@schemathesis.hook
def before_call(_context: schemathesis.HookContext, case: Case, _kwargs: dict[str, Any]) -> None:
    """Remove most cursors from valid requests: an invented one hides every other parameter.

    The cursor itself decides whether it stays, so that the same seed repeats the same run.
    """
    valid = case.meta and case.meta.generation.mode.is_positive
    if valid and case.query and not str(case.query.get("cursor", "-")).startswith("-"):
        del case.query["cursor"]


@schemathesis.hook
def filter_failure(
    _context: schemathesis.HookContext,
    failure: Failure,
    case: Case,
    response: schemathesis.Response,
) -> bool:
    """Whether to report a failure: not if the request broke a rule that no schema can state."""
    if isinstance(failure, RejectedPositiveData):
        path = case.formatted_path
        if response.status_code == 404:
            return not unwritten.unknown(path)
        if response.status_code == 422:
            return not unwritten.broken(case.operation.path, path, case.query or {})
    return True


@schemathesis.hook
def after_call(
    _context: schemathesis.HookContext, case: Case, _response: schemathesis.Response
) -> None:
    """Count the requests of each operation."""
    _sent[case.operation.label] += 1
