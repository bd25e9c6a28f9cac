"""nginx with `examples/nginx.conf`, in front of a test's service."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.programs import found
from tests.serving import PROJECT, free_port

EXAMPLE = PROJECT / "examples/nginx.conf"

_AROUND = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
env FAKETIME_TIMESTAMP_FILE; # all others are taken from it
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{example}
}}
"""


@contextmanager
def cached(
    folder: Path, address: str, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The address of an nginx in front of the service at `address`; its files are in `folder`."""
    nginx = found("nginx", "no nginx here: apt-get install nginx-light")
    example = EXAMPLE.read_text()
    port = free_port()
    for said, here in (
        ("/var/cache/nginx/article-facts", f"{folder}/cache"),
        ("127.0.0.1:8000;", f"{address.removeprefix('http://')};"),
        ("listen 80;", f"listen 127.0.0.1:{port};"),
    ):
        assert example.count(said) == 1
        example = example.replace(said, here)
    (folder / "nginx.conf").write_text(_AROUND.format(folder=folder, example=example))
    process = subprocess.Popen(
        [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")],
        env={**os.environ, **(environment or {})},
    )
    try:
        _wait(process, f"http://127.0.0.1:{port}", folder)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait(process: subprocess.Popen[bytes], address: str, folder: Path) -> None:
    for _ in range(100):
        assert process.poll() is None, (folder / "nginx.log").read_text()
        try:
            httpx.get(f"{address}/livez")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError((folder / "nginx.log").read_text())
