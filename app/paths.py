"""Where the project's files are: inside the package in a wheel, next to it in a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
"""The folder of the code."""

_WHEEL = (PACKAGE / "migrations").is_dir()

PROJECT = Path() if _WHEEL else PACKAGE.parent
"""The folder of the default database: the current one for a wheel, otherwise the checkout."""

_FILES = PACKAGE if _WHEEL else PACKAGE.parent

SEED = _FILES / "seed"
"""The seed folder that comes with the project."""

MIGRATIONS = _FILES / "migrations"
"""The folder of Alembic's migrations."""
