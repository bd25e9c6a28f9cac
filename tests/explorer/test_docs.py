"""Swagger UI: everything in it can be tried, under the same strict policy."""

import json
import re
import subprocess
import sys

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.explorer.conftest import Opening
from tests.raw import ask


def shown(opened: Opening) -> Page:
    """The page, with the operations on it."""
    page = opened("/docs")
    expect(page.locator(".opblock").first).to_be_visible(timeout=60_000)
    return page


def test_the_first_call_is_at_the_top(opened: Opening, address: str) -> None:
    page = opened("/docs", viewport={"width": 1280, "height": 900})

    for name, beginning in (
        ("curl", "curl '"),
        ("Python", "import json"),
        ("JavaScript", "const "),
    ):
        sample = page.get_by_role("region", name=name, exact=True)
        expect(sample).to_be_in_viewport()
        assert sample.inner_text().startswith(beginning)
        assert address in sample.inner_text()
        assert len(sample.inner_text().strip().splitlines()) == 5
        expect(page.get_by_role("button", name=f"Copy: {name}")).to_be_visible()
    page.get_by_role("link", name="Back to the site").click()
    page.wait_for_url("**/explore")


def test_the_first_calls_work(opened: Opening, address: str) -> None:
    page = opened("/docs")
    python = page.get_by_role("region", name="Python", exact=True).inner_text()
    said = subprocess.run(
        [sys.executable, "-c", python], capture_output=True, text=True, check=True
    ).stdout
    assert "main guest" in said.splitlines()
    for line in page.get_by_role("region", name="curl", exact=True).inner_text().splitlines():
        path = re.findall(rf"'{re.escape(address)}([^']+)'", line)[0]
        assert ask(address, path).status == 200


def test_it_is_dark_in_the_dark(opened: Opening) -> None:
    page = opened("/docs", color_scheme="dark")
    expect(page.locator(".opblock").first).to_be_visible(timeout=60_000)
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert all(int(part) < 80 for part in re.findall(r"\d+", colour)[:3])


def test_the_policy_has_no_unsafe_in_it(client: httpx.Client) -> None:
    policy = client.get("/docs").headers["content-security-policy"]

    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


def test_an_operation_has_an_address(opened: Opening) -> None:
    page = shown(opened)
    page.locator(".opblock-summary-control").first.click()
    page.wait_for_url(re.compile(r"/docs#/\w+/\w+"))


def test_each_kind_of_operation_can_be_tried(opened: Opening, client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    # One for each tag: that all of them work is what the tests of the contract try.
    operations = {
        operation["tags"][0]: operation["operationId"]
        for path in reversed(document["paths"].values())
        for method, operation in path.items()
        if method == "get" and operation["operationId"].startswith(("list_", "get_", "search"))
    }.values()
    page = shown(opened)
    for operation in operations:
        status, body = tried(page, operation)

        assert status == "200", (operation, status, body[:300])


def tried(page: Page, operation: str) -> tuple[str, str]:
    """The status and body that “Try it out” shows for an operation, with what it suggests."""
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


def test_what_is_tried_is_real(opened: Opening, client: httpx.Client) -> None:
    operation = client.get("/openapi.json").json()["paths"]["/quotes/{id}"]["get"]["operationId"]
    page = shown(opened)
    _, body = tried(page, operation)

    found = re.search(r'"text": (".*")', body)
    assert found
    assert json.loads(found[1]) == "main guest"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_redoc_leads_to_what_there_is(address: str, method: str) -> None:
    answer = ask(address, "/redoc", method=method)

    assert (answer.status, answer.headers["location"], answer.body) == (307, "/docs", b"")


@pytest.mark.parametrize("name", ["swagger-ui-bundle.js", "swagger-ui.css"])
def test_files_of_another_version_are_not_there(client: httpx.Client, name: str) -> None:
    path = re.findall(rf'"(/static/[^"]+/{re.escape(name)})"', client.get("/docs").text)[0]

    assert client.get(path).status_code == httpx.codes.OK
    assert client.get(f"/static/000000000000/{name}").status_code == httpx.codes.NOT_FOUND
