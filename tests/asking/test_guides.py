"""Pages that explain each type of problem, and the guide for language models."""

import re

import httpx
import pytest

from app.api import problems
from app.api.problems import PROBLEMS, Problem
from app.resources import COLLECTIONS

TYPES = [problem.slug for problem in PROBLEMS]


def test_every_type_has_an_example() -> None:
    declared = {one for one in vars(problems).values() if isinstance(one, type)}
    assert {one for one in declared if issubclass(one, Problem)} - {Problem} == set(PROBLEMS)
    assert len(set(TYPES)) == len(TYPES)


@pytest.mark.parametrize("slug", TYPES)
def test_every_type_explains_itself(client: httpx.Client, slug: str) -> None:
    explained = client.get(f"/problems/{slug}").json()
    assert explained["type"] == explained["example"]["type"] == f"/problems/{slug}"
    assert explained["status"] == explained["example"]["status"]
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    page = client.get(f"/problems/{slug}", headers=browser)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["vary"] == "Accept, Accept-Encoding"
    assert explained["title"] in page.text


def test_the_example_is_a_real_response(client: httpx.Client) -> None:
    explained = client.get("/problems/invalid-parameters").json()
    told = client.get(explained["example"]["instance"]).json()
    assert told.keys() == explained["example"].keys()
    assert told["errors"][0]["did_you_mean"] == "country"


def test_an_unknown_type_suggests_the_nearest(client: httpx.Client) -> None:
    answer = client.get("/problems/not-fund")
    assert answer.status_code == httpx.codes.NOT_FOUND
    assert answer.json()["did_you_mean"] == ["/problems/not-found"]


def test_the_guide_names_every_collection_and_its_examples_work(client: httpx.Client) -> None:
    answer = client.get("/llms.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    paths = re.findall(r"\]\(([^)]+)\)", answer.text)
    assert {f"/{collection.name}" for collection in COLLECTIONS} <= set(paths)
    # The documentation consists of other pages, which have their own tests.
    for path in {one for one in paths if one.startswith("/")} - {"/docs"}:
        assert client.get(path).status_code == httpx.codes.OK, path
    for path in re.findall(r"`(/[^`{]+)`", answer.text):
        assert client.get(path).status_code == httpx.codes.OK, path
