"""Settings, read from the environment: `DATABASE_URL`, and `ARTICLE_FACTS_*` for the rest."""

import os
import re
from difflib import get_close_matches
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.paths import PROJECT, SEED

PREFIX = "ARTICLE_FACTS_"
MASK = "***"

_HOST_NAME = re.compile(
    r"(?:\*\.)?(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*"
    r"|\[[0-9a-f:.]+\]"
)
_PASSWORD = re.compile(r"(?<=://)([^\s:@/?#]*)(?::\S*|[^\s@]*@\S*)(?=@)")
_SECRET = re.compile(
    r"([\w%.-]*(?:pass|secret|token)[\w%.-]*\s*=\s*)('[^']*'|\"[^\"]*\"|[^&;#\s]*)", re.IGNORECASE
)

Names = Annotated[tuple[str, ...], NoDecode]
"""A list of names in one variable, separated by commas."""


class Settings(BaseSettings):
    """Every setting with its default."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", validate_default=True, populate_by_name=True
    )

    database_url: str = Field(
        f"sqlite:///{quote(str(PROJECT))}/article-facts.db",
        validation_alias="DATABASE_URL",
        description="The database: sqlite:///FILE, or postgresql://USER@HOST/NAME.",
    )
    seed: Path = Field(SEED, description="The seed folder that `serve` loads.")
    host: str = Field("127.0.0.1", description="The address to serve on.")
    port: int = Field(8000, ge=0, le=65535, description="The port to serve on.")
    workers: int = Field(1, ge=1, le=256, description="The number of processes.")
    allowed_hosts: Names = Field(
        (), description="The host names to answer for, separated by commas; empty: any."
    )
    trusted_proxies: Names = Field(
        (),
        description="Addresses or networks whose X-Forwarded-For and -Proto are believed, "
        "separated by commas; empty: none.",
    )
    rate_limit: int = Field(
        0, ge=0, description="The requests that one address may send in a window; 0: no limit."
    )
    rate_window: int = Field(60, ge=1, le=86400, description="The seconds of that window.")
    limit_requests: int = Field(
        512, ge=1, description="The requests that a process works on at once; more get 503."
    )
    limit_connections: int = Field(
        10_000, ge=1, description="The connections that a process holds; more get 503."
    )
    limit_texts: int = Field(
        8, ge=1, description="The texts that a process verifies at once; more get 503."
    )
    limit_unread: int = Field(
        64,
        ge=1,
        description="The MiB of responses that wait for slow clients in a process; beyond that "
        "the slowest are disconnected.",
    )
    limit_url: int = Field(16_384, ge=1024, description="Bytes of a URL; longer ones get 414.")
    limit_head: int = Field(
        65_536, ge=2048, description="Bytes of a request's headers; longer ones get 431."
    )
    timeout_head: float = Field(
        10, gt=0, le=3600, description="Seconds in which a request's headers have to arrive."
    )
    timeout_body: float = Field(
        30, gt=0, le=3600, description="Seconds in which a request's body has to arrive."
    )
    timeout_write: float = Field(
        30, gt=0, le=3600, description="Seconds that a client may read nothing of its response."
    )
    timeout_keep_alive: int = Field(
        15, ge=1, le=3600, description="Seconds that a connection may stay idle."
    )
    timeout_stop: int = Field(
        30, ge=1, le=3600, description="Seconds that running requests get after SIGTERM."
    )
    backlog: int = Field(
        2048, ge=1, description="The connections that the system queues for a busy process."
    )
    pool_size: int = Field(
        10, ge=1, le=1000, description="The connections to PostgreSQL that a process may open."
    )
    pool_timeout: float = Field(
        5, gt=0, le=3600, description="Seconds to wait for one of them before sending 503."
    )
    statement_timeout: float = Field(
        10, gt=0, le=3600, description="Seconds after which a query is stopped."
    )
    mcp: bool = Field(
        default=False, description="Whether agents find tools at /mcp; needs article-facts[mcp]."
    )
    cache_mib: int = Field(64, ge=0, description="The MiB of the response cache; 0: no cache.")
    log_level: str = Field(
        "info",
        pattern="^(critical|error|warning|info|debug)$",
        description="The lowest level to log; `info` has a line for each request.",
    )

    @model_validator(mode="before")
    @classmethod
    def _known_variables(cls, values: Any) -> Any:  # noqa: ANN401 - as pydantic passes them
        """Refuse a misspelt variable: it would otherwise be ignored silently."""
        known = [variable(name) for name in cls.model_fields]
        for name in sorted(os.environ):
            if name.upper().startswith(PREFIX) and name.upper() not in known:
                close = get_close_matches(name.upper(), known, n=1, cutoff=0.6)
                hint = f"; did you mean {close[0]}?" if close else ""
                message = f"there is no setting {name}{hint}"
                raise ValueError(message)
        return values

    @field_validator("allowed_hosts", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:  # noqa: ANN401 - as pydantic passes it
        if isinstance(value, str):
            return tuple(name.strip().lower() for name in value.split(",") if name.strip())
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _host_names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if not _HOST_NAME.fullmatch(name):
                message = (
                    f"{name!r} is not a host name; write for example example.org,*.example.org"
                )
                raise ValueError(message)
        return names

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name != "*":
                try:
                    ip_network(name)
                except ValueError as error:
                    message = f"{name!r} is not an address, a network or *: {error}"
                    raise ValueError(message) from error
        return names


def variable(field: str) -> str:
    """The environment variable of a setting."""
    alias = Settings.model_fields[field].validation_alias
    return str(alias) if alias else f"{PREFIX}{field}".upper()


def masked(text: str) -> str:
    """`text` without the passwords of the URLs and connection strings in it.

    Masks what stands between `://` and `@`, and the value of any parameter whose name contains
    `pass`, `secret` or `token`: `?password=`, `sslpassword=`.
    """
    return _SECRET.sub(rf"\1{MASK}", _PASSWORD.sub(rf"\1:{MASK}", text))


def faults(error: ValidationError) -> list[str]:
    """One line for each wrong setting, naming its variable and the value found."""
    lines = []
    for detail in error.errors():
        message = detail["msg"].removeprefix("Value error, ")
        if detail["loc"]:
            found = masked(repr(detail["input"]))
            message = f"{variable(str(detail['loc'][0]))}: {message} (found {found})"
        lines.append(masked(message))
    return lines


@lru_cache
def settings() -> Settings:
    """The settings of this process; raises pydantic's `ValidationError` for a wrong one."""
    return Settings()
