"""Make batches for another process: what to make comes in by a pipe, and they go out by one."""

import os
import pickle
import signal
import sys
from queue import Queue
from threading import Thread

from app.seeding.batching import make
from app.seeding.packing import packed

AHEAD = 8
"""So many batches are made before they are asked for: one that writes takes much at a time."""


def run() -> None:
    """Make every batch that is asked for on standard input, and write them to standard output."""
    # Who interrupts the one that reads ends it; this one finds that nobody takes its batches.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    folder, shared, chunks = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own process wrote it
    ready: Queue[bytes] = Queue(AHEAD)
    # Where making fails, nothing is waited for.
    sending = Thread(target=_send, args=(ready,), daemon=True)
    sending.start()
    for chunk in chunks:
        ready.put(packed(make(folder, chunk, shared)))
    ready.put(b"")
    sending.join()


def _send(ready: "Queue[bytes]") -> None:
    """Write what is ready, until it is nothing."""
    try:
        while made := ready.get():
            sys.stdout.buffer.write(made)
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        os._exit(1)
