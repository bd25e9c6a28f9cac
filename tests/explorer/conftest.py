"""A real browser, and pages that tolerate neither an error nor a request to another host."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.programs import found
from tests.serving import serving

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
INSTALL = "no chromium here: apt-get install chromium fonts-liberation"

Opening = Callable[..., Page]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; close it before other tests, as no other event loop can run beside it."""
    program = found("chromium", INSTALL)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@contextmanager
def watched(browser: Browser, *hosts: str, **context: Any) -> Iterator[Page]:  # noqa: ANN401 - Playwright's own options
    """A page in a fresh profile; at its end, whatever went wrong in it fails the test."""
    faults: list[str] = []
    opened = browser.new_context(**context)
    page = opened.new_page()

    def told(message: ConsoleMessage) -> None:
        # That a page itself is a 404 or 422 is what some tests ask for.
        if message.type in {"error", "warning"} and message.location["url"] != page.url:
            faults.append(f"{message.type}: {message.text}")

    page.on("console", told)
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on(
        "request",
        lambda request: (
            faults.append(f"outside: {request.url}")
            if urlsplit(request.url).netloc not in {urlsplit(host).netloc for host in hosts}
            and urlsplit(request.url).scheme != "data"
            else None
        ),
    )
    yield page
    opened.close()
    assert faults == [], faults


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Opening]:
    """Opens a path of the service, in a profile with the settings given."""
    with ExitStack() as stack:

        def opening(path: str, **context: Any) -> Page:  # noqa: ANN401 - Playwright's own options
            page = stack.enter_context(watched(browser, address, **context))
            page.goto(address + path)
            return page

        yield opening


INVENTED = Path(__file__).resolve().parent.parent / "articles"


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running service with an article that was made up for tests."""
    folder = tmp_path_factory.mktemp("invented")
    with serving(folder, {"ARTICLE_FACTS_SEED": str(INVENTED / "seed")}) as started:
        yield started
