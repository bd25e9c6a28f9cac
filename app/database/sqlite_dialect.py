"""How SQLAlchemy writes what SQLite is asked."""

from typing import Any

from sqlalchemy import Select
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite


class _Compiler(SQLiteCompiler):
    """Leaves out `OFFSET 0`, which SQLite would look at for each row."""

    def limit_clause(self, select: Select[Any], **kw: Any) -> str:  # noqa: ANN401 - the parent's own
        limit = select._limit_clause  # noqa: SLF001 - as its other compilers do
        return "" if limit is None else f"\n LIMIT {self.process(limit, **kw)}"


class SqliteDialect(SQLiteDialect_pysqlite):
    """SQLAlchemy's own, but for one clause."""

    statement_compiler = _Compiler
    supports_statement_cache = True
