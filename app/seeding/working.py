"""Make batches in processes of their own, while this one writes them."""

import os
import pickle
import subprocess
import sys
from collections.abc import Generator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import BinaryIO, cast

from app.seeding.batching import Batch, Found, Shared, make
from app.seeding.packing import LENGTH, unpacked
from app.seeding.reading import Seed

SIZE = 200
"""So many articles are made and written together."""

_KEEPING = {"MALLOC_TRIM_THRESHOLD_": str(256 << 20), "MALLOC_MMAP_THRESHOLD_": str(32 << 20)}
"""Lets glibc keep what a batch took for the next: to give it back and get it anew takes time."""

WORTH = 2000
"""Processes take a while to start; so many articles are worth that."""


def batches(
    folder: Path, files: list[Found], seed: Seed, processes: int | None = None
) -> Generator[Batch, None, None]:
    """The batches of `files`, in order; only a few are in memory at a time.

    They are made by so many other processes, by none if that is 0. Raises `ChildProcessError`
    where one of these has ended too early.
    """
    shared = Shared(seed)
    chunks = [files[start : start + SIZE] for start in range(0, len(files), SIZE)]
    if processes is None:
        processes = min(4, os.cpu_count() or 1) if len(files) >= WORTH else 0
    if not processes:
        yield from (make(folder, chunk, shared) for chunk in chunks)
        return
    with ExitStack() as stack:
        makers = [stack.enter_context(_process()) for _ in range(processes)]
        for maker in makers:
            stack.callback(maker.kill)
        for place, maker in enumerate(makers):
            _begin(maker, (folder, shared, chunks[place::processes]))
        for turn in range(len(chunks)):
            yield _next(makers[turn % processes])


def _process() -> subprocess.Popen[bytes]:
    # A new interpreter: a fork would copy whatever locks threads of this one hold.
    # Collecting would find nothing: what is imported stays, and a batch has no cycles.
    begin = f"import gc, sys; gc.disable(); sys.path[:] = {sys.path!r}"
    command = [sys.executable, "-c", f"{begin}; from app.seeding.maker import run; run()"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, env=os.environ | _KEEPING)  # noqa: S603 - this very interpreter


def _begin(maker: subprocess.Popen[bytes], wanted: tuple[Path, Shared, list[list[Found]]]) -> None:
    with suppress(BrokenPipeError), cast(BinaryIO, maker.stdin) as told:
        pickle.dump(wanted, told)


def _next(maker: subprocess.Popen[bytes]) -> Batch:
    made = cast(BinaryIO, maker.stdout)
    try:
        return unpacked(made.read(int.from_bytes(made.read(LENGTH))))
    except (EOFError, ValueError):
        code = maker.wait()
        message = f"a process that reads articles has ended with code {code}; nothing was changed"
        raise ChildProcessError(message) from None
