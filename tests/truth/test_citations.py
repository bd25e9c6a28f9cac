"""A citation also helps readers who have no copy of the article."""

from typing import Any

import pytest

from tests.asking.datasets import Asking, cited
from tests.truth.conftest import Invent, items

QUOTE = "cui-on-more-concessions"
WORDS: dict[str, Any] = {
    "text": "my dear friend,",
    "form": "fragment",
    "source": "person",
    "speakers": ["ann"],
}


def test_a_quote_is_cited_where_its_words_are_with_speaker_and_words(own: Asking) -> None:
    quote = own.get(f"/quotes/{QUOTE}").json()
    text = own.get(f"/quotes/{QUOTE}/citation?format=text").text

    assert text.startswith(f"Cui Hongjian: {quote['display']}.")
    assert "paragraph 22, first sentence" in text
    assert "21" not in text
    assert f"http://test/quotes/{QUOTE}" in text


def test_a_fact_is_cited_with_what_it_states(own: Asking) -> None:
    for fact in items(own, "/facts"):
        citation = own.get(f"{fact['url']}/citation").json()
        for form in ("text", "bibtex", "ris"):
            written = citation[form].replace("\\", "")
            assert fact["statement"] in written
            assert f"paragraph {fact['citations'][0]['paragraph']}, " in written
            assert f"http://test{fact['url']}" in written
        assert fact["statement"] in citation["csl"]["note"]
        assert f"http://test{fact['url']}" in citation["csl"]["note"]


def test_the_position_in_the_paragraph_is_in_every_citation(own: Asking) -> None:
    for kind in ("facts", "events", "quotes", "people", "articles"):
        for record in items(own, f"/{kind}"):
            for citation in record["citations"]:
                assert citation["sentence"] >= 1
                last = citation["last_sentence"]
                assert last is None or last > citation["sentence"]


@pytest.fixture
def linked(invent: Invent) -> Asking:
    quote = {"id": "friend", **WORDS, "form": "direct", "statement": "Ann said so."}
    here = {**cited(0, WORDS["text"]), "sentence": 2, "last_sentence": 4}
    again = {**cited(60, "more"), "paragraph": 3}
    fact = {"id": "so", "statement": "It was so.", "kind": "history", "about": ["ann"]}
    return invent(
        {"people": [{"id": "ann", "name": "Ann"}]},
        {"url": "https://example.org/fair", "date": "2031-06-04"},
        quote=[{**quote, "citations": [here]}],
        fact=[{**fact, "citations": [here, again, {**cited(80, "most"), "paragraph": 12}]}],
    )


def test_the_article_s_address_is_linked_to_the_words(linked: Asking) -> None:
    assert linked.get("/articles/invented").json()["source_url"] == "https://example.org/fair"
    citation = linked.get("/quotes/friend/citation").json()
    address = "https://example.org/fair#:~:text=my%20dear%20friend%2C"

    assert citation["csl"]["URL"] == address
    assert f"  url = {{{address}}}" in citation["bibtex"]
    assert f"UR  - {address}\r\n" in citation["ris"]
    assert f"{address} http://test/quotes/friend" in citation["text"]


def test_a_full_date_is_cited_in_full(linked: Asking) -> None:
    citation = linked.get("/facts/so/citation").json()

    assert "day = {4}" in citation["bibtex"]
    assert "date = {2031-06-04}" in citation["bibtex"]
    assert "DA  - 2031/06/04/\r\n" in citation["ris"]
    assert citation["csl"]["issued"] == {"date-parts": [[2031, 6, 4]]}
    assert "4 June 2031" in citation["text"]


def test_further_paragraphs_are_shown_too(linked: Asking) -> None:
    text = linked.get("/facts/so/citation?format=text").text

    assert "paragraph 1, second to fourth sentences; see also paragraphs 3 and 12." in text


def test_ris_has_its_media_type(linked: Asking) -> None:
    answer = linked.get("/facts/so/citation?format=ris")

    assert answer.headers["content-type"].startswith("application/x-research-info-systems")
    assert answer.text.startswith("TY  - GEN\r\n")
    assert answer.text.endswith("ER  - \r\n")


def test_an_address_is_a_web_address(invent: Invent) -> None:
    with pytest.raises(Exception, match="url"):
        invent({}, {"url": "javascript:alert(1)"})


def test_a_sentence_that_is_quoted_whole_ends_once(invent: Invent) -> None:
    said = {"id": "well", "text": "All is well.", "form": "direct", "source": "document"}
    said |= {"attributed_to": "a paper", "statement": "A paper says that all is well."}
    place = cited(text="All is well.")
    asking = invent({}, quote=[{**said, "citations": [place]}])

    citation = asking.get("/quotes/well/citation").json()

    assert citation["text"].startswith("A paper: “All is well.” Source: ")
