"""What an operator sees: metrics, logs, readiness, settings."""

import logging
import os
import re
import sys
import time
from pathlib import Path
from subprocess import PIPE, STDOUT, Popen
from threading import Event, Thread

import httpx
import pytest

from app.api.log import LineHandler
from tests import forking
from tests.abuse.wire import exchange
from tests.seeds import INVENTED
from tests.serving import environment, serving
from tests.starting import PATIENCE, ran


def test_metrics_count_by_route_and_never_by_path(tmp_path: Path) -> None:
    with serving(tmp_path, {"ARTICLE_FACTS_SEED": str(INVENTED)}) as address:
        for path in ("/quotes", "/quotes?limit=1", "/quotes/secret-id", "/secret-path"):
            httpx.get(f"{address}{path}")
        httpx.request("SECRET", f"{address}/quotes")
        exchange(address, b"GET /secret-path\r\n\r\n")
        answer = httpx.get(f"{address}/metrics")
        version = httpx.get(f"{address}/readyz").json()["version"]
        httpx.get(f"{address}/search?q=secret")
        verification = f"{address}/articles/lantern-fair-2031/verification"
        httpx.post(verification, content="secret", headers={"Content-Type": "text/plain"})

    log = (tmp_path / "server.log").read_text()
    assert '"route":"/search"' in log
    assert "secret" not in log.lower()
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.text.splitlines()
    assert "secret" not in answer.text.lower()
    assert f'article_facts_dataset_info{{version="{version}"}} 1.0' in lines
    assert 'http_requests_total{method="GET",route="/quotes",status="200"} 2.0' in lines
    assert 'http_requests_total{method="GET",route="/quotes/{id}",status="404"} 1.0' in lines
    assert 'http_requests_total{method="GET",route="(none)",status="404"} 1.0' in lines
    assert any(line.startswith("http_connections ") for line in lines)
    buckets = [
        float(line.rpartition(" ")[2])
        for line in lines
        if line.startswith("http_request_duration_seconds_bucket{") and 'route="/quotes"}' in line
    ]
    (total,) = (
        float(line.rpartition(" ")[2])
        for line in lines
        if line.startswith('http_request_duration_seconds_count{route="/quotes"}')
    )
    assert buckets == sorted(buckets)
    assert buckets[-1] == total
    shape = re.compile(r'# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"\\]*",?)+\})? [0-9.e+]+')
    assert all(shape.fullmatch(line) for line in lines)


@pytest.mark.parametrize("fault", ["stops", "ends", "no room"])
def test_nobody_waits_for_the_reader_of_the_log(tmp_path: Path, fault: str) -> None:
    reading, writing = os.pipe()
    if fault == "no room":
        with Path("/dev/full").open("wb") as full:
            os.dup2(full.fileno(), writing)
    own = environment(tmp_path, {"ARTICLE_FACTS_SEED": str(INVENTED)})
    log = tmp_path / "server.log"
    with os.fdopen(writing, "wb") as out, log.open("wb") as err:
        process = forking.start(("serve", "--port", "0"), own, out, err)
    try:
        while "running on" not in log.read_text():
            assert process.poll() is None
        if fault == "ends":
            os.close(reading)
        with httpx.Client(
            base_url=log.read_text().partition("running on ")[2].split()[0]
        ) as client:
            # More lines than a pipe holds.
            statuses = {client.get("/livez").status_code for _ in range(1000)}
    finally:
        process.terminate()
        process.wait(PATIENCE)
    assert statuses == {httpx.codes.OK}
    assert log.read_text().count("lines of the log are lost") == 1
    assert "Traceback" not in log.read_text()
    if fault != "ends":
        with os.fdopen(reading, "rb") as lines:
            assert all(line.startswith(b"{") and line.endswith(b"}\n") for line in lines)


def test_a_line_that_was_cut_does_not_spoil_the_next_one() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb", 0) as pipe, os.fdopen(writing, "w") as stream:
        handler = LineHandler(stream)
        for text in ("a" * 60_000, "b" * 60_000):
            handler.emit(logging.makeLogRecord({"msg": text}))
        while b"b" not in pipe.read(4096):
            """Until there is room again."""
        os.set_blocking(reading, False)
        pipe.read(1 << 20)
        handler.emit(logging.makeLogRecord({"msg": "next"}))
        assert pipe.read(1 << 20) == b"\nnext\n"


def test_lost_lines_are_told_in_a_log_of_one_pipe_when_it_is_read_again(tmp_path: Path) -> None:
    lost = tmp_path / "lost"
    logs = (
        "import sys; from logging.config import dictConfig;"
        "from app.api import log; from app.api.log import _log, logging_config; log._CALM = 0;"
        "dictConfig(logging_config('info')); _log.info('x' * 60_000); _log.info('y' * 60_000);"
        "open(sys.argv[1], 'w'); sys.stdin.readline(); _log.info('z'); _log.info('z')"
    )
    command = (sys.executable, "-c", logs, str(lost))
    with Popen(command, stdin=PIPE, stdout=PIPE, stderr=STDOUT) as process:
        assert process.stdin
        assert process.stdout
        while not lost.exists():
            assert process.poll() is None
        os.read(process.stdout.fileno(), 1 << 20)
        process.stdin.write(b"\n")
        process.stdin.close()
        last = process.stdout.read().splitlines()[-3:]
    assert [b"lines of it were lost" in line for line in last] == [False, True, False]


@pytest.mark.parametrize("pause", [0.1, 0.3])
def test_a_log_that_is_read_slowly_is_not_waited_for_again_and_again(
    pause: float, caplog: pytest.LogCaptureFixture
) -> None:
    reading, writing = os.pipe()
    done, waited = Event(), 0.0

    def read_slowly() -> None:
        while pipe.read(4096) and not done.wait(pause):
            """The pipe always has something to read."""

    with os.fdopen(reading, "rb", 0) as pipe, os.fdopen(writing, "w") as stream:
        slow = Thread(target=read_slowly)
        handler = LineHandler(stream)
        handler.emit(logging.makeLogRecord({"msg": "a" * 60_000}))
        slow.start()
        for size in (60_000, *[2000] * 150):
            began = time.monotonic()
            handler.emit(logging.makeLogRecord({"msg": "a" * size}))
            waited += time.monotonic() - began
            time.sleep(0.02)
        done.set()
        slow.join()
    assert waited < 0.5
    assert [one.getMessage()[:12] for one in caplog.records] == ["lines of the"]


def test_settings_are_listed_with_value_and_default(tmp_path: Path) -> None:
    done = ran(tmp_path, "settings", settings={"ARTICLE_FACTS_PORT": "9000"})

    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert "ARTICLE_FACTS_PORT=9000 (default: 8000)" in lines
    assert "ARTICLE_FACTS_RATE_LIMIT=0" in lines
    assert any(line.startswith("DATABASE_URL=sqlite:///") for line in lines)
