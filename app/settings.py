"""Settings, read from the environment: `DATABASE_URL`, and `ARTICLE_FACTS_*` for the rest."""

import os
import re
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.nearest import nearest_names
from app.paths import PROJECT, SEED

PREFIX = "ARTICLE_FACTS_"
MASK = "***"
_SHOWN = 200
"""How many characters of a wrong value or its error message are printed."""

_HOST_NAME = re.compile(
    r"(?:\*\.)?(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*"
    r"|\[[0-9a-f:.]+\]"
)
_USER = re.compile(r"[^\s:@/?#]*")
# PostgreSQL's library takes all between the first `@` and the port for the name of a host.
_HOST_WITH_PASSWORD = re.compile(r"(\bhost(?: name)? ['\"])[^'\"]*(?=@)")
# Possessive quantifiers, so that the time grows only linearly with the text.
_SECRET = re.compile(
    r"((?<![\w%.-])(?=[\w%.-]*(?:pass|secret|token))[\w%.-]++\s*+=\s*+)"
    r"(?:'[^']*'|\"[^\"]*\"|[^&;#\s]*)",
    re.IGNORECASE,
)

Count = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(ge=0.001, le=3600)]
WholeSeconds = Annotated[int, Field(ge=1, le=3600)]


def _split(value: object) -> object:
    """The names in one variable, separated by commas."""
    if not isinstance(value, str):
        return value
    names = tuple(name.strip().lower() for name in value.split(",") if name.strip())
    if value and not names:
        raise ValueError("it has no names; leave it empty for the default")
    return names


def _host_name(name: str) -> str:
    if not _HOST_NAME.fullmatch(name):
        message = f"{name!r} is not a host name; write, for example, example.org,*.example.org"
        raise ValueError(message)
    return name


def _network(name: str) -> str:
    try:
        if name != "*":
            ip_network(name)
    except ValueError as error:
        raise ValueError(f"{name!r} is not an address, a network or *: {error}") from error
    return name


HostNames = Annotated[
    tuple[Annotated[str, AfterValidator(_host_name)], ...], NoDecode, BeforeValidator(_split)
]
Networks = Annotated[
    tuple[Annotated[str, AfterValidator(_network)], ...], NoDecode, BeforeValidator(_split)
]


class Settings(BaseSettings):
    """Every setting with its default."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        extra="forbid",
        validate_default=True,
        populate_by_name=True,
        use_attribute_docstrings=True,
    )

    database_url: Annotated[str, Field(validation_alias="DATABASE_URL")] = (
        f"sqlite:///{quote(str(PROJECT))}/article-facts.db"
    )
    """The database: sqlite:///FILE, or postgresql://USER@HOST/NAME."""
    seed: Path = SEED
    """The seed folder that `serve` loads."""
    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    """The address to serve on."""
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    """The port to serve on."""
    workers: Annotated[int, Field(ge=1, le=256)] = 1
    """The number of processes."""
    allowed_hosts: HostNames = ()
    """The host names to accept, separated by commas; empty: any."""
    trusted_proxies: Networks = ()
    """Networks trusted to send X-Forwarded-For and -Proto, by commas; empty: none; *: any."""
    rate_limit: Annotated[int, Field(ge=0)] = 0
    """How many requests one address may send in a window; 0: no limit."""
    rate_window: Annotated[int, Field(ge=1, le=86400)] = 60
    """The length of that window in seconds."""
    limit_requests: Count = 512
    """How many requests a process works on at once; more get 503."""
    limit_connections: Count = 10_000
    """How many connections a process keeps open; more get 503."""
    limit_texts: Count = 8
    """How many verifications and agents' requests a process runs at once; more get 503."""
    limit_unread: Count = 128
    """How many MiB of unread responses a process holds; then long ones get 503."""
    limit_url: Annotated[int, Field(ge=1024)] = 16_384
    """How many bytes a URL may have; longer ones get 414."""
    limit_head: Annotated[int, Field(ge=2048)] = 65_536
    """How many bytes a request's headers may have; longer ones get 431."""
    timeout_head: Seconds = 10
    """How many seconds a request's headers may take to arrive."""
    timeout_body: Seconds = 30
    """How many seconds a request's body may take to arrive."""
    timeout_write: Seconds = 30
    """How many seconds a client may pause while reading its response."""
    timeout_keep_alive: WholeSeconds = 15
    """How many seconds a connection may stay idle."""
    timeout_stop: WholeSeconds = 30
    """How many seconds running requests get after SIGTERM."""
    pool_size: Annotated[int, Field(ge=1, le=1000)] = 10
    """How many queries a process sends to PostgreSQL at once; it may open 5 more connections."""
    pool_timeout: Seconds = 5
    """How many seconds a request may wait for a thread or for PostgreSQL; then it gets 503."""
    statement_timeout: Seconds = 10
    """How many seconds a query may run before it is stopped."""
    mcp: bool = False
    """Whether to serve tools for agents at /mcp; needs article-facts[mcp]."""
    cache_mib: Annotated[int, Field(ge=0)] = 64
    """The size of the response cache in MiB; 0: no cache."""
    log_level: Annotated[str, Field(pattern="^(critical|error|warning|info|debug)$")] = "info"
    """The lowest level to log; `info` has a line for each request."""

    @model_validator(mode="before")
    @classmethod
    def _known_variables(cls, values: object) -> object:
        """Refuse a misspelt variable, which would otherwise be ignored silently."""
        known = {variable(name).removeprefix(PREFIX): variable(name) for name in cls.model_fields}
        for name in sorted(os.environ):
            if name.upper().startswith(PREFIX) and name.upper() not in known.values():
                near = nearest_names(name[len(PREFIX) :], known)
                hint = f"; did you mean {known[near[0]]}?" if near else ""
                raise ValueError(f"there is no setting {name}{hint}")
        return values


def variable(field: str) -> str:
    """The environment variable of a setting."""
    alias = Settings.model_fields[field].validation_alias
    return str(alias) if alias else f"{PREFIX}{field}".upper()


def masked(text: str) -> str:
    """`text` without the passwords of the URLs and connection strings in it.

    Masks what is between `://` and `@`, and the value of any parameter whose name contains
    `pass`, `secret` or `token`: `?password=`, `sslpassword=`.
    """
    text = re.sub(r"\S+", lambda word: _without_password(word[0]), text)
    return _SECRET.sub(rf"\1{MASK}", _HOST_WITH_PASSWORD.sub(rf"\1{MASK}", text))


def _without_password(word: str) -> str:
    """A URL with its password masked: all between the user and the last `@`."""
    host = word.rfind("@")
    at = word.find("://")
    while 0 <= at < host:
        user = _USER.match(word, at + len("://"))
        end = user.end() if user else at
        if word[end] == ":" or word.find("@", end) < host:
            return f"{word[:end]}:{MASK}{word[host:]}"
        at = word.find("://", at + 1)
    return word


def faults(error: ValidationError) -> list[str]:
    """One line for each wrong setting, naming its variable and the value found."""
    lines = []
    for detail in error.errors():
        message = detail["msg"].removeprefix("Value error, ")
        if detail["loc"]:
            name = str(detail["loc"][0])
            secret = name in {"database_url", "DATABASE_URL"}
            found = MASK if secret else masked(repr(detail["input"]))[:_SHOWN]
            message = f"{variable(name)}: {message[:_SHOWN]} (found {found})"
        lines.append(masked(message))
    return lines


@lru_cache
def settings() -> Settings:
    """The settings of this process; raises pydantic's `ValidationError` for a wrong one."""
    return Settings()
