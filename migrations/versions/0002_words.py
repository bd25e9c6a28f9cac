"""The words of search entries, so that ranking need not read their texts, and of all of them.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# It compares by code point on both.
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add column and table; the next seeding makes every entry anew, as the code has changed."""
    op.add_column("search_entry", sa.Column("words", TEXT, nullable=False, server_default=""))
    op.create_table(
        "vocabulary",
        sa.Column("word", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_vocabulary")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Undo `upgrade`."""
    op.drop_table("vocabulary")
    op.drop_column("search_entry", "words")
