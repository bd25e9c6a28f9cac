"""A new resource needs one file, a line in RESOURCES, a migration and its texts."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.seeds import ARTICLE, INVENTED, append, joined
from tests.serving import PROJECT, free_port

TREATIES = '''
"""Treaties: what parties have agreed on."""

from app.core.collection import ARTICLE, Collection, Linked
from app.core.records import AgentId, CitedRecord, Line, Words
from app.core.rendering import Rendering
from app.core.resource import Resource
from app.core.schema import ArticleRow, CitedShown, Document, NamedRow, Reference
from app.core.terms import Slug


class Treaty(NamedRow, ArticleRow, table=True):
    """A treaty."""


class TreatyShown(CitedShown):
    """What parties have agreed on."""

    id: str
    url: str
    name: str
    subject: str
    parties: list[Reference]


class TreatyRecord(CitedRecord):
    """`[[treaty]]`: what was agreed, and by whom."""

    NAME = "name"

    id: Slug
    name: Line
    subject: Words
    parties: list[AgentId]


def render(record: TreatyRecord, into: Rendering) -> None:
    """Add the treaty."""
    into.add(
        TREATIES,
        record,
        into.document(record, TreatyShown),
        position=record.id,
        name=record.name,
        links={"party": record.parties},
        entry=(record.name, record.subject, (into.names(*record.parties), RESOURCE.words)),
    )


TREATIES = Collection(
    name="treaties",
    table=Treaty,
    shown=TreatyShown,
    description="Treaties that an article names.",
    parameters=(Linked("party", "Treaties between these.", "CH"), ARTICLE),
    example="lantern-treaty",
)


def json_ld(shown: Document) -> Document:
    """The treaty as legislation."""
    return {"@id": shown["url"], "@type": "Legislation", "name": shown["name"]}


RESOURCE = Resource(
    collections=(TREATIES,),
    record=TreatyRecord,
    render=render,
    words="treaty agreement",
    json_ld=json_ld,
)
'''

MIGRATION = '''
"""The table of treaties.

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    names = ("position", "id", "name", "name_key", "document", "article")
    op.create_table(
        "treaty",
        *[sa.Column(name, TEXT, nullable=False) for name in names],
        sa.PrimaryKeyConstraint("position", name=op.f("pk_treaty")),
        sa.UniqueConstraint("id", name=op.f("uq_treaty_id")),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("treaty")
'''

RECORD = """
[[treaty]]
id = "lantern-treaty"
name = "Lantern treaty"
subject = "Both sides will light lanterns until 2040."
parties = ["CH", "guild-of-ropemakers"]
citations = [{ paragraph = 1, start = 0, end = 7, sha256 = "%s" }]
""" % ("0" * 64)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of the service in a copy of the project with treaties."""
    project = tmp_path_factory.mktemp("project")
    for name in ("app", "migrations"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT / name, project / name, ignore=ignored)
    (project / "app/resources/treaties.py").write_text(TREATIES.lstrip())
    (project / "migrations/versions/0007_treaties.py").write_text(MIGRATION.lstrip())
    resources = project / "app/resources/__init__.py"
    text = resources.read_text()
    text = text.replace("    statistics,\n)", "    statistics,\n    treaties,\n)", 1)
    text = text.replace(
        "    organisations.RESOURCE,\n)",
        "    organisations.RESOURCE,\n    treaties.RESOURCE,\n)",
        1,
    )
    resources.write_text(text)
    seed = joined(project / "own", INVENTED)
    append(seed, ARTICLE, RECORD)
    port = free_port()
    variables = {
        **os.environ,
        "PYTHONPATH": str(project),
        "DATABASE_URL": f"sqlite:///{project}/facts.db",
        "ARTICLE_FACTS_SEED": str(seed),
    }
    with (project / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--port", str(port)],
            env=variables,
            cwd=project,
            stdout=log,
            stderr=log,
        )
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as made:
                for _ in range(600):
                    assert process.poll() is None, (project / "log").read_text()
                    try:
                        if made.get("/readyz").is_success:
                            break
                    except httpx.TransportError:
                        time.sleep(0.1)
                yield made
        finally:
            process.terminate()
            process.wait(60)


def test_it_is_listed_and_filtered(client: httpx.Client) -> None:
    page = client.get("/treaties?party=CH&facets=party&include=parties").json()

    assert [one["id"] for one in page["items"]] == ["lantern-treaty"]
    assert page["total"] == 1
    assert client.get("/treaties?party=FR").status_code == 422
    assert client.get("/treaties?partie=CH").status_code == 422


def test_it_is_served_by_itself(client: httpx.Client) -> None:
    treaty = client.get("/treaties/lantern-treaty").json()

    assert treaty["subject"] == "Both sides will light lanterns until 2040."
    assert [one["id"] for one in treaty["parties"]] == ["CH", "guild-of-ropemakers"]
    assert "lantern-treaty" in client.get("/treaties/lantern-treatty").text


@pytest.mark.parametrize("path", ["/treaties.csv", "/treaties?format=csv"])
def test_it_is_served_as_csv(client: httpx.Client, path: str) -> None:
    (row,) = csv.DictReader(io.StringIO(client.get(path).text.lstrip("\ufeff")))

    assert row["name"] == "Lantern treaty"


def test_it_is_served_as_ndjson(client: httpx.Client) -> None:
    (line,) = client.get("/treaties.ndjson").text.splitlines()

    assert json.loads(line) == client.get("/treaties/lantern-treaty").json()


@pytest.mark.parametrize("path", ["/treaties.jsonld", "/treaties/lantern-treaty?format=jsonld"])
def test_it_is_served_as_json_ld(client: httpx.Client, path: str) -> None:
    node = client.get(path).json()
    treaty = node["itemListElement"][0] if "itemListElement" in node else node

    assert treaty["@type"] == "Legislation"
    assert treaty["name"] == "Lantern treaty"


@pytest.mark.parametrize("path", ["/explore/treaties", "/explore/treaties/lantern-treaty"])
def test_it_has_pages(client: httpx.Client, path: str) -> None:
    page = client.get(path, headers={"Accept": "text/html"})

    assert page.status_code == 200
    assert "Lantern treaty" in page.text


def test_it_is_described(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()

    assert {"/treaties", "/treaties/{id}"} <= document["paths"].keys()
    assert document["paths"]["/treaties"]["get"]["description"].startswith(
        "Treaties that an article"
    )
    assert "/treaties" in client.get("/llms.txt").text
    assert client.get("/", headers={"Accept": "application/json"}).json()["collections"]["treaties"]


def test_it_is_found_by_search(client: httpx.Client) -> None:
    hits = client.get("/search?q=lantern treaty").json()["items"]

    assert "/treaties/lantern-treaty" in [hit["url"] for hit in hits]


def test_it_is_in_the_dataset(client: httpx.Client) -> None:
    lines = client.get("/dataset.ndjson").text.splitlines()

    assert any('"lantern-treaty"' in line for line in lines)
    assert client.get("/dataset.sqlite").is_success


def test_its_citations_are_verified(client: httpx.Client) -> None:
    text = (PROJECT / "tests/articles/lantern-fair-2031.txt").read_bytes()
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    url = "/articles/lantern-fair-2031/verification"

    records = client.post(url, content=text, headers=headers).json()["records"]

    assert "/treaties/lantern-treaty" in [one["record"] for one in records]
