"""Every measured program: how to start and stop it."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.installation import BENCH, NODE_MODULES, PEERS, PROJECT, bun
from benchmarks.stocking import environment

SERVICE, BARE, NGINX = "this service", "bare uvicorn", "nginx"
TEXTBOOK, JSON_SERVER, HONO = "textbook FastAPI", "json-server 1.0 beta", "Hono on Bun"

SERVER_CORE, CLIENT_CORE = 0, 1
_PATIENCE = 60

_NGINX = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
{user}
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    open_file_cache max=100;
    default_type application/json;
    client_body_temp_path {folder}/nginx-body;
    proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-fastcgi;
    uwsgi_temp_path {folder}/nginx-uwsgi;
    scgi_temp_path {folder}/nginx-scgi;
    server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""


@dataclass(frozen=True, slots=True)
class Program:
    """A server: its command, its port, and a path that returns 200 as soon as it is ready."""

    name: str
    command: list[str]
    port: int
    ready: str
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path = PROJECT


@dataclass(frozen=True, slots=True)
class Running:
    """A started program."""

    program: Program
    pid: int

    @property
    def resident(self) -> float:
        """Memory of the process, in MiB."""
        status = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def service(
    folder: Path, name: str = SERVICE, settings: Mapping[str, str] | None = None
) -> Program:
    """This service, started by its own command."""
    port = _free_port()
    command = [sys.executable, "-m", "app", "serve", "--port", str(port)]
    return Program(name, command, port, "/readyz", {**environment(folder), **(settings or {})})


def bare(folder: Path) -> Program:
    """An ASGI callable that returns bytes, under uvicorn."""
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", "benchmarks.peers.bare:app", "--port", str(port)]
    command += ["--no-access-log", "--log-level", "warning", "--http", "httptools"]
    env = {**os.environ, "BENCH_FILES": str(folder / "files")}
    return Program(BARE, command, port, "/list.json", env)


def nginx(folder: Path) -> Program:
    """The responses as files, under nginx."""
    port = _free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(_NGINX.format(folder=folder, port=port, user=user))
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    return Program(NGINX, command, port, "/list.json", os.environ)


def json_server(folder: Path) -> Program:
    """json-server 1.0 beta on a JSON file of the quotes."""
    port = _free_port()
    command = ["node", str(NODE_MODULES / "json-server/lib/bin.js"), str(folder / "db.json")]
    command += ["--port", str(port)]
    return Program(JSON_SERVER, command, port, "/quotes/saying-0000000", os.environ, BENCH)


def hono(folder: Path) -> Program:
    """Hono on Bun, over the database of the textbook route."""
    port = _free_port()
    # Bun looks for hono beside the file that imports it.
    script = shutil.copy(PEERS / "hono.js", BENCH)
    env = {**os.environ, "BENCH_DATABASE": str(folder / "textbook.db"), "PORT": str(port)}
    return Program(HONO, [bun(), str(script)], port, "/quotes?limit=1", env, BENCH)


def textbook(folder: Path) -> Program:
    """A FastAPI and SQLModel route as their tutorials write it."""
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", "benchmarks.peers.textbook:app"]
    command += ["--port", str(port), "--no-access-log", "--log-level", "warning"]
    env = {**os.environ, "BENCH_DATABASE": f"sqlite:///{folder}/textbook.db"}
    return Program(TEXTBOOK, command, port, "/quotes?limit=1", env)


@contextmanager
def running(program: Program) -> Iterator[Running]:
    """The program, started on the server's core and ready; its output goes to `.bench/log/`."""
    (BENCH / "log").mkdir(exist_ok=True)
    with (BENCH / "log" / f"{program.name.replace(' ', '-')}.log").open("wb") as log:
        process = start(program, log.fileno())
        try:
            wait(program, process)
            yield Running(program, _worker(process.pid))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(_PATIENCE)


def start(program: Program, log: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """Start the program on the server's core."""
    return subprocess.Popen(
        ["taskset", "-c", str(SERVER_CORE), *program.command],
        env=dict(program.env),
        cwd=program.cwd,
        stdout=log,
        stderr=log,
    )


def wait(program: Program, process: subprocess.Popen[bytes]) -> None:
    """Return as soon as the program responds; raises `RuntimeError` if it ends instead."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            if fetch(program.port, program.ready)[0] == http.client.OK:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.002)
    message = f"{program.name} did not start; see .bench/log/"
    raise RuntimeError(message)


def fetch(port: int, target: str) -> tuple[int, bytes]:
    """The status and body of a response."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        connection.request("GET", target)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _worker(pid: int) -> int:
    """The process that answers requests: with nginx, a child."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(children[0]) if children else pid


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
