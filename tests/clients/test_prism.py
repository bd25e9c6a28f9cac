"""The newest Prism passes requests on and compares the responses with the OpenAPI document."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.clients.conftest import Tools, environment
from tests.serving import free_port

PATIENCE = 120


@pytest.fixture(scope="module")
def proxy(tools: Tools, document_file: Path, address: str) -> Iterator[str]:
    """A proxy that returns 500 if a response differs from the document."""
    port = str(free_port())
    command = [tools.binary("prism"), "proxy", str(document_file), address, "--errors"]
    with subprocess.Popen(
        [*command, "--port", port],
        env=environment(),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as started:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                httpx.get(f"http://127.0.0.1:{port}/livez")
                break
            except httpx.TransportError:
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
        # `node` is a script that starts the real program, so stop both.
        os.killpg(started.pid, signal.SIGTERM)


def test_every_response_is_as_documented(proxy: str, calls_file: Path) -> None:
    # If the client names no content coding, Prism accepts any, but it only reads gzip and br.
    with httpx.Client(base_url=proxy, headers={"Accept-Encoding": "*"}) as client:
        calls = json.loads(calls_file.read_text())
        answers = [client.get(call["path"].format(**call["arguments"])) for call in calls]

    assert len(answers) > 40
    refused = [
        f"{one.url}: {one.text[:300]}" for one in answers if one.status_code != httpx.codes.OK
    ]
    assert refused == []
