"""Spreadsheets and pandas read the CSV correctly."""

import csv
import io

import httpx
import orjson
import pandas as pd
import pytest

from app.api.formats.csv import columns, header, rows
from app.core.collection import Collection
from app.queries.export import csv_lines
from app.resources import COLLECTIONS
from app.resources.observations import OBSERVATIONS
from app.resources.quotes import QUOTES
from tests.raw import ask


def test_pandas_reads_an_address(address: str) -> None:
    table = pd.read_csv(f"{address}/statistics/parade-attendance/observations?format=csv")
    by_year = table.set_index("period")

    assert by_year.loc[2024, "value"] == 9
    assert by_year.loc[2022, "value"] == 0
    assert by_year.loc[2025, "lower"] == 24
    assert not by_year.loc[2025, "lower_inclusive"]
    assert list(by_year.loc[[2025], ["value", "upper"]].isna().sum()) == [1, 1]
    assert table["citation_start"].dtype == "int64"


def test_parallel_lists_have_the_same_order(client: httpx.Client) -> None:
    listed = client.get("/events").json()["items"]
    table = list(csv.DictReader(io.StringIO(client.get("/events?format=csv").text, newline="")))

    for event, row in zip(listed, table, strict=True):
        people = event["participants"]
        if people:
            assert row["participant_ids"].split(";") == [one["id"] for one in people]
            assert row["participant_parts"].split(";") == [one["part"] for one in people]
            sure = [one["certainty"] for one in people]
            assert row["participant_certainties"].split(";") == sure
            inferred = [(one["inference"] or "").replace(";", ",") for one in people]
            assert row["participant_inferences"].split(";") == inferred
        assert row["status"] == event["status"]
        spans = [f"{c['article']}#char={c['start']},{c['end']}" for c in event["citations"]]
        assert row["citation_spans"].split(";") == spans
        assert int(row["citation_count"]) == len(spans)


def test_an_office_shows_its_inferred_part(client: httpx.Client) -> None:
    people = client.get("/people").json()["items"]
    table = list(csv.DictReader(io.StringIO(client.get("/people.csv").text, newline="")))

    for person, row in zip(people, table, strict=True):
        told = [(one["inference"] or "").replace(";", ",") for one in person["offices"]]
        assert row["office_inferences"].split(";") == (told or [""])


@pytest.mark.parametrize("collection", [*COLLECTIONS, OBSERVATIONS], ids=lambda c: str(c.name))
def test_columns_depend_only_on_the_collection(
    client: httpx.Client, collection: Collection
) -> None:
    name = collection.name
    path = "statistics/parade-attendance/observations" if name == "observations" else name
    # The id exists, but for another kind of record.
    other = "xi-jinping" if name == "quotes" else "putin-on-xi-main-guest"
    nothing = {"year": "1066"} if name == "observations" else {"id": other}
    empty = client.get(f"/{path}", params={"format": "csv", **nothing})
    full = client.get(f"/{path}", params={"format": "csv"})

    assert empty.text.count("\r\n") == 1
    assert full.text.startswith(empty.text)
    names = empty.text.strip().split(",")
    assert len(set(names)) == len(names)
    for row in csv.reader(io.StringIO(full.text, newline="")):
        assert len(row) == len(names)


def test_an_item_is_a_row_of_its_collection(client: httpx.Client) -> None:
    listed = client.get("/people?format=csv").text.split("\r\n")
    shown = client.get("/people/xi-jinping?format=csv").text.split("\r\n")

    assert shown[0] == listed[0]
    assert shown[1] in listed
    assert len(shown) == 3


def test_every_line_ends_in_crlf_and_the_file_has_a_name(address: str) -> None:
    answer = ask(address, "/quotes?format=csv")

    assert answer.body.endswith(b"\r\n")
    assert answer.body.count(b"\n") == answer.body.count(b"\r\n") == 12
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'inline; filename="quotes.csv"'
    series = ask(address, "/statistics/parade-attendance/observations?format=csv")
    assert "parade-attendance-observations.csv" in series.headers["content-disposition"]


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
)
def test_no_cell_is_a_formula(start: str) -> None:
    formula = f'{start}HYPERLINK("http://a.example","b"),\n"c"'
    kept = columns(QUOTES.shown, ("text", "about"))
    quote = {"text": formula, "about": [{"id": "x", "name": formula, "url": "/people/x"}]}
    body = (header(kept) + rows(kept, [orjson.dumps(quote)])).decode()
    (row,) = csv.DictReader(io.StringIO(body, newline=""))

    assert row["text"] == f"'{formula}"
    assert row["about_names"] == f"'{formula}"
    (exported,) = csv.reader(io.StringIO(csv_lines([(formula, True, -1.5)]).decode(), newline=""))
    assert exported == [f"'{formula}", "1", "-1.5"]


def test_numbers_stay_numbers() -> None:
    kept = columns(OBSERVATIONS.shown, ("value", "lower_inclusive", "display", "dimensions"))
    shown = {
        "value": -1.5,
        "lower_inclusive": False,
        "display": "-1.5",
        "dimensions": {"a": "b;c", "d": "e"},
    }

    assert header(kept) == b"value,lower_inclusive,display,dimensions\r\n"
    assert rows(kept, [orjson.dumps(shown)]) == b'-1.5,false,-1.5,"a=b,c;d=e"\r\n'


def test_a_byte_order_mark_comes_on_request(address: str) -> None:
    plain = ask(address, "/quotes.csv")
    marked = ask(address, "/quotes.csv?bom=true")

    assert not plain.body.startswith(b"\xef\xbb\xbf")
    assert marked.body == b"\xef\xbb\xbf" + plain.body
    assert ask(address, "/quotes.csv?bom=false").body == plain.body
    assert ask(address, "/quotes?bom=true").status == 422
    assert ask(address, "/quotes.ndjson?bom=true").status == 422


def test_every_column_is_described(client: httpx.Client) -> None:
    package = client.get("/datapackage.json").json()
    assert package["licenses"][0]["name"] == "CC0-1.0"

    for resource in package["resources"]:
        answer = client.get(f"/{resource['path']}")
        assert answer.status_code == 200, resource["path"]
        table = csv.DictReader(io.StringIO(answer.text, newline=""))
        described = {one["name"]: one for one in resource["schema"]["fields"]}
        assert table.fieldnames == list(described), resource["path"]
        assert all(one["description"] for one in described.values())
        numbers = {name for name, one in described.items() if one["type"] in {"integer", "number"}}
        for row in table:
            assert all(row[name] == "" or float(row[name]) is not None for name in numbers)
