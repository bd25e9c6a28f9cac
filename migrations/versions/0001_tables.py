"""The tables of a first release.

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# It compares by code point on both.
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables as the code expects them."""
    op.create_table(
        "article",
        sa.Column("position", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("article", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("earliest", TEXT, nullable=True),
        sa.Column("latest", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_article")),
        sa.UniqueConstraint("id", name=op.f("uq_article_id")),
    )
    op.create_table(
        "citation",
        sa.Column("article", TEXT, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("record", TEXT, nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("article", "start", "end", "record", name=op.f("pk_citation")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "country",
        sa.Column("position", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("item", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_country")),
        sa.UniqueConstraint("id", name=op.f("uq_country_id")),
    )
    op.create_table(
        "dataset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("documents", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Integer(), nullable=False),
        sa.Column("citations", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dataset")),
    )
    op.create_table(
        "event",
        sa.Column("position", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("article", TEXT, nullable=False),
        sa.Column("earliest", TEXT, nullable=True),
        sa.Column("latest", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_event")),
        sa.UniqueConstraint("id", name=op.f("uq_event_id")),
    )
    op.create_table(
        "fact",
        sa.Column("position", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("article", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_fact")),
        sa.UniqueConstraint("id", name=op.f("uq_fact_id")),
    )
    op.create_table(
        "link",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("position", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("name", "value", "position", name=op.f("pk_link")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mention",
        sa.Column("article", TEXT, nullable=False),
        sa.Column("entity", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("article", "entity", name=op.f("pk_mention")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "observation",
        sa.Column("position", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("article", TEXT, nullable=False),
        sa.Column("earliest", TEXT, nullable=True),
        sa.Column("latest", TEXT, nullable=True),
        sa.Column("lower", sa.Double(), nullable=True),
        sa.Column("lower_inclusive", sa.Boolean(), nullable=True),
        sa.Column("upper", sa.Double(), nullable=True),
        sa.Column("upper_inclusive", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_observation")),
        sa.UniqueConstraint("id", name=op.f("uq_observation_id")),
    )
    op.create_table(
        "organisation",
        sa.Column("position", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("item", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_organisation")),
        sa.UniqueConstraint("id", name=op.f("uq_organisation_id")),
    )
    op.create_table(
        "person",
        sa.Column("position", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("item", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_person")),
        sa.UniqueConstraint("id", name=op.f("uq_person_id")),
    )
    op.create_table(
        "place",
        sa.Column("position", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("item", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_place")),
        sa.UniqueConstraint("id", name=op.f("uq_place_id")),
    )
    op.create_table(
        "quote",
        sa.Column("position", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("article", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_quote")),
        sa.UniqueConstraint("id", name=op.f("uq_quote_id")),
    )
    op.create_table(
        "search_entry",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("article", TEXT, nullable=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_search_entry")),
    )
    op.create_table(
        "statistic",
        sa.Column("position", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("item", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_statistic")),
        sa.UniqueConstraint("id", name=op.f("uq_statistic_id")),
    )
    op.create_table(
        "source",
        sa.Column("file", TEXT, nullable=False),
        sa.Column("article", TEXT, nullable=True),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified", sa.BigInteger(), nullable=False),
        sa.Column("facts", sa.Integer(), nullable=False),
        sa.Column("citations", sa.Integer(), nullable=False),
        sa.Column("documents", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("file", name=op.f("pk_source")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "filed",
        sa.Column("article", TEXT, nullable=False),
        sa.Column("links", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_filed")),
    )
    op.create_table(
        "tally",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "value", name=op.f("pk_tally")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_article_name_position", "article", ["name", "position"])
    op.create_index("ix_event_name_position", "event", ["name", "position"])
    op.create_index("ix_person_name_position", "person", ["name", "position"])
    # The words stand in search_entry; the index holds only in which entries they are.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE TABLE search_fts (rowid bigint PRIMARY KEY, tokens tsvector NOT NULL)")
        op.execute("CREATE INDEX ix_search_fts_tokens ON search_fts USING gin (tokens)")
    else:
        op.execute(
            "CREATE VIRTUAL TABLE search_fts USING fts5("
            "tokens, content='', detail='none', columnsize=0, "
            "tokenize='unicode61 remove_diacritics 0')"
        )


def downgrade() -> None:
    """Undo `upgrade`."""
    op.execute("DROP TABLE search_fts")
    op.drop_table("tally")
    op.drop_table("filed")
    op.drop_table("source")
    op.drop_table("statistic")
    op.drop_table("search_entry")
    op.drop_table("quote")
    op.drop_table("place")
    op.drop_table("person")
    op.drop_table("organisation")
    op.drop_table("observation")
    op.drop_table("mention")
    op.drop_table("link")
    op.drop_table("fact")
    op.drop_table("event")
    op.drop_table("dataset")
    op.drop_table("country")
    op.drop_table("citation")
    op.drop_table("article")
