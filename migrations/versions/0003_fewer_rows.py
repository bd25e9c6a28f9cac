"""The cited spans of an article in one row: it is all or nothing that anybody asks for.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# It compares by code point on both.
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Change the table; the next seeding fills it anew, as the code has changed."""
    op.drop_table("citation")
    op.create_table(
        "cited",
        sa.Column("article", TEXT, nullable=False),
        sa.Column("spans", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_cited")),
    )


def downgrade() -> None:
    """Undo `upgrade`."""
    op.drop_table("cited")
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
