"""The tables of a dataset, which is always built from scratch.

Revision: 0006. No dataset is upgraded, so earlier revisions are not needed.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = None
branch_labels = None
depends_on = None

# Compares by code point on both databases.
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables; seeding makes the search index once it has all entries."""
    for name in ("country", "organisation", "person", "place", "statistic"):
        _noun(name, _text("name_key"), _text("item"))
    _noun("fact", _text("article"))
    _noun("quote", _text("name_key"), _text("article"), _text("item"))
    dated = (_text("article"), *_days())
    _noun("event", _text("name_key"), *dated, _text("recency"), _text("item"))
    _noun(
        "article",
        _text("name_key"),
        _text("article"),
        *_days(),
        _text("sha256"),
        _number("characters"),
    )
    _noun(
        "observation",
        _text("article"),
        *_days(),
        _text("recency"),
        sa.Column("lower", sa.Double(), nullable=True),
        sa.Column("lower_inclusive", sa.Boolean(), nullable=True),
        sa.Column("upper", sa.Double(), nullable=True),
        sa.Column("upper_inclusive", sa.Boolean(), nullable=True),
    )
    for name in ("article", "event", "person", "quote"):
        op.create_index(f"ix_{name}_name_key_position", name, ["name_key", "position"])
    op.create_index("ix_event_recency", "event", ["recency"])
    _keyed("link", _text("name"), _text("value"), _text("position"))
    _keyed("tally", _text("name"), _text("value"), _number("total"), key=2)
    _keyed(
        "citation",
        _text("article"),
        _number("start"),
        _number("end"),
        _text("url"),
        _number("paragraph"),
        _text("sha256"),
        key=4,
    )
    _search()
    op.create_table(
        "dataset",
        _text("version"),
        _text("fingerprint"),
        _number("articles"),
        _number("facts"),
        _number("citations"),
        _text("seeded"),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_dataset")),
    )


def _search() -> None:
    op.create_table(
        "search_entry",
        _number("number"),
        _text("kind"),
        _text("id"),
        _text("article", nullable=True),
        _text("title"),
        _text("text"),
        _text("keywords"),
        _text("hit"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_search_entry")),
    )
    op.create_index("ix_search_entry_kind", "search_entry", ["kind"])
    _keyed("vocabulary", _text("word"), _text("term"), _number("entries"), key=1)
    op.create_index("ix_vocabulary_term", "vocabulary", ["term"])


def _noun(name: str, *columns: sa.Column[Any]) -> None:
    """A table of records."""
    op.create_table(
        name,
        _text("position"),
        _text("id"),
        _text("name"),
        _text("document"),
        *columns,
        sa.PrimaryKeyConstraint("position", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("id", name=op.f(f"uq_{name}_id")),
    )


def _keyed(name: str, *columns: sa.Column[Any], key: int = 3) -> None:
    """A table stored in the order of its key, which is the first columns."""
    keys = [column.name for column in columns[:key]]
    primary = sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{name}"))
    op.create_table(name, *columns, primary, sqlite_with_rowid=False)


def _days() -> list[sa.Column[str]]:
    names = ("earliest", "latest", "latest_start", "earliest_end")
    return [_text(name, nullable=True) for name in names]


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def downgrade() -> None:
    """Undo `upgrade`."""
    for table in reversed(sa.inspect(op.get_bind()).get_table_names()):
        if table != "alembic_version":
            op.drop_table(table)
