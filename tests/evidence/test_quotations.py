"""Each quotation is found, with the voice that its sentence gives it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence.names import names
from app.evidence.quotations import Quotation, quotations

CAST = "Dr Ama Boateng met Mr Ugo Ricci at The Brisa Courier.\n"


def last(text: str) -> Quotation:
    return quotations(CAST + text, names(CAST + text))[-1]


@pytest.mark.parametrize(
    ("text", "source", "speakers"),
    [
        ("“We sail at dawn,” said Dr Boateng.", "person", ("Ama Boateng",)),
        ("“We sail at dawn,” Mr Ricci added.", "person", ("Ugo Ricci",)),
        ("Mr Ricci said: “We sail at dawn.”", "person", ("Ugo Ricci",)),
        ("Mr Ricci warned that it was a “bad wind”.", "person", ("Ugo Ricci",)),
        ("It was Dr Boateng, whom Mr Ricci called “a star”.", "person", ("Ugo Ricci",)),
        ("The plan is, according to Dr Boateng, “a bad wind”.", "person", ("Ama Boateng",)),
        (
            "Dr Boateng and Mr Ricci described it as “a bad wind”.",
            *("joint", ("Ama Boateng", "Ugo Ricci")),
        ),
        ("Mr Ricci rejected it as “a bad wind”.", "person", ("Ugo Ricci",)),
        ("It was, as Mr Ricci put it, “a bad wind”.", "person", ("Ugo Ricci",)),
        ("The court ruled that it was “a bad wind”.", "unknown", ()),
        ("The ministry dismissed it as “a bad wind”.", "unknown", ()),
        ("Mr Ricci left the room and called it “a bad wind”.", "person", ("Ugo Ricci",)),
        ("Mr Ricci, master of the boat, called it “a bad wind”.", "person", ("Ugo Ricci",)),
        ("Mr Ricci of the Brisa Bank said it was “a bad wind”.", "person", ("Ugo Ricci",)),
        ("Observers called it a “quiet triumph”.", "observers", ()),
        ("Officials described it as a “quiet triumph”.", "officials", ()),
        ("The official line is that it was a “quiet triumph”.", "officials", ()),
        ("Mr Ricci’s letter to Dr Boateng condemned “the few”.", "document", ()),
        ("The declaration with Mr Ricci, which praised “the few”, is lost.", "document", ()),
        ("Why would Mr Ricci “lose face” now?", "writer", ()),
    ],
)
def test_a_quotation_has_the_voice_its_sentence_gives(
    text: str, source: str, speakers: tuple[str, ...]
) -> None:
    voice = last(text).voice
    assert (voice.source, voice.speakers) == (source, speakers)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We sail at dawn,” the mayor said.", "Pia Holt"),
        ("“We sail at dawn,” said the mayor of Kelm.", "Pia Holt"),
        ("Mr Ricci left when the mayor called it “a bad wind”.", "Pia Holt"),
        ("“We sail at dawn,” said Holt.", "Pia Holt"),
        ("“We sail at dawn,” Holt, who had slept on it, told reporters.", "Pia Holt"),
    ],
)
def test_a_role_or_a_surname_is_the_person_who_has_it(text: str, speaker: str) -> None:
    text = f"The mayor of Kelm, Pia Holt, came.\nMr Ricci sat down.\n{text}"
    assert last(text).voice.speakers == (speaker,)


@pytest.mark.parametrize(
    "text",
    [
        "“We sail at dawn,” somebody said.",
        "“We sail at dawn,” said a spokesman for Dr Boateng.",
        "A spokesman for Dr Boateng said: “We sail at dawn.”",
        "“We sail at dawn,” the baker said.",
        "Mr Ricci heard it. “We sail at dawn,” it said.",
        "The Brisa Courier said that it was “a bad wind”.",
        "Mr Ricci met Mr Falk. “We sail at dawn,” he said.",
        "It was up to Quartermaster Olu Falk. “We sail at dawn,” he said.",
        "Mr Ricci met Quartermaster Olu Falk. “We sail at dawn,” he said.",
        "Somebody from Kelm said that it was “a bad wind”, while Mr Ricci called it a storm.",
        "A plan by former mayor Olu Falk failed when the high court ruled it “a bad wind”.",
        "Mr Ricci smiled while a neighbour said it was “a bad wind”.",
        "Mr Ricci stood by. “We sail at dawn,” they said.",
        "Mr Ricci sat down. A wind came up. Rain fell. It was cold. “We sail at dawn,” he said.",
        "“We shall all sail at dawn,” stood there.",
    ],
)
def test_where_it_is_not_clear_who_speaks_nobody_is_given_the_words(text: str) -> None:
    voice = last(text).voice
    assert (voice.source, voice.speakers) == ("unknown", ())


def test_whoever_may_be_meant_is_told() -> None:
    voice = last("Mr Ricci met Mr Falk. “We sail at dawn,” he said.").voice
    assert voice.maybe == ("Falk", "Ugo Ricci")


def test_what_an_organisation_states_in_writing_is_a_document() -> None:
    text = "The Brisa Courier said in a statement that it was “a bad wind”."
    assert last(text).voice.source == "document"


def test_whoever_told_before_goes_on_although_others_were_named() -> None:
    text = "Mr Ricci noted that it was late for Mr Falk. “We sail at dawn,” he said."
    assert last(text).voice.speakers == ("Ugo Ricci",)


def test_whoever_is_named_in_a_quotation_does_not_speak() -> None:
    text = "Mr Ricci sat down. “Mr Falk knows,” he said. “Ask Mr Falk,” he added."
    assert last(text).voice.speakers == ("Ugo Ricci",)


def test_whoever_was_told_is_known() -> None:
    assert last("“We sail at dawn,” Mr Ricci told The Brisa Courier.").voice.said_to == (
        "The Brisa Courier"
    )


def test_a_pronoun_means_the_last_subject() -> None:
    assert last("Mr Ricci doubts it. “We sail at dawn,” he said.").voice.speakers == ("Ugo Ricci",)
    text = "Mr Ricci doubts it. “We wait,” he said.\n“We always wait for Dr Boateng,” he added."
    assert last(text).voice.speakers == ("Ugo Ricci",)


def test_she_is_not_whom_the_text_calls_mister() -> None:
    text = "Dr Boateng was asked.\nMr Ricci left. “We shall sail at dawn then,” she said."
    assert last(text).voice.speakers == ("Ama Boateng",)


def test_a_paragraph_of_nothing_else_goes_on_with_the_same_speaker() -> None:
    text = "“We sail at dawn,” said Mr Ricci.\n“The wind will decide on the rest.”"
    assert last(text).voice.speakers == ("Ugo Ricci",)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("“We sail at dawn,” said Mr Ricci.", "direct"),
        ("Mr Ricci said: “At dawn.”", "direct"),
        ("“The wind and the tide will decide” was his word.", "direct"),
        ("Mr Ricci spoke of “a bad wind”.", "fragment"),
        ("It was “Windy Day” again.", "fragment"),
    ],
)
def test_a_full_utterance_is_told_from_a_fragment(text: str, form: str) -> None:
    assert last(text).form == form


def test_the_cue_says_whose_words_they_are() -> None:
    text = CAST + "“We sail at dawn,” Mr Ricci told The Brisa Courier."
    (quotation,) = quotations(text, names(text))
    assert [text[cue.start : cue.end] for cue in quotation.voice.cues] == [
        "Mr Ricci told The Brisa Courier"
    ]


@given(st.lists(st.text(alphabet="ab ,.Z\n", min_size=1, max_size=12), max_size=8))
def test_each_pair_of_marks_is_a_quotation(parts: list[str]) -> None:
    text = "".join(f"Mr Ricci said “{part}” then. " for part in parts)
    found = quotations(text, names(text))
    assert [text[q.span.start : q.span.end] for q in found] == parts
    assert all(cue.matches(text) for q in found for cue in q.voice.cues)
