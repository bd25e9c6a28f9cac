"""Finds what a new OpenAPI document breaks of an old one.

The new one must accept every request that the old one accepts, and its responses must have
everything that the old ones have.
"""

from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")
_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")


def breaks(old: Document, new: Document) -> list[str]:
    """Each breaking change, as its place and what it is; additions are none."""
    found: list[str] = []
    for path, operations in old["paths"].items():
        for method in METHODS:
            if method in operations:
                where = f"{method.upper()} {path}"
                after = new["paths"].get(path, {}).get(method)
                if after is None:
                    found.append(f"{where}: removed")
                else:
                    found += _operation(old, new, operations[method], after, where)
    return list(dict.fromkeys(found))


def _operation(
    old: Document, new: Document, before: Document, after: Document, where: str
) -> Iterator[str]:
    parameters = {(p["in"], p["name"]): p for p in after.get("parameters", [])}
    for parameter in before.get("parameters", []):
        named = f"{where} {parameter['name']}"
        now = parameters.pop((parameter["in"], parameter["name"]), None)
        if now is None:
            yield f"{named}: removed"
        else:
            yield from _required(parameter, now, named)
            yield from _sent(_one(old, parameter), _one(new, now), named)
    for _, name in (key for key, added in parameters.items() if added.get("required")):
        yield f"{where} {name}: required, and new"
    sent, taken = before.get("requestBody", {}), after.get("requestBody", {})
    yield from _required(sent, taken, f"{where} body")
    for kind, media in sent.get("content", {}).items():
        if kind not in taken.get("content", {}):
            yield f"{where} body {kind}: removed"
        else:
            yield from _sent(media["schema"], taken["content"][kind]["schema"], f"{where} body")
    for status, response in before["responses"].items():
        now = after["responses"].get(status)
        if now is None:
            yield f"{where} {status}: removed"
            continue
        contents = _at(new, now).get("content", {})
        for kind, media in _at(old, response).get("content", {}).items():
            if kind not in contents:
                yield f"{where} {status} {kind}: removed"
            else:
                answers = media.get("schema", {}), contents[kind].get("schema", {})
                yield from _answered(old, new, *answers, f"{where} {status}", ())


def _one(document: Document, parameter: Document) -> Document:
    """The schema of a parameter; a list separated by commas is one text on the wire."""
    schema = _at(document, parameter["schema"])
    if schema.get("type") != "array" or parameter.get("explode", True):
        return schema
    words = _at(document, schema["items"]).get("enum")
    listed = f"^({'|'.join(words)})(,({'|'.join(words)}))*$" if words else None
    return {"type": "string", **({"pattern": listed} if listed else {})}


def _required(before: Document, after: Document, where: str) -> Iterator[str]:
    if after.get("required") and not before.get("required"):
        yield f"{where}: required now"


def _sent(before: Document, after: Document, where: str) -> Iterator[str]:
    """What was accepted and is now refused."""
    # In a URL, numbers and booleans are text anyway.
    if before.get("type") != after.get("type") != "string" != before.get("type"):
        yield f"{where}: {before.get('type')} became {after.get('type')}"
    if before.get("type") != "string" and after.get("type") == "string":
        yield f"{where}: {before.get('type')} became string"
    for limits, narrower in ((_LEAST, float.__gt__), (_MOST, float.__lt__)):
        for limit in limits:
            bound = after.get(limit)
            was = before.get(limit)
            if bound is not None and (was is None or narrower(float(bound), float(was))):
                yield f"{where}: {limit} was {was}, is {bound}"
    if "enum" in after:
        gone = set(before.get("enum", ())) - set(after["enum"])
        if gone or "enum" not in before:
            yield f"{where}: only {', '.join(map(str, after['enum']))}"
    yield from _pattern(before.get("pattern"), after.get("pattern"), where)


def _pattern(before: str | None, after: str | None, where: str) -> Iterator[str]:
    """A list of words may grow; for any other pattern, we cannot tell whether it accepts more."""
    if after is None or after == before:
        return
    was, now = _words(before), _words(after)
    if not was or not now:
        yield f"{where}: the pattern was {before}, is {after}"
    elif gone := was - now:
        yield f"{where}: no longer {', '.join(sorted(gone))}"


def _words(pattern: str | None) -> set[str]:
    """The words of a pattern `^(a|b)(,(a|b))*$`; empty for any other pattern."""
    one = (pattern or "").removeprefix("^(").partition(")")[0]
    return set(one.split("|")) if pattern == f"^({one})(,({one}))*$" else set()


def _answered(
    old: Document,
    new: Document,
    before: Document,
    after: Document,
    where: str,
    seen: tuple[str, ...],
) -> Iterator[str]:
    """What is missing in responses, or has changed."""
    reference = before.get("$ref", "")
    if reference in seen:
        return
    seen = (*seen, reference) if reference else seen
    before, after = _at(old, before), _at(new, after)
    if reference:
        where = f"{where} {reference.rpartition('/')[2]}"
    if added := _types(new, after) - _types(old, before):
        yield f"{where}: may be {', '.join(sorted(added))} now"
    words: list[str] = after.get("enum", [])
    known: list[str] = before.get("enum", words)
    yield from (f"{where}: may be {word!r} now" for word in words if word not in known)
    yield from _missing(before, after, where)
    for name in before.get("properties", {}).keys() & after.get("properties", {}).keys():
        inner = before["properties"][name], after["properties"][name]
        yield from _answered(old, new, *inner, f"{where}.{name}", seen)
    if "items" in before and "items" in after:
        yield from _answered(old, new, before["items"], after["items"], f"{where}[]", seen)
    for one, other in zip(before.get("anyOf", ()), after.get("anyOf", ()), strict=False):
        yield from _answered(old, new, one, other, where, seen)


def _missing(before: Document, after: Document, where: str) -> Iterator[str]:
    """The fields that responses no longer have, or not always."""
    for name in before.get("properties", {}):
        if name not in after.get("properties", {}):
            yield f"{where}.{name}: removed"
        elif name in before.get("required", ()) and name not in after.get("required", ()):
            yield f"{where}.{name}: may be missing now"


def _types(document: Document, schema: Document) -> set[str]:
    schema = _at(document, schema)
    if "anyOf" in schema:
        return set().union(*(_types(document, one) for one in schema["anyOf"]))
    named = schema.get("type", [])
    return {named} if isinstance(named, str) else set(named)


def _at(document: Document, node: Document) -> Document:
    """The node that a `$ref` points to, or the node itself."""
    while "$ref" in node:
        found: Any = document
        for key in node["$ref"].removeprefix("#/").split("/"):
            found = found[key]
        node = found
    return node
