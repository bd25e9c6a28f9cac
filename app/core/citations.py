"""Every cited span of an article, with the record that it supports."""

from collections.abc import Mapping

import orjson

from app.evidence.spans import Span


def written(cited_by: Mapping[tuple[int, int, int, str], list[str]]) -> str:
    """Spans (start, end, paragraph, sha256) and the paths of what cites them, as they are kept."""
    return orjson.dumps([(*span, paths) for span, paths in sorted(cited_by.items())]).decode()


def read(kept: str | bytes) -> list[tuple[str, Span]]:
    """What was `written`: the path of each record and a span that it cites, in their order."""
    cited = [
        (path, Span(start, end, paragraph, sha256))
        for start, end, paragraph, sha256, paths in orjson.loads(kept)
        for path in paths
    ]
    cited.sort(key=lambda one: (one[1].start, one[1].end, one[0]))
    return cited
