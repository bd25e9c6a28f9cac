"""Agents find eight tools at `/mcp`; asked with the official client."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from mcp import Client

from tests.serving import serving

CALLS: list[tuple[str, dict[str, Any]]] = [
    ("search", {"question": "How many world leaders came in 2024?"}),
    ("list_facts", {"about": "xi-jinping", "voice": "judgement"}),
    ("list_events", {"year": 2025, "participant": "xi-jinping"}),
    ("list_quotes", {"speaker": "cui-hongjian"}),
    ("list_statistics", {}),
    ("get_record", {"kind": "statistics", "id": "parade-attendance"}),
    ("get_record", {"kind": "people", "id": "xi-jinping"}),
    ("cite", {"kind": "quotes", "id": "putin-on-xi-main-guest"}),
    ("list_articles", {}),
]


@pytest.fixture(scope="module")
def agents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("mcp"), {"ARTICLE_FACTS_MCP": "true"}) as address:
        yield address


def called(address: str, calls: list[tuple[str, dict[str, Any]]]) -> list[Any]:
    async def call() -> list[Any]:
        async with Client(f"{address}/mcp") as client:
            return [await client.call_tool(name, arguments) for name, arguments in calls]

    return asyncio.run(call())


def test_eight_tools_are_listed_with_small_definitions(agents: str) -> None:
    async def tools() -> list[Any]:
        async with Client(f"{agents}/mcp") as client:
            return (await client.list_tools()).tools

    listed = asyncio.run(tools())

    assert {tool.name for tool in listed} == {name for name, _ in CALLS}
    assert all(tool.description for tool in listed)
    size = sum(len(tool.model_dump_json(exclude_none=True)) for tool in listed)
    assert size < 8_000


def test_every_response_is_small_and_has_its_citations(agents: str) -> None:
    for (name, arguments), result in zip(CALLS, called(agents, CALLS), strict=True):
        text = result.content[0].text
        assert not result.is_error, (name, text)
        assert "paragraph" in text, (name, arguments)
        assert len(text) < 12_000, (name, arguments, len(text))


def test_the_best_hit_answers_the_question(agents: str) -> None:
    (found,) = called(agents, CALLS[:1])

    best = orjson.loads(found.content[0].text)["items"][0]

    assert best["display"] == "9"
    assert best["asserted_by"] == "the article"
    assert best["cited"][0].startswith("xi-putin-victory-day-2025, paragraph 10")


def test_a_citation_has_the_address_that_the_agent_used(agents: str) -> None:
    (found,) = called(agents, [("cite", {"kind": "quotes", "id": "putin-on-xi-main-guest"})])

    assert f"{agents}/quotes/putin-on-xi-main-guest" in found.content[0].text


def test_a_problem_says_what_was_probably_meant(agents: str) -> None:
    (refused,) = called(agents, [("get_record", {"kind": "people", "id": "xi-jingping"})])

    assert refused.is_error
    assert "/people/xi-jinping" in refused.content[0].text


def test_the_rest_is_served_as_without(agents: str, address: str) -> None:
    for path in ("/facts", "/people/xi-jinping", "/mcp/x"):
        with_tools, without = httpx.get(agents + path), httpx.get(address + path)
        assert (with_tools.status_code, with_tools.content) == (
            without.status_code,
            without.content,
        )


def test_it_is_off_by_default(address: str) -> None:
    assert httpx.post(f"{address}/mcp", json={}).status_code == httpx.codes.NOT_FOUND


def test_allowed_hosts_count_for_agents_as_well(tmp_path: Path) -> None:
    settings = {"ARTICLE_FACTS_MCP": "true", "ARTICLE_FACTS_ALLOWED_HOSTS": "facts.example"}
    with serving(tmp_path, settings) as address:
        assert httpx.post(f"{address}/mcp", json={}).status_code == httpx.codes.MISDIRECTED_REQUEST
