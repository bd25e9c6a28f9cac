"""Settings, read from the environment: `DATABASE_URL`, and `ARTICLE_FACTS_*` for the rest."""

import os
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from app.paths import PROJECT, SEED


def _variable(field: str) -> str:
    return f"ARTICLE_FACTS_{field}".upper()


class Settings(BaseModel):
    """Every setting; an unset one has the default shown."""

    model_config = ConfigDict(
        alias_generator=_variable, validate_by_name=True, validate_default=True
    )

    database_url: str = Field(
        f"sqlite:///{quote(str(PROJECT))}/article-facts.db",
        validation_alias="DATABASE_URL",
        description="Where the data is kept: sqlite:///FILE, or postgresql://USER@HOST/NAME.",
    )
    seed: Path = Field(SEED, description="The seed folder that `serve` keeps loaded.")
    host: str = Field("127.0.0.1", description="The address to serve on.")
    port: int = Field(8000, ge=0, le=65535, description="The port to serve on.")
    workers: int = Field(1, ge=1, le=256, description="How many processes serve.")
    allowed_hosts: str = Field(
        "", description="The hosts to answer for, with commas between; any where it is empty."
    )
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks whose X-Forwarded-For and -Proto are believed, with "
        "commas between; none where it is empty.",
    )
    rate_limit: int = Field(
        0, ge=0, description="How many requests one address has in a window; 0: no limit."
    )
    rate_window: int = Field(60, ge=1, le=86400, description="The seconds of that window.")
    limit_requests: int = Field(
        512, ge=1, description="How many requests a process has at hand before it sends 503."
    )
    limit_connections: int = Field(
        10_000, ge=1, description="How many connections a process holds before it sends 503."
    )
    limit_texts: int = Field(
        8, ge=1, description="How many texts a process takes in at once before it sends 503."
    )
    limit_url: int = Field(16_384, ge=1024, description="Bytes of a URL; longer ones get 414.")
    limit_head: int = Field(
        65_536, ge=2048, description="Bytes of a request's head; longer ones get 431."
    )
    timeout_head: float = Field(
        10, gt=0, le=3600, description="Seconds in which a request's head has to arrive."
    )
    timeout_body: float = Field(
        30, gt=0, le=3600, description="Seconds in which a request's body has to arrive."
    )
    timeout_write: float = Field(
        30, gt=0, le=3600, description="Seconds for which a client may take in nothing."
    )
    timeout_keep_alive: int = Field(
        15, ge=1, le=3600, description="Seconds for which a connection may stay idle."
    )
    timeout_stop: int = Field(
        30, ge=1, le=3600, description="Seconds that requests have to end when told to stop."
    )
    backlog: int = Field(
        2048, ge=1, description="How many connections the system holds for a busy process."
    )
    pool_size: int = Field(
        10, ge=1, le=1000, description="How many connections to PostgreSQL a process may have."
    )
    pool_timeout: float = Field(
        5, gt=0, le=3600, description="Seconds to wait for one of them before it sends 503."
    )
    statement_timeout: float = Field(
        10, gt=0, le=3600, description="Seconds after which the database gives up a question."
    )
    lane: bool = Field(
        default=True,
        description="Whether simple routes are answered without the framework between.",
    )
    memory_mib: int = Field(
        64, ge=0, description="How much memory answers given before may take, in MiB; 0: none."
    )
    protocol_memory: bool = Field(
        default=True, description="Whether answers are remembered where connections are read, too."
    )
    log_level: str = Field(
        "info",
        pattern="^(critical|error|warning|info|debug)$",
        description="How much is logged; `info` has a line for each request.",
    )


def variable(field: str) -> str:
    """The environment variable that a setting is read from."""
    return str(Settings.model_fields[field].validation_alias)


@lru_cache
def settings() -> Settings:
    """The settings of this process; raises pydantic's `ValidationError` for a wrong one."""
    return Settings.model_validate({name.upper(): value for name, value in os.environ.items()})
