"""Each quotation gets the speaker that the surrounding text names."""

import pytest

from app.drafting.findings import find
from app.drafting.speakers import Voice

CAST = "A title\nDr Ama Boateng met Mr Ugo Ricci at The Brisa Courier.\n"


def last(text: str) -> Voice:
    return find(text).quotations[-1][1]


def speakers(text: str) -> list[str]:
    return [name.name for name in last(text).speakers]


@pytest.mark.parametrize(
    ("text", "source", "said"),
    [
        ("“We sail at dawn,” said Dr Boateng.", "person", ["Ama Boateng"]),
        ("“We sail at dawn,” Mr Ricci added.", "person", ["Ugo Ricci"]),
        ("Mr Ricci said: “We sail at dawn.”", "person", ["Ugo Ricci"]),
        ("Mr Ricci warned that it was a “bad wind”.", "person", ["Ugo Ricci"]),
        ("It was Dr Boateng, whom Mr Ricci called “a star”.", "person", ["Ugo Ricci"]),
        ("The plan is, according to Dr Boateng, “a bad wind”.", "person", ["Ama Boateng"]),
        (
            "Dr Boateng and Mr Ricci described it as “a bad wind”.",
            *("joint", ["Ama Boateng", "Ugo Ricci"]),
        ),
        ("Mr Ricci rejected it as “a bad wind”.", "person", ["Ugo Ricci"]),
        ("It was, as Mr Ricci put it, “a bad wind”.", "person", ["Ugo Ricci"]),
        ("Mr Ricci left the room and called it “a bad wind”.", "person", ["Ugo Ricci"]),
        ("Mr Ricci, master of the boat, called it “a bad wind”.", "person", ["Ugo Ricci"]),
        ("Observers called it a “quiet triumph”.", "observers", []),
        ("Officials described it as a “quiet triumph”.", "officials", []),
        ("The letter condemned “the few”.", "document", []),
        ("The Brisa Courier said that it was “a bad wind”.", "organisation", ["The Brisa Courier"]),
        ("The “museum” on the quay was damaged.", "writer", []),
    ],
)
def test_a_quotation_has_the_speaker_of_its_sentence(
    text: str, source: str, said: list[str]
) -> None:
    assert (last(CAST + text).source, speakers(CAST + text)) == (source, said)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Nora Feldt walked to the quay. “We cannot wait,” Feldt said.", "Nora Feldt"),
        ("Mr. Varney wrote. “It is weak,” Mr. Varney said.", "Varney"),
        ("“We cannot wait,” said Paul K. Varney.", "Paul K. Varney"),
        ("Sen. Ann Quill (D-Ohio) said: “We cannot wait.”", "Ann Quill"),
        ("“We cannot wait,” said Harbourside economist Nora Feldt.", "Nora Feldt"),
        ("Ann Quill sat down.\n“We do well,” Quill told Rolling Stone.", "Ann Quill"),
        ("Anna Quill said Tom Varney “lacks the strength” for it.", "Anna Quill"),
        (
            "Nora Feldt, an engineer, blasted the council for its “shabby tricks”.",
            "Nora Feldt",
        ),
        ("“We cannot wait.” – Nora Feldt", "Nora Feldt"),
        (
            (
                "“We cannot wait,” Nora Feldt, a former pilot and head of harbour studies at the "
                "University of Kelm, told The Brisa Courier."
            ),
            "Nora Feldt",
        ),
    ],
)
def test_a_person_named_next_to_a_quotation_is_its_speaker(text: str, speaker: str) -> None:
    assert speakers(f"A title\n{text}") == [speaker]


def test_she_is_not_a_person_with_a_mans_name() -> None:
    text = "A title\nBob Varney, a diver, said it was over. “I lost it all,” she said."
    assert speakers(text) == []


def test_a_pronoun_means_the_subject_before_it() -> None:
    text = f"{CAST}Mr Ricci doubts it. “We wait,” he said.\n“We always wait,” he added."
    assert speakers(text) == ["Ugo Ricci"]


def test_she_is_not_a_person_called_mister() -> None:
    text = f"{CAST}Dr Ama Boateng was asked.\nMr Ricci left. “We shall sail then,” she said."
    assert speakers(text) == ["Ama Boateng"]


def test_a_role_means_the_only_person_who_has_it() -> None:
    text = "A title\nThe mayor of Kelm, Pia Holt, came.\nMr Ricci sat down.\n"
    assert speakers(f"{text}“We sail at dawn,” the mayor said.") == ["Pia Holt"]


def test_a_paragraph_with_only_a_quotation_has_the_same_speaker() -> None:
    text = f"{CAST}“We sail at dawn,” said Mr Ricci.\n“The wind will decide on the rest.”"
    assert speakers(text) == ["Ugo Ricci"]


def test_a_quotation_over_paragraphs_has_one_speaker() -> None:
    text = f"{CAST}Mr Ricci said: “We sail at dawn.\n“We sail far.\n“We sail on.”"
    assert [[n.name for n in v.speakers] for _, v in find(text).quotations] == [["Ugo Ricci"]] * 3


def test_the_addressee_is_known() -> None:
    told = last(f"{CAST}“We sail at dawn,” Mr Ricci told The Brisa Courier.").said_to
    assert told
    assert told.name == "The Brisa Courier"


@pytest.mark.parametrize(
    "text",
    [
        "“We sail at dawn,” said a spokesman for the harbour.",
        "“We sail at dawn,” it said.",
        "“We shall all sail at dawn,” stood there.",
    ],
)
def test_an_unnamed_speaker_has_no_name(text: str) -> None:
    assert speakers(f"A title\n{text}") == []


def test_the_cue_is_where_the_speaker_is_named() -> None:
    text = f"{CAST}“We sail at dawn,” Mr Ricci said."
    assert [text[slice(*cue)] for cue in last(text).cues] == ["Ricci"]
