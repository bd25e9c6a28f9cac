"""Every code has a label for readers."""

from typing import Any, get_args

from app.core.edtf import Precision
from app.core.terms import (
    LABELS,
    Basis,
    Certainty,
    FactKind,
    Form,
    Source,
    Status,
    Voice,
)
from tests.asking.datasets import Asking

VOCABULARIES = (Basis, Certainty, FactKind, Form, Precision, Source, Status, Voice)


def _enumerations(node: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any JSON
    if isinstance(node, list):
        return [found for one in node for found in _enumerations(one)]
    if not isinstance(node, dict):
        return []
    inner = [found for key, one in node.items() if key != "example" for found in _enumerations(one)]
    return [node, *inner] if isinstance(node.get("enum"), list) else inner


def test_every_code_has_a_label() -> None:
    for vocabulary in VOCABULARIES:
        for code in get_args(vocabulary):
            assert LABELS[code][0].isupper()
            assert "_" not in LABELS[code]


def test_the_openapi_document_has_the_label_of_each_code(own: Asking) -> None:
    found = _enumerations(own.get("/openapi.json").json())
    for vocabulary in VOCABULARIES:
        codes = set(get_args(vocabulary))
        described = [one for one in found if set(one["enum"]) - {None} == codes]
        assert described
        for one in described:
            assert one["x-enum-labels"] == {code: LABELS[code] for code in one["enum"]}
