"""Swagger UI: every operation can be tried, under the same strict Content-Security-Policy."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.explorer.conftest import watched
from tests.raw import ask


@pytest.fixture(scope="module")
def docs(browser: Browser, address: str) -> Iterator[Page]:
    """The page with its operations, loaded only once because it is heavy."""
    with watched(browser, address, viewport={"width": 1280, "height": 900}) as page:
        page.goto(f"{address}/docs")
        expect(page.locator(".opblock").first).to_be_visible(timeout=60_000)
        yield page


def test_the_first_call_is_at_the_top_and_works(docs: Page, address: str) -> None:
    samples = {
        name: docs.get_by_role("region", name=name, exact=True)
        for name in ("curl", "Python", "JavaScript")
    }
    for name, sample in samples.items():
        expect(sample).to_be_in_viewport()
        assert address in sample.inner_text()
        assert len(sample.inner_text().strip().splitlines()) == 5
        expect(docs.get_by_role("button", name=f"Copy: {name}")).to_be_visible()
    expect(docs.get_by_role("link", name="Back to the site")).to_have_attribute("href", "/explore")

    python = samples["Python"].inner_text()
    said = subprocess.run(
        [sys.executable, "-c", python], capture_output=True, text=True, check=True
    ).stdout
    assert "main guest" in said.splitlines()
    for line in samples["curl"].inner_text().splitlines():
        path = re.findall(rf"'{re.escape(address)}([^']+)'", line)[0]
        assert ask(address, path).status == 200
    script = samples["JavaScript"].inner_text().replace("console.log", "said.push")
    said = docs.evaluate(f"async () => {{ const said = []; {script} return said; }}")
    assert "main guest" in said


def test_all_of_it_is_in_one_main_element(docs: Page) -> None:
    expect(docs.get_by_role("main")).to_have_count(1)
    headings = docs.get_by_role("heading")
    assert headings.count() > 10
    assert headings.evaluate_all("all => all.every((one) => one.closest('#content'))")


def test_it_is_dark_in_the_dark(docs: Page) -> None:
    docs.emulate_media(color_scheme="dark")
    colour = docs.evaluate("getComputedStyle(document.body).backgroundColor")
    docs.emulate_media(color_scheme="light")

    assert all(int(part) < 80 for part in re.findall(r"\d+", colour)[:3])


def test_the_policy_has_no_unsafe_in_it(client: httpx.Client) -> None:
    policy = client.get("/docs").headers["content-security-policy"]

    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


def test_an_operation_shows_its_usual_responses_and_leads_to_the_others(docs: Page) -> None:
    block = docs.locator(".opblock[id$='-list_quotes']")
    block.locator(".opblock-summary-control").click()
    docs.wait_for_url(re.compile(r"/docs#/\w+/list_quotes"))
    table = block.locator(".responses-table").first
    codes = table.locator("tbody tr.response .response-col_status").all_inner_texts()
    assert [code.strip() for code in codes] == ["200", "404", "422"]
    for example in ('"/problems/not-found"', '"did_you_mean": "country"'):
        expect(table).to_contain_text(example)
    expect(block.get_by_role("link", name="503 Data unavailable")).to_have_attribute(
        "href", "/problems/unavailable"
    )
    block.locator(".opblock-summary-control").click()


def test_each_shape_of_operation_can_be_tried_and_is_real(docs: Page) -> None:
    # The contract tests check that all suggested values work.
    bodies = {}
    for operation in ("list_places", "get_quote", "search", "get_chart"):
        status, bodies[operation] = tried(docs, operation)

        assert status == "200", (operation, status, bodies[operation][:300])
    found = re.search(r'"text": (".*")', bodies["get_quote"])
    assert found
    assert json.loads(found[1]) == "main guest"


def tried(page: Page, operation: str) -> tuple[str, str]:
    """The status and body that “Try it out” shows for an operation with its suggested values."""
    block = page.locator(f".opblock[id$='-{operation}']")
    block.locator(".opblock-summary-control").click()
    block.get_by_role("button", name="Try it out").click()
    block.get_by_role("button", name="Execute").click()
    live = block.locator(".live-responses-table")
    live.wait_for()
    status = live.locator(".response-col_status").last.inner_text().strip().split()[0]
    body = live.locator(".response-col_description").last.inner_text()
    block.locator(".opblock-summary-control").click()
    return status, body


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_redoc_redirects_to_the_documentation(address: str, method: str) -> None:
    answer = ask(address, "/redoc", method=method)

    assert (answer.status, answer.headers["location"], answer.body) == (307, "/docs", b"")


@pytest.mark.parametrize("name", ["swagger-ui-bundle.js", "swagger-ui.css"])
def test_files_of_another_version_are_not_found(client: httpx.Client, name: str) -> None:
    path = re.findall(rf'"(/static/[^"]+/{re.escape(name)})"', client.get("/docs").text)[0]

    assert client.get(path).status_code == httpx.codes.OK
    assert client.get(f"/static/000000000000/{name}").status_code == httpx.codes.NOT_FOUND
