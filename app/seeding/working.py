"""Make batches in processes of their own, while this one writes them."""

import gc
import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from app.seeding.batching import Batch, Found, Shared, make
from app.seeding.reading import Seed

SIZE = 200
"""So many articles are made and written together."""

WORTH = 2000
"""Processes take a while to start; so many articles are worth that."""


def batches(folder: Path, files: list[Found], seed: Seed) -> Generator[Batch, None, None]:
    """The batches of `files`, in order; only a few are in memory at a time."""
    chunks = _chunks(files)
    if len(files) < WORTH:
        shared = Shared(seed)
        yield from (make(folder, chunk, shared) for chunk in chunks)
        return
    workers = max(1, min(4, os.cpu_count() or 1))
    # A new interpreter for each: a fork would copy whatever locks threads of this one hold.
    with ProcessPoolExecutor(workers, get_context("spawn"), _begin, (folder, seed)) as pool:
        ahead: deque[Future[Batch]] = deque()
        try:
            for chunk in chunks:
                ahead.append(pool.submit(_make, chunk))
                if len(ahead) > workers + 1:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            for waiting in ahead:
                waiting.cancel()


def _chunks(files: Iterable[Found]) -> Iterator[list[Found]]:
    rest = iter(files)
    while chunk := list(islice(rest, SIZE)):
        yield chunk


class _Worker:
    """What a process was given when it began."""

    folder: Path
    shared: Shared


def _begin(folder: Path, seed: Seed) -> None:
    _Worker.folder, _Worker.shared = folder, Shared(seed)
    # A batch has no cycles to look for, and is given up as a whole.
    gc.disable()


def _make(chunk: list[Found]) -> Batch:
    return make(_Worker.folder, chunk, _Worker.shared)
