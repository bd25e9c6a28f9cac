"""A real browser, with pages that fail on any error or any request to another host."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

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
PROGRAMS = ("chromium-headless-shell", "chromium")
"""The first is the same browser without its windows; it opens a page four times as fast."""

INSTALL = "no chromium here: apt-get install chromium-headless-shell fonts-liberation"

Opening = Callable[..., Page]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; close it before other tests, because its event loop allows no other."""
    program = found(next(filter(shutil.which, PROGRAMS), PROGRAMS[0]), INSTALL)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="package")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """A profile for pages that store nothing; a new one for each would take half a second."""
    with browser.new_context() as made:
        yield made


@contextmanager
def watched(opener: Browser | BrowserContext, *hosts: str, **settings: Any) -> Iterator[Page]:  # noqa: ANN401 - Playwright's own options
    """A page; with a browser, it has its own profile with the given settings.

    Any error in the page fails the test at the end.
    """
    faults: list[str] = []
    page = opener.new_page(**settings)

    def told(message: ConsoleMessage) -> None:
        # Some tests open pages that are themselves a 404 or 422.
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
    page.close()
    assert faults == [], faults


@pytest.fixture
def opened(browser: Browser, profile: BrowserContext, address: str) -> Iterator[Opening]:
    """Opens a path of the service; with settings, in its own profile."""
    with ExitStack() as stack:

        def opening(path: str, **settings: Any) -> Page:  # noqa: ANN401 - Playwright's own options
            opener = browser if settings else profile
            page = stack.enter_context(watched(opener, address, **settings))
            page.goto(address + path)
            return page

        yield opening


INVENTED = Path(__file__).resolve().parent.parent / "articles"


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running service with an invented article."""
    folder = tmp_path_factory.mktemp("invented")
    with serving(folder, {"ARTICLE_FACTS_SEED": str(INVENTED / "seed")}) as started:
        yield started


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page of the module's own service, with a profile of its own."""
    with watched(browser, address) as opened:
        yield opened
