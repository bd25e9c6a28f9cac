"""Hooks for Schemathesis: what the schema cannot say is looked at here, request by request."""

import atexit
import json
import os
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import jsonschema_rs
import schemathesis
from hypothesis import Phase
from schemathesis.core.failures import Failure
from schemathesis.openapi.checks import JsonSchemaError, RejectedPositiveData

from tests.abuse import drawing, unwritten

Case = schemathesis.Case[Any]
_schemas: dict[str, Any] = {}
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
    _schemas.update(raw_schema["components"]["schemas"])


@schemathesis.hook
def before_call(_context: schemathesis.HookContext, case: Case, _kwargs: dict[str, Any]) -> None:
    """Leave most cursors out of valid questions: one out of thin air hides all else that is asked.

    Which, is told by the cursor itself, so that a seed gives the same run again.
    """
    valid = case.meta and case.meta.generation.mode.is_positive
    if valid and case.query and not case.query.get("cursor", "-").startswith("-"):
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
    # What is answered to `fields` is looked at below: a schema with nothing required in it would
    # leave typed clients without required fields wherever nobody asks for some.
    narrowed = "fields" in (case.query or {}) and response.status_code == 200
    return not (narrowed and isinstance(failure, JsonSchemaError))


@schemathesis.hook
def after_call(
    _context: schemathesis.HookContext, case: Case, _response: schemathesis.Response
) -> None:
    """Count the requests of each operation."""
    _sent[case.operation.label] += 1


@schemathesis.check
def answers_the_fields_asked_for(
    _context: schemathesis.CheckContext, response: schemathesis.Response, case: Case
) -> bool | None:
    """A record has the fields that were asked for, in that order, each as its schema says."""
    fields = (case.query or {}).get("fields")
    json = response.headers.get("content-type", [""])[0] == "application/json"
    if not fields or response.status_code != 200 or not json:
        return True
    body = response.json()
    answers = case.operation.definition.raw["responses"]["200"]["content"]
    schema = answers["application/json"]["schema"]
    records = [{name: value for name, value in body.items() if name != "included"}]
    if "items" in body:
        records = body["items"]
        assert _validator(_named(schema)).is_valid(body | {"items": []})
        schema = _schemas[_named(schema)]["properties"]["items"]["items"]
    shapes = _shapes(schema)
    for record in records:
        assert list(record) == fields.split(","), f"asked for {fields}, answered {list(record)}"
        assert any(_fits(record, shape) for shape in shapes), f"{record} is not as its schema says"
    return True


def _named(schema: dict[str, Any]) -> str:
    name: str = schema["$ref"].rpartition("/")[2]
    return name


def _shapes(schema: dict[str, Any]) -> list[str]:
    """The names of the schemas that a record may follow."""
    one_of = _schemas[_named(schema)].get("oneOf")
    return list(map(_named, one_of)) if one_of else [_named(schema)]


def _fits(record: dict[str, Any], shape: str) -> bool:
    return all(
        _validator(f"{shape}/properties/{field}").is_valid(value) for field, value in record.items()
    )


@cache
def _validator(name: str) -> jsonschema_rs.Validator:
    reference = {"$ref": f"#/components/schemas/{name}"}
    return jsonschema_rs.validator_for(reference | {"components": {"schemas": _schemas}})
