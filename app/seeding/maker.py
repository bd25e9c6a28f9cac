"""Make batches for another process: what to make comes in by a pipe, and they go out by one."""

import gc
import os
import pickle
import signal
import sys
from threading import Thread

from app.seeding.batching import make


def run() -> None:
    """Make every batch that is asked for on standard input, and write them to standard output."""
    # Who interrupts the one that reads ends it; this one finds that nobody takes its batches.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    folder, shared, chunks = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own process wrote it
    # A batch has no cycles to look for, and is given up as a whole.
    gc.disable()
    sending = Thread()
    for chunk in chunks:
        made = pickle.dumps(make(folder, chunk, shared), pickle.HIGHEST_PROTOCOL)
        if sending.ident:
            sending.join()
        sending = Thread(target=_send, args=(made,))
        sending.start()


def _send(made: bytes) -> None:
    try:
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os._exit(1)
