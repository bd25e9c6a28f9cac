"""A clock that a test sets, for a process that it starts; the system's own stays as it is."""

from pathlib import Path

from tests.programs import found


def jump(clock: Path, to: str) -> None:
    """Set the clock off by `to`; whoever reads the file finds all of it."""
    new = clock.with_suffix(".new")
    new.write_text(f"{to}\n")
    new.replace(clock)


def following(clock: Path) -> dict[str, str]:
    """The environment of a process that sees the system's time, set off by what `clock` says."""
    found("faketime", "no faketime here: apt-get install faketime")
    return {
        "LD_PRELOAD": str(next(Path("/usr/lib").glob("**/faketime/libfaketimeMT.so.1"))),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        # Setting a system's clock does not move the one that only ever goes on.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
