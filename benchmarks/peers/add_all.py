"""Load quotes as the SQLModel tutorial loads rows: `add_all`, with a commit for each thousand.

`python -m benchmarks.peers.add_all FILE` reads the JSON of a quote from each line of the file, and
adds them to the database that `BENCH_DATABASE` names.
"""

import json
import sys
from itertools import islice
from pathlib import Path

from sqlmodel import Session, SQLModel

from benchmarks.peers.textbook import Quote, engine


def main() -> None:
    """Add every quote."""
    SQLModel.metadata.create_all(engine)
    with Path(sys.argv[1]).open(encoding="utf-8") as lines, Session(engine) as session:
        while some := [Quote(**json.loads(line)) for line in islice(lines, 1000)]:
            session.add_all(some)
            session.commit()


if __name__ == "__main__":
    main()
