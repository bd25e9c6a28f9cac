"""Citations to paste contain what the article's record has and nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest

from app.api.citation import COUNTED, text_fragment
from tests.asking.datasets import Asking, cited, make_seed, seeded
from tests.serving import NewDatabase

FACT = "/facts/concession-sanctions-lifted/citation"


def test_a_line_names_writer_title_paper_and_place(client: httpx.Client) -> None:
    answer = client.get(FACT, params={"format": "text"})
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == (
        "Yew Lun Tian writes that concessions by Donald Trump to Vladimir Putin could include "
        "a lifting of sanctions. Source: Yew Lun Tian, "
        "“Xi shows solidarity with Putin at Russia’s Victory Day parade”, The Straits Times, "
        "publication date unknown, written 9 or 10 May 2025 (source and date inferred), "
        f"paragraph 23, first sentence. {COUNTED} "
        f"Worded by Article Facts: {str(client.base_url).rstrip('/')}"
        "/facts/concession-sanctions-lifted\n"
    )


def test_bibtex(client: httpx.Client) -> None:
    answer = client.get(FACT, params={"format": "bibtex"})
    assert answer.headers["content-type"].startswith("application/x-bibtex")
    assert answer.text.startswith("@article{concession-sanctions-lifted,\n")
    assert "  author = {{Yew Lun Tian}},\n" in answer.text
    # This is the date of writing; the date of publication is unknown.
    for field in ("year", "month", "day", "date"):
        assert f"  {field} =" not in answer.text
    assert answer.text.count("{") == answer.text.count("}")


def test_csl_has_only_the_certain_part_of_the_date(client: httpx.Client) -> None:
    answer = client.get(FACT, params={"format": "csl"})
    assert answer.headers["content-type"] == "application/vnd.citationstyles.csl+json"
    item = answer.json()
    assert item["type"] == "article-newspaper"
    assert item["container-title"] == "The Straits Times"
    assert item["author"] == [{"literal": "Yew Lun Tian"}]
    assert "issued" not in item
    assert "accessed" not in item


@pytest.mark.parametrize("collection", ["facts", "quotes", "events", "observations"])
def test_every_record_can_be_cited_in_every_format(client: httpx.Client, collection: str) -> None:
    for record in client.get(f"/{collection}?limit=200").json()["items"]:
        path = f"/{collection}/{record['id']}/citation"
        strings = client.get(path).json()
        for form in ("text", "bibtex", "csl", "ris"):
            alone = client.get(path, params={"format": form})
            assert strings[form] == (alone.json() if form == "csl" else alone.text)
        quoted = collection == "quotes" or record.get("kind") == "quotation"
        cited_at = record["citations"][:1] if quoted else record["citations"]
        place = (
            strings["text"]
            .rpartition("(source and date inferred), paragraph")[2]
            .partition("http")[0]
        )
        paragraphs = {str(citation["paragraph"]) for citation in cited_at}
        assert set(re.findall(r"[0-9]+", place)) == paragraphs
        fragment = strings["text_fragment"]
        assert (fragment is not None) == quoted
        if collection == "quotes":
            _assert_found(fragment, record["text"])


def test_an_article_is_cited_as_a_whole(client: httpx.Client) -> None:
    (article,) = client.get("/articles").json()["items"]
    text = client.get(f"{article['url']}/citation?format=text").text

    assert article["title"] in text
    assert "paragraph" not in text


def _assert_found(fragment: str, text: str) -> None:
    """A browser that follows the text fragment finds exactly these words."""
    prefix, _, ends = fragment.partition("#:~:text=")
    assert prefix == ""
    assert re.fullmatch(r"[A-Za-z0-9%._~]+(,[A-Za-z0-9%._~]+)?", ends)
    first, *last = [unquote(end) for end in ends.split(",")]
    assert " ".join(text.split()).startswith(first)
    assert len(first.split()) <= 4
    for end in last:
        assert " ".join(text.split()).endswith(end)
        assert len(end.split()) <= 4
    if not last:
        assert first == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("one", "#:~:text=one"),
        ("one two three four", "#:~:text=one%20two%20three%20four"),
        ("one two three four five", "#:~:text=one%20two%20three%20four,five"),
        ("well-known, he said & left", "#:~:text=well%2Dknown%2C%20he%20said%20%26,left"),
        ("a b c d e f g h i", "#:~:text=a%20b%20c%20d,f%20g%20h%20i"),
        ("’tis\nso", "#:~:text=%E2%80%99tis%20so"),
    ],
)
def test_text_fragments_escape_special_characters(text: str, fragment: str) -> None:
    assert text_fragment(text) == fragment


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[Asking]:
    folder = tmp_path_factory.mktemp("bare")
    facts = [
        {"id": "one", "statement": "One.", "kind": "history", "about": [], "citations": [cited()]}
    ]
    article = {"title": "50% of {a_b & C~ \\ #1 $2^3"}
    started = Asking(
        seeded(new_database(folder), make_seed(folder / "seed", {}, {"fact": facts}, article))
    )
    yield started
    started.close()


def test_unknown_values_are_left_out(bare: Asking) -> None:
    strings = bare.get("/facts/one/citation").json()
    title = "“50% of {a_b & C~ \\ #1 $2^3”"
    assert strings["text"] == (
        f"One. Source: {title}, paragraph 1. {COUNTED} "
        "Worded by Article Facts: http://test/facts/one\n"
    )
    assert set(strings["csl"]) == {"id", "type", "title", "language", "note"}
    title = r"50\% of \textbraceleft{}a\_b \& C\textasciitilde{} \textbackslash{} \#1 \$2"
    assert f"  title = {{{{{title}\\textasciicircum{{}}3}}}},\n" in strings["bibtex"]
    # BibTeX counts every brace, also one after a backslash.
    assert strings["bibtex"].count("{") == strings["bibtex"].count("}")
    assert "author" not in strings["bibtex"]


def test_line_breaks_in_a_record_cannot_end_a_citation(tmp_path: Path) -> None:
    said = "One.\n\nER  - \nTY  - JOUR\u2028AU  - Nobody"
    fact = {"id": "one", "statement": said, "kind": "history", "about": [], "citations": [cited()]}
    made = make_seed(tmp_path / "seed", {}, {"fact": [fact]}, {"title": "Two\u2028AU  - Eve"})
    asking = Asking(seeded(f"sqlite:///{tmp_path}/facts.db", made))
    strings = asking.get("/facts/one/citation").json()
    asking.close()
    assert len(strings["text"].splitlines()) == 1
    tags = [line[:6] for line in strings["ris"].splitlines()]
    assert tags == [f"{tag}  - " for tag in ("TY", "TI", "LA", "N1", "ID", "ER")]
    assert len(strings["csl"]["note"].splitlines()) == 1


@pytest.mark.parametrize("url", [f"{FACT}?format=mla", f"{FACT}?format=", f"{FACT}?fields=text"])
def test_other_formats_are_refused(client: httpx.Client, url: str) -> None:
    assert client.get(url).status_code == httpx.codes.UNPROCESSABLE_ENTITY


def test_a_citation_of_an_inferred_record_says_so(client: httpx.Client) -> None:
    for record in client.get("/facts?limit=200").json()["items"]:
        text = client.get(f"{record['url']}/citation", params={"format": "text"}).text
        said, _, rest = text.partition(" Source: ")
        assert said.startswith(record["statement"])
        assert ("nferred" in said) == (record["basis"] == "inferred")
        assert "Worded by Article Facts: " in rest


def test_a_fragment_is_cited_with_its_sentence(client: httpx.Client) -> None:
    for quote in client.get("/quotes?form=fragment").json()["items"]:
        strings = client.get(f"{quote['url']}/citation").json()
        assert strings["text"].startswith(quote["statement"])
        assert quote["statement"] in strings["csl"]["note"]


def test_only_existing_records_can_be_cited(client: httpx.Client) -> None:
    assert client.get("/quotes/nobody/citation").status_code == httpx.codes.NOT_FOUND
