"""Settings, read from the environment: `DATABASE_URL`, and `ARTICLE_FACTS_*` for the rest."""

from functools import lru_cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Every setting; an unset one has the default shown."""

    model_config = SettingsConfigDict(env_prefix="ARTICLE_FACTS_", extra="ignore")

    database_url: str = Field(
        "sqlite:///article-facts.db",
        validation_alias="DATABASE_URL",
        description="Where the data is kept: a SQLite file, by its SQLAlchemy URL.",
    )
    seed: Path = Field(PROJECT / "seed", description="The seed folder that `serve` keeps loaded.")
    host: str = Field("127.0.0.1", description="The address to serve on.")
    port: int = Field(8000, ge=0, le=65535, description="The port to serve on.")
    log_level: str = Field(
        "info",
        pattern="^(critical|error|warning|info|debug)$",
        description="How much is logged; `info` has a line for each request.",
    )


def variable(field: str) -> str:
    """The environment variable that a setting is read from."""
    alias = Settings.model_fields[field].validation_alias
    return str(alias) if alias else f"{Settings.model_config['env_prefix']}{field}".upper()


@lru_cache
def settings() -> Settings:
    """The settings of this process; raises pydantic's `ValidationError` for a wrong one."""
    return Settings()
