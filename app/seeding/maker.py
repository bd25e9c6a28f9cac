"""Make batches for another process: what to make comes in by a pipe, and they go out by one."""

import gc
import marshal
import os
import pickle
import signal
import sys
from dataclasses import astuple
from threading import Thread
from typing import BinaryIO

from app.seeding.batching import Batch, make
from app.seeding.faults import Fault

_SIZE = 8
"""So many bytes say how long a batch is."""


def run() -> None:
    """Make every batch that is asked for on standard input, and write them to standard output."""
    # Who interrupts the one that reads ends it; this one finds that nobody takes its batches.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    folder, shared, chunks = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own process wrote it
    # A batch has no cycles to look for, and is given up as a whole.
    gc.disable()
    sending = Thread()
    for chunk in chunks:
        made = _packed(make(folder, chunk, shared))
        if sending.ident:
            sending.join()
        sending = Thread(target=_send, args=(made,))
        sending.start()


def _packed(batch: Batch) -> bytes:
    # Numbers, strings and lists of them: this takes two thirds of the time that pickling takes.
    faults = [astuple(fault) for fault in batch.faults]
    return marshal.dumps((batch.rows, batch.links, faults, batch.files))


def _send(made: bytes) -> None:
    try:
        sys.stdout.buffer.write(len(made).to_bytes(_SIZE, "big"))
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os._exit(1)


def received(source: BinaryIO) -> Batch | None:
    """The next batch that `run` has written to a pipe; None where it has ended."""
    size = int.from_bytes(source.read(_SIZE), "big")
    made = source.read(size)
    if not size or len(made) < size:
        return None
    rows, links, faults, files = marshal.loads(made)  # noqa: S302 - our own process wrote it
    return Batch(rows, links, [Fault(*fault) for fault in faults], files)
