"""Agents find eight tools at `/mcp`; these tests use the official client."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from mcp import Client

from tests.abuse.wire import answers, connect, exchange
from tests.asking.datasets import cited, make_seed, series, two_newspapers
from tests.reliability.hostile import memory
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


def test_a_list_that_is_cut_says_how_many_more_there_are(agents: str) -> None:
    (found,) = called(agents, [("get_record", {"kind": "people", "id": "xi-jinping"})])
    whole = httpx.get(f"{agents}/people/xi-jinping").json()

    *facts, more = orjson.loads(found.content[0].text)["facts"]

    assert [fact["url"] for fact in facts] == [fact["url"] for fact in whole["facts"]][:10]
    assert more == f"and {whole['totals']['facts'] - 10} more"


def test_all_numbers_of_a_series_and_all_who_took_part_are_listed(tmp_path: Path) -> None:
    people = [{"id": f"person-{n}", "name": f"Person {n}"} for n in range(12)]
    parts = [{"id": one["id"], "part": "guest", "citations": [cited()]} for one in people]
    event = {"id": "it", "name": "It", "summary": "It was.", "kind": "visit", "status": "occurred"}
    row = {"statistic": "things", "statement": "So many.", "citations": [cited()]}
    rows = [{**row, "id": f"row-{n}", "period": f"{2000 + n}", "value": n} for n in range(52)]
    tables: dict[str, list[Any]] = {
        "event": [{**event, "citations": [cited()], "participant": parts}],
        "observation": rows,
    }
    seed = make_seed(
        tmp_path / "seed", {"people": people, "statistics": [series("things")]}, tables
    )
    records = [("events", "it"), ("statistics", "things")]
    calls = [("get_record", {"kind": kind, "id": id_}) for kind, id_ in records]
    with serving(tmp_path, {"ARTICLE_FACTS_MCP": "true", "ARTICLE_FACTS_SEED": str(seed)}) as at:
        met, counted = [orjson.loads(one.content[0].text) for one in called(at, calls)]

    assert [one["name"] for one in met["participants"]] == [one["name"] for one in people]
    *numbers, more = counted["observations"]
    assert [one["period"] for one in numbers] == [row["period"] for row in rows][2:]
    assert more == "and 2 more"


def test_events_that_somebody_may_have_taken_part_in_are_listed(agents: str) -> None:
    (found,) = called(agents, [("list_events", {"participant": "mahmoud-abbas"})])

    listed = orjson.loads(found.content[0].text)

    assert listed["total"] == 1
    parts = listed["items"][0]["participants"]
    (certainty,) = {one["certainty"] for one in parts if one["name"] == "Mahmoud Abbas"}
    assert certainty == "unhedged"
    assert "there may have been others" in listed["note"]


def test_the_best_hit_answers_the_question(agents: str) -> None:
    (found,) = called(agents, CALLS[:1])

    best = orjson.loads(found.content[0].text)["items"][0]

    assert best["display"] == "9"
    assert best["asserted_by"] == "the article"
    assert best["cited"][0].startswith("xi-putin-victory-day-2025, paragraph 10")


def test_each_report_names_its_article(tmp_path: Path) -> None:
    calls = [
        ("get_record", {"kind": "people", "id": "ann"}),
        ("list_facts", {}),
        ("get_record", {"kind": "articles", "id": "echo-article"}),
    ]
    seed = str(two_newspapers(tmp_path))
    with serving(tmp_path, {"ARTICLE_FACTS_MCP": "true", "ARTICLE_FACTS_SEED": seed}) as at:
        person, facts, article = [orjson.loads(one.content[0].text) for one in called(at, calls)]

    assert {one["statement"]: one["cited"][0] for one in facts["items"]} == {
        "Ann did not open it.": "echo-article, paragraph 1",
        "Ann opened it.": "post-article, paragraph 1",
    }
    assert {one["name"]: one["asserted_by"] for one in person["facts"]} == {
        "Ann did not open it.": "the article echo-article (The Echo)",
        "Ann opened it.": "the article post-article (The Post)",
    }
    assert [one["asserted_by"] for one in article["lead"]] == ["the article"]


def test_the_hit_of_a_person_cites_what_states_the_offices(agents: str) -> None:
    (found,) = called(agents, [("search", {"question": "president of China"})])

    hits = orjson.loads(found.content[0].text)["items"]
    (hit,) = [one for one in hits if one["name"] == "Xi Jinping" and one["kind"] == "person"]
    offices = httpx.get(f"{agents}/people/xi-jinping").json()["offices"]
    cited = [one["paragraph"] for office in offices for one in office["citations"]]
    assert hit["cited"][0].split(", ")[1] == f"paragraph {cited[0]}"
    assert all(f"paragraph {number}," in ";".join(hit["cited"]) for number in cited)


def test_a_citation_has_the_address_that_the_agent_used(agents: str) -> None:
    (found,) = called(agents, [("cite", {"kind": "quotes", "id": "putin-on-xi-main-guest"})])

    assert f"{agents}/quotes/putin-on-xi-main-guest" in found.content[0].text


def test_a_problem_suggests_a_similar_name(agents: str) -> None:
    (refused,) = called(agents, [("get_record", {"kind": "people", "id": "xi-jingping"})])

    assert refused.is_error
    assert "/people/xi-jinping" in refused.content[0].text


def test_other_paths_are_served_as_without_mcp(agents: str, address: str) -> None:
    for path in ("/facts", "/people/xi-jinping", "/mcp/x"):
        with_tools, without = httpx.get(agents + path), httpx.get(address + path)
        assert (with_tools.status_code, with_tools.content) == (
            without.status_code,
            without.content,
        )


def test_it_is_off_by_default(address: str) -> None:
    assert httpx.post(f"{address}/mcp", json={}).status_code == httpx.codes.NOT_FOUND


def post(name: str, arguments: dict[str, Any], host: str = "a") -> bytes:
    params = {"name": name, "arguments": arguments}
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    body = orjson.dumps(call)
    head = f"POST /mcp HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
    head += f"Accept: application/json, text/event-stream\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


LAST = b"GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


def test_there_are_no_event_streams(agents: str) -> None:
    accept = {"Accept": "application/json, text/event-stream"}
    listened = httpx.get(f"{agents}/mcp", headers=accept, timeout=5)
    assert listened.status_code == 405
    assert listened.headers["allow"] == "POST, OPTIONS"

    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    params = {"_meta": meta, "notifications": {"toolsListChanged": True}}
    call = {"jsonrpc": "2.0", "id": 1, "method": "subscriptions/listen", "params": params}
    names = {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "subscriptions/listen"}
    listened = httpx.post(f"{agents}/mcp", json=call, headers=accept | names, timeout=5)
    assert listened.json()["error"]["message"] == "Method not found"


def test_responses_have_the_headers_of_all_others(agents: str) -> None:
    (answer, _) = answers(exchange(agents, post("list_articles", {}) + LAST))

    assert answer.status == 200
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-request-id"]


def test_the_log_has_a_line_for_each_request_and_nothing_that_was_sent(tmp_path: Path) -> None:
    with serving(tmp_path, {"ARTICLE_FACTS_MCP": "true"}) as address:
        with connect(address) as client:
            client.sendall(post("list_articles", {})[:-5])
        secret = post("secret" * 9000, {}) + post("get_record", {"kind": "people", "id": "secret"})
        statuses = [one.status for one in answers(exchange(address, secret + LAST))]
        prompt = {"jsonrpc": "2.0", "id": 1, "method": "prompts/get", "params": {"name": "secret"}}
        accepted = {"Accept": "application/json, text/event-stream"}
        answer = httpx.post(f"{address}/mcp", json=prompt, headers=accepted)
        assert answer.json()["error"]["message"] == "Unknown prompt: secret"
    log = (tmp_path / "server.log").read_text()

    assert statuses == [200, 200, 200]
    assert log.count('"method":"POST","route":"/mcp","status":200') == 3
    assert "secret" not in log
    assert "Traceback" not in log


def test_arriving_bodies_take_bounded_memory(tmp_path: Path) -> None:
    head = post("a", {}).partition(b"Content-Length")[0] + b"Content-Length: 1300000\r\n\r\n"
    with serving(tmp_path, {"ARTICLE_FACTS_MCP": "true"}) as address:
        before = memory(tmp_path)
        clients = [connect(address) for _ in range(100)]
        try:
            for client in clients:
                client.settimeout(2)
                with suppress(OSError):
                    client.sendall(head + b"x" * 1_250_000)
            assert memory(tmp_path) - before < 64
            assert httpx.get(f"{address}/livez", timeout=5).status_code == 200
        finally:
            for client in clients:
                client.close()


def test_hosts_and_rates_count_once_for_each_request_of_an_agent(tmp_path: Path) -> None:
    settings = {
        "ARTICLE_FACTS_MCP": "true",
        "ARTICLE_FACTS_ALLOWED_HOSTS": "facts.example",
        "ARTICLE_FACTS_RATE_LIMIT": "5",
    }
    known = "facts.example"
    search = post("search", {"question": "victory day"}, known)
    cite = post("cite", {"kind": "quotes", "id": "putin-on-xi-main-guest"}, known)
    slow = b"GET /dataset.ndjson HTTP/1.1\r\nHost: facts.example\r\n\r\n"
    with serving(tmp_path, settings) as address:
        sent = slow + search + cite + post("list_articles", {}, "evil.example") + LAST
        _, found, cited, refused, _ = answers(exchange(address, sent))

    assert found.headers["ratelimit"].startswith('"default";r=3')
    assert not orjson.loads(found.body)["result"]["isError"]
    assert b"http://facts.example/quotes/" in cited.body
    assert refused.status == 421


def test_allowed_hosts_count_for_agents_as_well(tmp_path: Path) -> None:
    settings = {"ARTICLE_FACTS_MCP": "true", "ARTICLE_FACTS_ALLOWED_HOSTS": "facts.example"}
    with serving(tmp_path, settings) as address:
        assert httpx.post(f"{address}/mcp", json={}).status_code == httpx.codes.MISDIRECTED_REQUEST
