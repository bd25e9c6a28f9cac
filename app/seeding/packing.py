"""Batches as bytes that one process hands to another: of the same interpreter, on this machine."""

import marshal
import pickle

from app.seeding.batching import Batch

LENGTH = 8
"""So many bytes say how many follow."""


def packed(batch: Batch) -> bytes:
    """A batch as bytes, behind their number."""
    # Faults aside it holds nothing but plain values, which pickle takes a third longer for.
    plain = marshal.dumps((batch.rows, batch.links, pickle.dumps(batch.faults), batch.files))
    return len(plain).to_bytes(LENGTH) + plain


def unpacked(plain: bytes) -> Batch:
    """What was `packed`, from the bytes behind their number; raises `EOFError` where some lack."""
    rows, links, faults, files = marshal.loads(plain)  # noqa: S302 - a process of ours wrote it
    return Batch(rows, links, pickle.loads(faults), files)  # noqa: S301 - the same
