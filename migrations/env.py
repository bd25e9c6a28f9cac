"""Run the migrations on the connection that `app.seeding.place` hands over."""

from alembic import context
from sqlalchemy.schema import SchemaItem

from app.resources import METADATA

_SEARCH_INDEX = "search_index"


def _ours(
    _object: SchemaItem,
    name: str | None,
    kind: str,
    _reflected: bool,
    _compared: SchemaItem | None,
) -> bool:
    # SQLite keeps a full-text index in tables of its own, which no model declares.
    return not (kind == "table" and name is not None and name.startswith(_SEARCH_INDEX))


def _run() -> None:
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=METADATA,
        include_object=_ours,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


_run()
