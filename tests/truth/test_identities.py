"""Records are identified by other names and by addresses on other sites."""

import pytest

from app.resources.countries import FORMER_COUNTRIES, CountryDescription
from tests.asking.datasets import Asking
from tests.truth.conftest import items

COLLECTIONS = ("people", "countries", "places", "organisations")


@pytest.mark.parametrize("name", COLLECTIONS)
def test_json_ld_has_the_same_identities(own: Asking, name: str) -> None:
    for record in items(own, f"/{name}"):
        node = own.get(f"{record['url']}?format=jsonld").json()
        assert node.get("sameAs", []) == record["same_as"]
        assert node.get("alternateName", []) == record["other_names"]


def test_xi_jinping_has_his_wikidata_address(own: Asking) -> None:
    assert own.get("/people/xi-jinping").json()["same_as"] == [
        "http://www.wikidata.org/entity/Q15031"
    ]


@pytest.mark.parametrize(("query", "id_"), [("USSR", "SUHH"), ("Москва", "moscow"), ("EU", "eu")])
def test_other_names_are_searched(own: Asking, query: str, id_: str) -> None:
    hits = own.get("/search", q=query).json()["items"]
    found = {hit["id"] for hit in hits}

    assert {"eu": "european-union"}.get(id_, id_) in found


def test_countries_that_no_longer_exist_are_those_of_iso_3166_3() -> None:
    assert len(FORMER_COUNTRIES) == 31
    assert all(len(code) == 4 for code in FORMER_COUNTRIES)
    for code in FORMER_COUNTRIES:
        assert CountryDescription(id=code, name="Former").id == code


@pytest.mark.parametrize("code", ["SCRS", "XXXX", "SUSU", "ZZ"])
def test_no_other_code_is_a_country(code: str) -> None:
    with pytest.raises(ValueError, match="not a country code of ISO 3166"):
        CountryDescription(id=code, name="Nowhere")
