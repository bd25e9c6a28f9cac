"""What an operator sees: metrics, logs, readiness, settings."""

import logging
import os
import re
import sys
import time
from pathlib import Path
from subprocess import PIPE, STDOUT, Popen, run
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


@pytest.mark.parametrize("fault", ["stops", "ends", "no room", "terminal stops"])
def test_nobody_waits_for_the_reader_of_the_log(tmp_path: Path, fault: str) -> None:
    reading, writing = os.openpty() if fault == "terminal stops" else os.pipe()
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
            statuses = set()
            # More lines than wait for their reader; without one, the first is lost.
            for _ in range(50_000):
                statuses.add(client.get("/livez").status_code)
                if "lines of the log are lost" in log.read_text():
                    break
            statuses |= {client.get("/livez").status_code for _ in range(100)}
    finally:
        process.terminate()
        process.wait(PATIENCE)
    assert statuses == {httpx.codes.OK}
    assert log.read_text().count("lines of the log are lost") == 1
    assert "Traceback" not in log.read_text()
    if fault == "terminal stops":
        os.close(reading)
    elif fault != "ends":
        with os.fdopen(reading, "rb") as lines:
            assert all(line.startswith(b"{") and line.endswith(b"}\n") for line in lines)


def test_a_line_that_was_cut_does_not_spoil_the_next_one(tmp_path: Path) -> None:
    """As by a full disk: here the file may not grow any more for a while."""
    code = (
        "import logging, sys; from resource import RLIMIT_FSIZE as SIZE, getrlimit, setrlimit;"
        "from app.api.log import LineHandler; handler = LineHandler(open(sys.argv[1], 'w'));"
        "_, most = getrlimit(SIZE); setrlimit(SIZE, (50_000, most));"
        "handler.emit(logging.makeLogRecord({'msg': 'a' * 60_000})); handler.flush();"
        "setrlimit(SIZE, (most, most)); handler.emit(logging.makeLogRecord({'msg': 'next'}))"
    )
    log = tmp_path / "log"
    run((sys.executable, "-c", code, str(log)), check=True, capture_output=True)
    assert log.read_bytes() == b"a" * 50_000 + b"\nnext\n"


def test_lost_lines_are_told_in_a_log_of_one_pipe_when_it_is_read_again(tmp_path: Path) -> None:
    lost = tmp_path / "lost"
    code = (
        "import sys; from logging.config import dictConfig;"
        "from app.api.log import _log, logging_config; dictConfig(logging_config('info'));"
        "[_log.info('x' * 2000) for _ in range(500)];"
        "open(sys.argv[1], 'w'); sys.stdin.readline(); _log.info('z')"
    )
    with Popen(
        (sys.executable, "-c", code, str(lost)), stdin=PIPE, stdout=PIPE, stderr=STDOUT
    ) as process:
        assert process.stdin
        assert process.stdout
        while not lost.exists():
            assert process.poll() is None
        told = [b""]
        while b"lines of it were lost" not in told[-1]:
            told.append(process.stdout.readline().strip(b"x\n"))
        process.stdin.write(b"\n")
        process.stdin.close()
        assert process.stdout.read() == b"z\n"
    assert [b"lines of the log are lost" in line for line in told if line] == [True, False]


@pytest.mark.parametrize("pause", [0.1, 0.3])
def test_a_log_that_is_read_slowly_is_not_waited_for_and_says_once_that_it_lost_lines(
    pause: float, caplog: pytest.LogCaptureFixture
) -> None:
    reading, writing = os.pipe()
    done, waited = Event(), 0.0

    def read_slowly() -> None:
        while pipe.read(4096) and not done.wait(pause):
            """The pipe always has something to read."""
        while pipe.read(1 << 20):
            """Until the other end is closed."""

    with os.fdopen(reading, "rb", 0) as pipe, os.fdopen(writing, "w") as stream:
        slow = Thread(target=read_slowly)
        slow.start()
        handler = LineHandler(stream)
        for _ in range(200):
            began = time.monotonic()
            handler.emit(logging.makeLogRecord({"msg": "a" * 8000}))
            waited += time.monotonic() - began
            time.sleep(0.01)
        said = [one.getMessage()[:12] for one in caplog.records]
        done.set()
        handler.flush()
        stream.close()
        slow.join()
    assert waited < 0.5
    assert said == ["lines of the"]


def test_settings_are_listed_with_value_and_default(tmp_path: Path) -> None:
    done = ran(tmp_path, "settings", settings={"ARTICLE_FACTS_PORT": "9000"})

    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert "ARTICLE_FACTS_PORT=9000 (default: 8000)" in lines
    assert "ARTICLE_FACTS_RATE_LIMIT=0" in lines
    assert any(line.startswith("DATABASE_URL=sqlite:///") for line in lines)
