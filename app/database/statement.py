"""A SELECT compiled to SQL once, and bound to other values each time."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Select


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with the names of its values in the order in which the driver wants them.

    `constants` holds those that are the same for every question of the shape.
    """

    sql: str
    names: tuple[str, ...]
    constants: dict[str, Any]

    def bind(self, values: dict[str, Any]) -> list[Any]:
        """All values in that order."""
        known = self.constants | values if self.constants else values
        return [known[name] for name in self.names]


def compile_statement(statement: Select[Any], dialect: Dialect) -> Statement:
    """The statement in the SQL of a dialect."""
    found = statement.compile(dialect=dialect)
    constants = {name: value for name, value in found.params.items() if value is not None}
    return Statement(str(found), tuple(found.positiontup or ()), constants)
