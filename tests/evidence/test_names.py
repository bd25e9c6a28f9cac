"""Names are sorted by what stands about them; not every capital is a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from iso3166 import countries_by_alpha2

from app.evidence import gazetteer
from app.evidence.mentions import Name
from app.evidence.names import names


def of(kind: str, text: str) -> list[str]:
    return [entry.name for entry in names(text) if entry.kind == kind]


def only(kind: str, text: str) -> Name:
    (entry,) = [one for one in names(text) if one.kind == kind]
    return entry


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Norwegian President Ida Solberg came.", "Ida Solberg"),
        ("There Vice-Premier He Longwei bowed.", "He Longwei"),
        ("It was Dr Ama Boateng.", "Ama Boateng"),
        ("Zadie Marsh, a retired baker, sat down.", "Zadie Marsh"),
        ("Ugo Ricci, 41, sat down.", "Ugo Ricci"),
        ("“Yes,” said Olu Adeyemi.", "Olu Adeyemi"),
        ("Jean-Luc O’Hara wrote it.", "Jean-Luc O’Hara"),
        ("The pilot was praised by Łucja Żak.", "Łucja Żak"),
        ("Keiko Mori Tanabe is a senior correspondent.", "Keiko Mori Tanabe"),
        ("The harbour minister of Old Kelm, Pia Holt, sat down.", "Pia Holt"),
        ("It was up to the head of the school, Nils Orre.", "Nils Orre"),
        ("They asked the mayor, Pia Holt.", "Pia Holt"),
        ("Its chief stargazer, Pia Holt, sat down.", "Pia Holt"),
        ("A rival collector, Pia Holt of Basel, sat down.", "Pia Holt"),
        ("They asked its head gardener Pia Holt.", "Pia Holt"),
        ("Pia Holt of Falk Securities said so.", "Pia Holt"),
        ("It was chief executive Pia Park.", "Pia Park"),
        ("His wife, Pia Holt, sat down.", "Pia Holt"),
        ("There City Manager Pia Holt sat down.", "Pia Holt"),
        ("Developer Pia Holt sat down.", "Pia Holt"),
        ("They saw Councilwoman Pia Holt.", "Pia Holt"),
        ("Berta Lund, a dock steward for ten years, sat down.", "Berta Lund"),
        ("Berta Lund, a retired bookbinder from Kelm, sat down.", "Berta Lund"),
        ("Ivo Sand, who was elected in May, sat down.", "Ivo Sand"),
    ],
)
def test_a_person_is_told_by_title_role_or_deed(text: str, person: str) -> None:
    assert of("person", text) == [person]


@pytest.mark.parametrize(
    "text",
    [
        "Then the Bank of Kelmouth lent money.",
        "They met on the Old Harbour pier.",
        "The Cold War and the Summer Games were over.",
        "Nobody came on Monday in August.",
        "The Brisa Courier reported it.",
        "Undeterred, they went. Nearly Nobody saw.",
        "South Korea and the United States agreed.",
        "In New Kelm, the mayor sat down.",
        "They live in Baker Street North.",
        "Friends of the Library sat down.",
        "They crossed the river, Old Kelm, at last.",
        "They saw Kelm Rock, a crumbling tower, at last.",
        "They asked the keeper of the pier, Long Quay.",
    ],
)
def test_not_every_capital_is_a_person(text: str) -> None:
    assert of("person", text) == []


def test_an_office_comes_with_its_country() -> None:
    person = only("person", "Kenyan Prime Minister Njeri Otieno left for Russia’s capital.")
    assert (person.title, person.political, person.country) == ("Prime Minister", True, "KE")
    owner = only("person", "Kenya’s President Njeri Otieno left.")
    assert (owner.title, owner.country) == ("President", "KE")
    before = only("person", "The Kenyan Prime Minister, Njeri Otieno, left.")
    assert (before.title, before.country) == ("Prime Minister", "KE")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("The harbour minister of Kelm, Pia Holt, sat down.", "harbour minister of Kelm"),
        ("Then the head of the school, Nils Orre, sat down.", "head of the school"),
        ("Nils Orre, the head of the Kelm Institute, sat down.", "head of the Kelm Institute"),
        ("Kelm’s long-serving mayor, Pia Holt, sat down.", "long-serving mayor"),
        ("They thanked mayor Pia Holt.", "mayor"),
        ("They thanked former mayor Pia Holt.", "former mayor"),
        ("There retired teacher Pia Holt sat down.", "retired teacher"),
        ("Berta Lund, a dock steward who counts boats, sat down.", "dock steward"),
    ],
)
def test_a_role_stands_before_or_after_the_name(text: str, role: str) -> None:
    person = only("person", text)
    assert person.role == role
    assert person.role_span is not None
    assert text[person.role_span.start : person.role_span.end] == role


def test_a_surname_later_on_is_the_person_with_a_role() -> None:
    text = "The mayor of Kelm, Pia Holt, came. Holt sat down. “Yes,” said Holt."
    assert [m.full for m in only("person", text).mentions] == [True, False, False]


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("The union federation KO-Strand, which he led, left.", "organisation", "KO-Strand"),
        ("They read the newspaper Dagen then.", "organisation", "Dagen"),
        ("A buyer came from neighbouring Strand.", "place", "Strand"),
        ("The village of Strand was asleep.", "place", "Strand"),
        ("The train from there to here ran in northern Strand.", "place", "Strand"),
        ("They visited Strand again.", "place", "Strand"),
    ],
)
def test_a_word_before_a_name_tells_what_it_names(text: str, kind: str, name: str) -> None:
    assert of(kind, text) == [name]


def test_the_first_word_of_an_organisation_is_short_for_it() -> None:
    house = only("organisation", "The Pellan Shipping Company sank. Pellan said so in a letter.")
    assert [mention.full for mention in house.mentions] == [True, False]


def test_short_names_belong_to_the_person_they_are_short_for() -> None:
    text = "Dr Ama Boateng came. Ms Boateng’s hat fell. Then Boateng left, as did Mr Quill."
    people = {entry.name: entry.mentions for entry in names(text) if entry.kind == "person"}
    assert [text[m.span.start : m.span.end] for m in people["Ama Boateng"]] == [
        *("Dr Ama Boateng", "Ms Boateng", "Boateng")
    ]
    assert [mention.full for mention in people["Ama Boateng"]] == [True, False, False]
    assert [mention.possessive for mention in people["Ama Boateng"]] == [False, True, False]
    assert people.keys() == {"Ama Boateng", "Quill"}


def test_a_genitive_ends_a_name() -> None:
    text = "They met in Oslo’s Frogner Park with Kenya’s People’s Assembly Society."
    assert of("place", text) == ["Oslo", "Frogner Park"]
    assert of("country", text) == ["KE"]
    assert of("organisation", text) == ["People’s Assembly Society"]


def test_an_institution_keeps_its_whole_name() -> None:
    text = (
        "He left the University of Kelmouth for The Brisa Courier, the Nepalese Tea Board and the "
        "Potters’ Union."
    )
    assert of("organisation", text) == [
        *("University of Kelmouth", "The Brisa Courier", "Nepalese Tea Board", "Potters’ Union")
    ]


def test_a_country_named_by_its_adjective_alone_is_not_stated() -> None:
    assert not only("country", "A Swiss guild came.").stated
    assert only("country", "A Swiss guild left Switzerland.").stated


def test_every_country_of_the_table_has_a_code_of_the_standard() -> None:
    former = {code for code in gazetteer.COUNTRY_NAMES if len(code) > 2}
    assert gazetteer.COUNTRY_NAMES.keys() - former - countries_by_alpha2.keys() == set()
    assert former == {"SUHH", "YUCS", "DDDE", "CSHH"}


@pytest.mark.parametrize("name", sorted(gazetteer.COUNTRIES)[::17])
def test_a_country_is_found_by_each_of_its_names(name: str) -> None:
    assert of("country", f"They flew to {name} then.") == [gazetteer.COUNTRIES[name]]


@given(st.text(alphabet="AZÉaz’'“”.,:- \nofMrUS", max_size=120))
def test_every_mention_stands_in_the_text(text: str) -> None:
    for entry in names(text):
        assert entry.mentions
        assert all(mention.span.matches(text) for mention in entry.mentions)
