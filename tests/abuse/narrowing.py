"""Hooks for Schemathesis: what the schema cannot say is looked at here, request by request."""

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

# Without `target`, which spends its part of the requests on those that resemble accepted ones.
hypothesis.settings.register_profile(
    "contract", phases=[Phase.explicit, Phase.generate, Phase.shrink]
)
hypothesis.settings.load_profile("contract")


@schemathesis.hook
def before_load_schema(_context: schemathesis.HookContext, raw_schema: dict[str, Any]) -> None:
    """Let parameters be drawn quickly."""
    drawing.prepare(raw_schema)


@schemathesis.hook
def before_call(_context: schemathesis.HookContext, case: Case, _kwargs: dict[str, Any]) -> None:
    """Leave most cursors out of valid questions: one out of thin air hides all else that is asked.

    Which, is told by the cursor itself, so that a seed gives the same run again.
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
    """Whether a failure is one: not where a rule was broken that no schema can state."""
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
