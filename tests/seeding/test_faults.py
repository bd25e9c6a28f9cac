"""Every fault of a seed is listed with its file, its record and what to do."""

import re
from pathlib import Path

import pytest

from app.seeding.build import seed
from app.seeding.faults import FaultySeed
from app.seeding.report import check_folder
from app.seeding.sqlite_file import SqliteFile
from tests.seeds import ARTICLE, INVENTED, append, edit, joined


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the invented seed."""
    return joined(tmp_path / "seed", INVENTED)


def faults(folder: Path) -> list[str]:
    """The faults for which seeding refuses a seed; `check` must find the same."""
    checked = check_folder(folder)
    try:
        seed(SqliteFile(folder.parent / "facts.db"), folder)
    except FaultySeed as faulty:
        found = [str(fault) for fault in faulty.faults]
        assert not checked.ok
        assert sorted(checked.lines[:-1]) == found
        return found
    assert checked.ok
    return []


def test_the_seeds_of_the_tests_have_no_faults(folder: Path, seed_folder: Path) -> None:
    assert faults(folder) == []
    assert faults(seed_folder) == []


QUOTE = "quote 'observers-on-the-race'"
BOATS = "observation 'boats-2030'"


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        pytest.param(
            ARTICLE,
            'kind = "history"',
            'kind = "history"\nasserted_bye = "mara-nunez"',
            "fact 'nunez-leads-since-2019': asserted_bye: Extra inputs are not permitted; "
            "did you mean 'asserted_by'?",
            id="unknown key",
        ),
        pytest.param(
            ARTICLE,
            'part = "opened it"',
            'part = "opened it"\nrole = "host"',
            "event 'lantern-fair-2031-opening': participant 'mara-nunez': role: "
            "Extra inputs are not permitted; choose one of: about, asserted_by, basis",
            id="unknown key of a participant",
        ),
        pytest.param(
            "statistics.toml",
            "whole_numbers = true",
            "whole_numbers = true\nadditive = true\ncumulative = true",
            "statistic 'lanterns-lit': running counts and ordinals cannot be additive; "
            "correct the record",
            id="a sum of running counts",
        ),
        pytest.param(
            "statistics.toml",
            "whole_numbers = true",
            'whole_numbers = true\nsum_unit = "lights"',
            "statistic 'lanterns-lit': sum_unit needs additive = true; correct the record",
            id="the unit of a sum that nobody makes",
        ),
        pytest.param(
            ARTICLE,
            'statement = "Seven boats took part in the night race of 2030."\n',
            "",
            f"{BOATS}: statement: Field required; add it",
            id="missing key",
        ),
        pytest.param(
            ARTICLE,
            'form = "fragment"',
            'form = "part"',
            f"{QUOTE}: form: Input should be 'direct' or 'fragment'; "
            "'part' is not an allowed value",
            id="word of no list",
        ),
        pytest.param(
            ARTICLE,
            'date = "2031-06-04"',
            'date = "2031-06-31"',
            "event 'lantern-fair-2031-opening': date: '2031-06-31' is not a calendar date",
            id="bad date",
        ),
        pytest.param(
            ARTICLE,
            'date = "2031-06-04"',
            "date = 2031-06-04",
            "event 'lantern-fair-2031-opening': date: Input should be a valid string",
            id="date of TOML",
        ),
        pytest.param(
            ARTICLE,
            'inference = "Only the adjective is named."\n',
            "",
            "country 'CH': basis = \"inferred\" needs an inference",
            id="inferred without inference",
        ),
        pytest.param(
            ARTICLE,
            'text = "quiet triumph"',
            'text = "Quiet triumph"',
            f"{QUOTE}: text is not exactly what the first citation points to",
            id="quote not verbatim",
        ),
        pytest.param(
            ARTICLE,
            'attributed_to = "observers"\n',
            "",
            f'{QUOTE}: source = "observers" needs attributed_to and no speakers',
            id="quote without a voice",
        ),
        pytest.param(
            ARTICLE,
            'speakers = ["tomas-ferreira"]\n',
            "",
            "quote 'ferreira-on-next-year': source = \"person\" needs 1 speaker",
            id="quote without a speaker",
        ),
        pytest.param(
            ARTICLE,
            "upper = 15",
            "upper = 11",
            "observation 'boats-2031': lower must be below upper",
            id="bounds the wrong way round",
        ),
        pytest.param(
            ARTICLE,
            "value = 7",
            "value = nan",
            f"{BOATS}: a number must be finite; leave out the side without a bound",
            id="no number",
        ),
        pytest.param(
            ARTICLE,
            "value = 7",
            "value = 7.5",
            f"{BOATS}: no whole number is 7.5; boats-in-the-night-race counts in whole",
            id="half a boat",
        ),
        pytest.param(
            ARTICLE,
            "value = 7",
            'value = 7\ndimensions = { sail = "red" }',
            rf"{BOATS}: dimensions: \['sail'\]; the series has \[\]",
            id="wrong dimensions",
        ),
        pytest.param(
            ARTICLE,
            'byline = ["ines-okafor"]',
            'byline = ["ines-okfor"]',
            "article: byline: no person 'ines-okfor'; did you mean 'ines-okafor'?",
            id="dangling reference",
        ),
        pytest.param(
            ARTICLE,
            'place = "cafe-brisa"',
            'place = "mara-nunez"',
            "event 'lantern-fair-2031-opening': place: no place 'mara-nunez'; choose one of: ",
            id="reference of another kind",
        ),
        pytest.param(
            ARTICLE,
            '[[place]]\nid = "old-harbour"',
            '[[place]]\nid = "new-harbour"',
            "place 'new-harbour': id: no place 'new-harbour'; did you mean 'old-harbour'?",
            id="place that no shared file names",
        ),
        pytest.param(
            "people.toml",
            'id = "ines-okafor"',
            'id = "mara-nunez"',
            "'mara-nunez': the id is already used in people.toml; choose another id",
            id="id twice in a shared file",
        ),
        pytest.param(
            ARTICLE,
            'id = "lantern-fair-2032"',
            'id = "lantern-fair-2031-opening"',
            "event 'lantern-fair-2031-opening': the id is already used in "
            "articles/lantern-fair-2031",
            id="id twice",
        ),
        pytest.param(
            ARTICLE,
            'id = "dawn-is-possible"',
            'id = "event-lantern-fair-2032"',
            "fact 'event-lantern-fair-2032': the fact id 'event-lantern-fair-2032' "
            "is already used in",
            id="fact id of an event",
        ),
        pytest.param(
            ARTICLE,
            'id = "cafe-brisa"',
            'id = "old-harbour"',
            "place 'old-harbour': is listed twice; merge the two",
            id="named twice",
        ),
        pytest.param(
            ARTICLE,
            'id = "lantern-fair-2031"',
            'id = "lantern-fair"',
            "article: the file is not named after the article's id; name the file articles/lant",
            id="file of another name",
        ),
        pytest.param(
            ARTICLE,
            "characters = ",
            "characters = 70 #",
            "after the article's end; it has 70 characters",
            id="citation past the end",
        ),
        pytest.param(
            ARTICLE,
            "paragraph = 5, start = ",
            "paragraph = 5, start = 9",
            r"citations\.1: start must come before end",
            id="citation that ends before it starts",
        ),
        pytest.param(
            "countries.toml",
            'id = "CH"',
            'id = "XX"',
            "country 'XX': id: not a country code of ISO 3166-1",
            id="no country",
        ),
        pytest.param(
            "organisations.toml",
            'country = "CH"',
            'country = "FR"',
            "'guild-of-ropemakers': country: no country 'FR'; choose one of: CH",
            id="dangling reference of a shared file",
        ),
        pytest.param(
            ARTICLE,
            "[article]",
            "[article",
            "file: is not TOML in UTF-8: .*; correct it there",
            id="not TOML",
        ),
    ],
)
def test_a_fault_is_listed(folder: Path, file: str, old: str, new: str, told: str) -> None:
    edit(folder, file, old, new)

    found = "\n".join(faults(folder))

    assert re.search(rf"(?m)^{file}: .*{told}", found), found


def test_a_fault_of_a_whole_record_is_listed_without_the_record(folder: Path) -> None:
    edit(folder, ARTICLE, 'basis = "stated"', 'basis = "inferred"')

    assert [fault for fault in faults(folder) if "needs an inference" in fault]
    assert all(fault.endswith('"inferred"; correct the record') for fault in faults(folder))


def test_an_uncited_record_is_a_fault(folder: Path) -> None:
    append(folder, ARTICLE, '[[fact]]\nid = "x"\nstatement = "x"\nkind = "action"\nabout = []\n')
    append(folder, ARTICLE, '[[boilerplate]]\nname = "y"\ncitations = []\n')

    empty, missing = faults(folder)

    assert empty.startswith(f"{ARTICLE}: boilerplate 'y': citations: List should have at least 1")
    assert empty.endswith(
        '; give at least one; `article-facts cite FILE "words"` prints a citation'
    )
    assert missing == f"{ARTICLE}: fact 'x': citations: Field required; add it"


def test_a_participant_whom_the_article_does_not_name_is_a_fault(folder: Path) -> None:
    append(folder, "people.toml", '[[person]]\nid = "nobody"\nname = "Nobody"\n')
    edit(folder, ARTICLE, 'id = "guild-of-ropemakers"\npart', 'id = "nobody"\npart')

    (fault,) = faults(folder)

    record = "event 'lantern-fair-2032': participant 'nobody'"
    problem = "id: 'nobody' is not listed as named in this article"
    assert fault == f"{ARTICLE}: {record}: {problem}; add [[person]] with a citation"


def test_an_id_of_another_article_is_a_fault(folder: Path) -> None:
    text = (folder / ARTICLE).read_text()
    again = text.replace('id = "lantern-fair-2031"', 'id = "another"', 1)
    (folder / "articles/another.toml").write_text(again)
    fact = "the fact id 'dawn-is-possible'"
    taken = "is already used in articles/another.toml; choose another id"

    found = faults(folder)

    assert f"{ARTICLE}: quote 'nunez-on-lanterns': the id {taken}" in found
    assert f"{ARTICLE}: fact 'dawn-is-possible': {fact} {taken}" in found


def test_a_folder_that_is_not_a_seed_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    assert faults(tmp_path / "none") == [
        f"{tmp_path}/none: folder: does not exist; name a seed folder, with articles/*.toml"
    ]
    assert faults(tmp_path / "empty") == [
        f"{tmp_path}/empty: folder: contains no article; name a seed folder, with articles/*.toml"
    ]


@pytest.mark.parametrize(
    ("place", "content", "told"),
    [
        ("poeple.toml", b"", "is not a seed file; did you mean 'people.toml'?; an article's"),
        ("lantern-fair-2033.toml", b"", "is not a seed file; choose one of: countries.toml"),
        ("articles/old/fair.toml", b"", "is not a seed file"),
        ("articles/latin.toml", b'name = "caf\xe9"', "is not TOML in UTF-8: "),
    ],
)
def test_a_file_in_the_wrong_place_or_format_is_a_fault(
    folder: Path, place: str, content: bytes, told: str
) -> None:
    (folder / place).parent.mkdir(exist_ok=True)
    (folder / place).write_bytes(content)

    (fault,) = faults(folder)

    assert fault.startswith(f"{place}: file: {told}")


def test_an_unreadable_file_is_a_fault(folder: Path) -> None:
    (folder / "articles/fair.toml").mkdir()

    assert faults(folder) == [
        "articles/fair.toml: file: is not a regular file; replace it with one"
    ]


def test_all_faults_are_listed_at_once(folder: Path) -> None:
    edit(folder, ARTICLE, 'date = "2032-06"', 'date = "2032-13"')
    edit(folder, ARTICLE, 'form = "fragment"', 'form = "part"')
    edit(folder, "people.toml", 'name = "Ines Okafor"', 'nme = "Ines Okafor"')
    (folder / "articles/other.toml").write_text("=")

    told = [fault.split(": ")[0] for fault in faults(folder)]

    assert told == [ARTICLE, ARTICLE, "articles/other.toml", "people.toml", "people.toml"]


def test_all_faults_between_records_are_listed_at_once(folder: Path) -> None:
    edit(folder, ARTICLE, 'byline = ["ines-okafor"]', 'byline = ["x"]')
    edit(folder, ARTICLE, 'place = "cafe-brisa"', 'place = "y"')
    edit(folder, "organisations.toml", 'country = "CH"', 'country = "FR"')

    assert len(faults(folder)) == 3
