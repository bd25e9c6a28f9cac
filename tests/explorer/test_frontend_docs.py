"""Runs each block of docs/frontend.md unchanged."""

import contextlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.explorer.conftest import watched
from tests.programs import NODE, found, node
from tests.serving import PROJECT

DOCUMENTED = "http://127.0.0.1:8000"
PAGE = (PROJECT / "docs/frontend.md").read_text(encoding="utf-8")
PATIENCE = 120


def blocks(language: str, address: str) -> list[str]:
    """The blocks of one language, with `address` as the service."""
    found = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return [block.replace(DOCUMENTED, address) for block in found]


class Quiet(SimpleHTTPRequestHandler):
    """A file server that logs nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is inherited
        """Log nothing."""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """The example, served from another origin."""
    handler = partial(Quiet, directory=str(PROJECT / "examples/frontend"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_example_shows_live_data(profile: BrowserContext, address: str, elsewhere: str) -> None:
    with watched(profile, address, elsewhere) as page:
        page.goto(f"{elsewhere}/index.html?api={address}")

        rows = page.locator("#attendance tr")
        expect(rows).to_have_count(4)
        assert [row.strip().split()[-1] for row in rows.all_inner_texts()] == [
            "0",
            "reported",
            "9",
            "24",
        ]
        expect(page.locator("#quotes figure")).to_have_count(3)
        expect(page.locator("#quotes figcaption").first).to_contain_text("Cui Hongjian")
        page.wait_for_function("document.querySelector('#chart').naturalWidth === 640")
        expect(page.locator("#trouble")).to_be_empty()


def test_the_example_shows_errors(browser: Browser, elsewhere: str) -> None:
    with contextlib.closing(browser.new_page()) as page:
        page.goto(f"{elsewhere}/index.html?api=http://127.0.0.1:9")

        expect(page.locator("#trouble")).not_to_be_empty()


def test_fetch(profile: BrowserContext, address: str, elsewhere: str, client: httpx.Client) -> None:
    with watched(profile, address, elsewhere) as page:
        page.goto(f"{elsewhere}/index.html?api={address}")
        quotes, count, rows = (
            page.evaluate(f"async () => {{ {block} }}")
            if "return" in block
            else page.evaluate(block)
            for block in blocks("js", address)
        )

    assert len(quotes) == client.get("/quotes?speaker=cui-hongjian").json()["total"]
    assert count == client.get("/facts").json()["total"]
    assert [row["display"] for row in rows["items"]] == ["0", "not reported", "9", "more than 24"]


def test_the_image(profile: BrowserContext, address: str, elsewhere: str) -> None:
    with watched(profile, address, elsewhere) as page:
        page.goto(f"{elsewhere}/index.html?api={address}")
        page.evaluate("html => { document.body.innerHTML = html; }", blocks("html", address)[0])
        page.wait_for_function("document.querySelector('img').naturalWidth > 0")


def test_typescript(address: str, tmp_path: Path) -> None:
    [types] = blocks("sh", address)
    fetched = re.match(r"npx --yes openapi-typescript@([0-9.]+) ", types)
    assert fetched
    assert fetched[1] == version("openapi-typescript")
    asked = types.removeprefix(fetched[0]).split()
    run([*node("openapi-typescript"), *asked], tmp_path)
    (tmp_path / "node_modules").symlink_to(NODE / "node_modules")
    plain, client = blocks("ts", address)

    modules = [
        ("", plain),
        ("", client),
        ("speeker", plain.replace("{ speaker:", "{ speeker:")),
        ("speeker", client.replace("{ speaker:", "{ speeker:")),
        ("txet", client.replace("quote.text", "quote.txet")),
        ("/qoutes", client.replace('"/quotes"', '"/qoutes"')),
        ("drect", client.replace("limit: 20", 'form: ["drect"]')),
    ]
    names = [f"module-{number}.ts" for number in range(len(modules))]
    for name, (_, module) in zip(names, modules, strict=True):
        (tmp_path / name).write_text(module)
    strictly = ["--noEmit", "--strict", "--target", "es2022", "--module", "esnext"]
    # TypeScript's own files need no check, nor do the types of Node, which no module imports.
    strictly += ["--skipDefaultLibCheck", "--types", "openapi-fetch"]
    with pytest.raises(subprocess.CalledProcessError) as caught:
        run([*node("tsc"), *strictly, "--moduleResolution", "bundler", *names], tmp_path)

    said = re.findall(r"(?m)^(\S+?)\((.*(?:\n .*)*)", caught.value.stdout)
    assert {name for name, _ in said} == set(names[2:])
    for name, (word, _) in zip(names, modules, strict=True):
        assert word in "".join(error for of, error in said if of == name)


def version(package: str) -> str:
    """The version of a package in `tests/node`."""
    lock = json.loads((NODE / "package-lock.json").read_text())
    found: str = lock["packages"][f"node_modules/{package}"]["version"]
    return found


def test_pandas(address: str, tmp_path: Path) -> None:
    [block] = blocks("python", address)
    printed = run([sys.executable, "-c", block], tmp_path)

    assert "more than 24" in printed
    assert "not_reported" in printed


def test_r(address: str, tmp_path: Path) -> None:
    rscript = found("Rscript", "no Rscript here: apt-get install r-base-core")
    [block] = blocks("r", address)

    assert "more than 24" in run([rscript, "-e", block], tmp_path)


def test_a_spreadsheet_gets_csv(address: str) -> None:
    [url] = re.findall(r'=IMPORTDATA\("(.*)"\)', PAGE.replace(DOCUMENTED, address))
    answer = httpx.get(url)

    assert answer.status_code == httpx.codes.OK
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.count("\n") == 4


def run(command: list[str], folder: Path) -> str:
    """What `command` prints; raises `CalledProcessError` if it fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "NO_UPDATE_NOTIFIER": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    return done.stdout
