"""List the files of a seed's articles.

`listing.py` runs this file by itself, in another process, so it imports nothing of the project's.
"""

import gc
import marshal
import os
import sys
import time

Listed = tuple[str, int, int]
"""A file's name, its size, and when it changed in ns; 0 where that cannot be relied on."""

ENDINGS = (".toml", ".json")
"""The ends of the names of a seed's files; others are let be."""

_RECENT = 2_000_000_000
"""A file changed so many ns before it was seen may change again with the same time: read it."""


def files(folder: str) -> list[Listed]:
    """The files of the articles in a seed folder as they are now, in order of their names."""
    recent = time.time_ns() - _RECENT
    listed: list[Listed] = []
    if not os.path.isdir(f"{folder}/articles"):  # noqa: PTH112 - pathlib is more to import
        return listed
    # There may be a hundred thousand. By the number of their folder none is sought from the root.
    opened = os.open(f"{folder}/articles", os.O_RDONLY)
    try:
        # In order, they are found, and later compared, side by side in memory: in half the time.
        for name in sorted(os.listdir(opened)):  # noqa: PTH208 - it knows no such number
            if name.endswith(ENDINGS):
                try:
                    status = os.stat(name, dir_fd=opened)
                except OSError:
                    # Whoever reads it will tell why that cannot be done.
                    listed.append((f"articles/{name}", 0, 0))
                    continue
                modified = status.st_mtime_ns
                seen = modified if modified < recent else 0
                listed.append((f"articles/{name}", status.st_size, seen))
    finally:
        os.close(opened)
    return listed


if __name__ == "__main__":
    gc.disable()
    sys.stdout.buffer.write(marshal.dumps(files(sys.argv[1])))
