"""Names are found with their roles, and each person only once."""

import pytest
from iso3166 import countries_by_alpha2

from app.drafting import gazetteer
from app.drafting.findings import find
from app.drafting.names import Name


def of(kind: str, text: str) -> list[str]:
    return [name.name for name in find(text).names if name.kind == kind]


def only(kind: str, text: str) -> Name:
    (name,) = [one for one in find(text).names if one.kind == kind]
    return name


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Norwegian President Ida Solberg came.", "Ida Solberg"),
        ("It was Dr Ama Boateng.", "Ama Boateng"),
        ("Ugo Ricci, 41, sat down.", "Ugo Ricci"),
        ("“Yes,” said Olu Adeyemi.", "Olu Adeyemi"),
        ("They asked Paul K. Varney about it.", "Paul K. Varney"),
        ("Sen. Ann Quill (D-Ohio) left.", "Ann Quill"),
        ("They asked Lin Mei-hua about it.", "Lin Mei-hua"),
        ("It was up to the head of the school, Nils Orre.", "Nils Orre"),
        ("They asked economist Nora Feldt.", "Nora Feldt"),
        ("They asked April Jones about it.", "April Jones"),
        ("They asked Prof. Bruna d’Orsay about it.", "Bruna d’Orsay"),
        ("They asked Selim al-Karim about it.", "Selim al-Karim"),
        ("Interview with Brisa founder Otto Brandt Sunday, May 28, 2006", "Otto Brandt"),
        ("Two guests and Captain Anja Petrova Image: Kelm.", "Anja Petrova"),
    ],
)
def test_a_person_is_named_in_full(text: str, person: str) -> None:
    assert of("person", text) == [person]


@pytest.mark.parametrize(
    "text",
    [
        "Then the Bank of Kelmouth lent money.",
        "The Cold War and the Summer Games were over.",
        "Nobody came on Monday in August.",
        "The Brisa Courier reported it.",
        "South Korea and the United States agreed.",
        "Cyclone Phailin was near.",
        "They played against Yorkshire.",
        "They live in Livorno, Tuscany.",
    ],
)
def test_not_every_capital_is_a_person(text: str) -> None:
    assert of("person", text) == []


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("The harbour minister of Kelm, Pia Holt, sat down.", "harbour minister of Kelm"),
        ("Nora Feldt, an engineer, sat down.", "engineer"),
        ("They thanked mayor Pia Holt.", "mayor"),
        ("The curator of the local museum, Pia Holt, left.", "curator of the local museum"),
    ],
)
def test_a_role_may_come_before_or_after_the_name(text: str, role: str) -> None:
    person = only("person", text)
    assert role in (person.role, person.title)
    assert person.role_at
    assert text[slice(*person.role_at)] == role


def test_an_office_comes_with_its_country() -> None:
    person = only("person", "Kenyan Prime Minister Njeri Otieno left for Russia’s capital.")
    assert (person.title, person.country) == ("Prime Minister", "KE")


def test_short_names_belong_to_the_person_they_are_short_for() -> None:
    text = "Dr Ama Boateng came. Ms Boateng’s hat fell. Then Boateng left."
    person = only("person", text)
    assert [text[slice(*mention)] for mention in person.mentions] == [
        *("Ama Boateng", "Boateng", "Boateng")
    ]


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("She works at Toshiba in Japan.", "organisation", "Toshiba"),
        ("He left the University of Kelmouth for it.", "organisation", "University of Kelmouth"),
        ("They told The Brisa Courier about it.", "organisation", "The Brisa Courier"),
        ("They met in Port Brisa at noon.", "place", "Port Brisa"),
        ("The fair opened at the Café Luna.", "place", "Café Luna"),
        ("They flew to Paris at noon.", "place", "Paris"),
        ("They met on Hong Kong Island in May.", "place", "Hong Kong Island"),
        ("Tasmania was left out of the study.", "place", "Tasmania"),
        ("They climbed the Orre Towers on foot.", "place", "Orre Towers"),
        ("They met at the Urban-Kelm Policy Center.", "place", "Urban-Kelm Policy Center"),
    ],
)
def test_other_names_have_their_kind(text: str, kind: str, name: str) -> None:
    assert of(kind, text) == [name]


def test_an_acronym_is_the_organisation_it_stands_for() -> None:
    text = "The Kelm Harbour Association (KHA) met. Nobody told the KHA about it."
    assert of("organisation", text) == ["Kelm Harbour Association"]


def test_a_country_named_by_its_adjective_alone_is_not_stated() -> None:
    assert not only("country", "A Swiss guild came.").stated
    assert only("country", "A Swiss guild left Switzerland.").stated


def test_every_country_of_the_table_has_a_code_of_the_standard() -> None:
    former = {code for code in gazetteer.COUNTRY_NAMES if len(code) > 2}
    assert gazetteer.COUNTRY_NAMES.keys() - former - countries_by_alpha2.keys() == set()
    assert former == {"SUHH", "YUCS", "DDDE", "CSHH"}


@pytest.mark.parametrize("name", sorted(gazetteer.COUNTRIES)[::17])
def test_a_country_is_found_by_each_of_its_names(name: str) -> None:
    found = only("country", f"They flew to {name} then.")
    assert found.name == gazetteer.COUNTRY_NAMES[gazetteer.COUNTRIES[name]]


def test_a_last_name_of_two_people_is_that_of_the_first() -> None:
    text = "Ida Falk met Otto Falk. Falk left. Mr. Falk stayed."
    people = {n.name: len(n.mentions) for n in find(text).names if n.kind == "person"}
    assert people == {"Ida Falk": 2, "Otto Falk": 2}


def test_a_shortened_name_of_a_paper_means_the_same_paper() -> None:
    text = "The Brisa Times told all. The Times was late."
    assert [n.name for n in find(text).names if n.kind == "organisation"] == ["Brisa Times"]


def test_a_word_also_written_in_lower_case_is_not_a_name() -> None:
    text = "Water For All\nNora Feldt said that the water was cold. Water is dear, said Feldt."
    assert [n.name for n in find(text).names] == ["Nora Feldt"]


def test_a_state_has_its_full_name() -> None:
    (state,) = [n for n in find("They met in Kelm, Wash., on Friday.").names if n.sort == "state"]
    assert (state.name, state.country) == ("Washington", "US")


def test_a_country_that_shares_a_person_s_last_name_is_not_meant_by_it() -> None:
    text = "Trevor Holland fled. Police want Holland back. He never lived in Jordan."
    assert of("country", text) == ["Jordan"]
    assert len(only("person", text).mentions) == 2


def test_a_region_is_no_country_whose_name_is_in_it() -> None:
    text = "Topics: Canada Published South America Sports\nThey left."
    assert of("country", text) == ["Canada"]
    assert of("place", text) == ["South America"]


def test_a_place_after_a_place_is_one() -> None:
    assert of("place", "They lived in Livorno, Tuscany, for years.") == ["Livorno", "Tuscany"]


def test_no_word_of_a_headline_is_part_of_a_name() -> None:
    text = "Close Brandt Ally Quits Board\nOtto Brandt met an ally at the close of day."
    assert of("person", text) == ["Otto Brandt"]


def test_the_field_of_a_minister_is_no_place() -> None:
    assert not find("The minister of Education told nobody.").names


def test_a_single_name_is_a_person_s_if_something_shows_it() -> None:
    assert of("person", "His sister Pia laughed.") == ["Pia"]
    assert of("person", "They stayed in the Barvikha sanatorium.") == []


def test_a_title_may_say_of_what() -> None:
    (person,) = [n for n in find("It was Secretary of State Nora Feldt.").names if n.role_at]
    assert (person.name, person.title) == ("Nora Feldt", "Secretary of State")
