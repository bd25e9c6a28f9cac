"""A clock that a test can set for a process it starts; the system's clock does not change."""

from pathlib import Path

from tests.programs import found


def jump(clock: Path, to: str) -> None:
    """Shift the clock by `to`; the file is replaced at once, so it is never read half-written."""
    new = clock.with_suffix(".new")
    new.write_text(f"{to}\n")
    new.replace(clock)


def following(clock: Path) -> dict[str, str]:
    """The environment of a process that sees the system's time shifted by what `clock` says."""
    found("faketime", "no faketime here: apt-get install faketime")
    return {
        "LD_PRELOAD": str(next(Path("/usr/lib").glob("**/faketime/libfaketimeMT.so.1"))),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        # Setting a system's clock does not change its monotonic clock.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
