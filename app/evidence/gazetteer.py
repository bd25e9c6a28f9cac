"""Words that tell what a name is a name of: countries, titles, and what institutions are called."""

import csv
from pathlib import Path

_COUNTRIES = Path(__file__).with_name("countries.csv")


def _table() -> list[dict[str, str]]:
    with _COUNTRIES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _by_word(kinds: dict[str, str], sep: str = " ") -> dict[str, str]:
    return {word: kind for kind, words in kinds.items() for word in words.split(sep)}


ROWS = _table()
COUNTRIES = {name: row["code"] for row in ROWS for name in row["names"].split(";")}
"""The code of a country (ISO 3166-1 alpha-2, or 3166-3) by each name it goes by."""

COUNTRY_NAMES = {row["code"]: row["names"].split(";")[0] for row in ROWS}
"""The name of a country, by its code."""

DEMONYMS = {word: row["code"] for row in ROWS for word in row["demonyms"].split(";") if word}
"""The code of a country by its adjective."""

CAPITALS = {row["capital"]: row["code"] for row in ROWS if row["capital"]}
"""The code of a country by its capital."""

CONTINENTS = frozenset({"Africa", "Antarctica", "Asia", "Europe", "Oceania"}) | {
    "North America",
    "South America",
}

HONORIFICS = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame|Lord|Lady)\b\.?|Professor\b"

POLITICAL = (
    r"(?:(?:Deputy|Vice|Acting|Interim|First|Former|Foreign|Defen[cs]e|Finance|Interior|Trade|Energy|"
    r"Health|Education|Transport|Justice|Environment|Agriculture|Culture|Labou?r|Economy|Prime|"
    r"Secretary of)[- ])*"
    r"(?:Vice-?[Pp]resident|President|Vice-?[Pp]remier|Premier|Prime Minister|Minister|Chancellor|"
    r"Senator|Governor|Mayor|Secretary-General|Secretary|Congress(?:man|woman)|Speaker|King|Queen|"
    r"Emperor|Crown Prince|Prince|Princess|Ambassador|Chairman|Taoiseach|Sheikh|Emir|Councillor|Commissioner)"
)
OTHER_TITLE = (
    r"(?:Chief Executive|Captain|Colonel|General|Major|Admiral|Commander|Judge|Justice|Pope|Bishop|"
    r"Archbishop|Cardinal|Father|Sister|Reverend|Inspector|Sergeant|Director|Coach|Dean)"
)

ROLES = frozenset(
    "correspondent reporter editor writer journalist professor analyst researcher lecturer scholar "
    "economist historian scientist engineer doctor nurse teacher director head chief chair chairman "
    "chairwoman president minister premier mayor governor ambassador diplomat senator spokesman "
    "spokeswoman spokesperson secretary founder owner master captain pilot manager officer commander "
    "leader member lawyer judge artist author poet singer actor coach player farmer fisherman baker "
    "curator architect biologist ecologist geologist botanist keeper resident student volunteer "
    "chancellor king queen adviser fellow organiser coordinator clerk treasurer conductor "
    "superintendent librarian".split()
)
POLITICAL_ROLES = frozenset(
    "president minister premier mayor governor ambassador senator chancellor king queen".split()
)

ORGANISATIONS = _by_word(
    {
        "university": "university",
        "college": "college",
        "school": "school",
        "institute": "institute",
        "academy": "academy",
        "newspaper": (
            "times courier herald post gazette tribune chronicle telegraph guardian"
            " observer daily journal mail echo mercury"
        ),
        "ministry": "ministry",
        "bank": "bank",
        "army": "army",
        "navy": "navy",
        "union": "union",
        "party": "party",
        "agency": "agency",
        "council": "council",
        "court": "court",
        "company": "company corporation inc ltd group airlines",
        "association": "association",
        "society": "society",
        "federation": "federation",
        "foundation": "foundation",
        "committee": "committee",
        "commission": "commission",
        "parliament": "parliament senate congress",
        "union-of-countries": "nations",
        "department": "department",
        "office": "office",
        "guild": "guild",
        "museum": "museum",
        "hospital": "hospital",
        "orchestra": "orchestra",
        "club": "club",
        "trust": "trust",
        "league": "league",
        "organisation": "organisation organization",
        "authority": "authority",
        "police": "police",
        "institution": "institution",
        "forum": "forum",
        "observatory": "observatory",
        "library": "library",
        "laboratory": "laboratory",
        "board": "board",
        "service": "service",
        "centre": "centre center",
        "cooperative": "cooperative",
    }
)
"""What kind of organisation it is whose name has the word."""

KNOWN_ORGANISATIONS = _by_word(
    {
        "news-agency": "AFP;Reuters;AP;Associated Press;Xinhua;Bloomberg",
        "broadcaster": "BBC;CNN",
        "union-of-countries": "UN;EU;NATO;European Union;OPEC;Asean;WHO",
        "bank": "IMF;World Bank",
        "association": "Red Cross",
        "government": "White House;Kremlin",
        "department": "Pentagon",
    }, ";"
)

PLACES = _by_word(
    {
        "square": "square",
        "street": "street road avenue",
        "river": "river",
        "lake": "lake",
        "mountain": "mount",
        "mountains": "mountains",
        "valley": "valley",
        "island": "island",
        "islands": "islands",
        "bay": "bay",
        "harbour": "harbour harbor",
        "sea": "sea",
        "ocean": "ocean",
        "town": "port",
        "city": "city",
        "airport": "airport",
        "palace": "palace",
        "park": "park",
        "bridge": "bridge",
        "strait": "strait",
        "gulf": "gulf",
        "peninsula": "peninsula",
        "castle": "castle",
        "station": "station",
        "café": "café",
        "hall": "hall",
        "theatre": "theatre",
        "forest": "forest",
        "coast": "coast",
        "beach": "beach",
        "cape": "cape",
        "village": "village",
        "province": "province",
        "county": "county",
        "district": "district",
        "quay": "quay",
        "pier": "pier",
        "lighthouse": "lighthouse",
    }
)
"""What kind of place it is whose name has the word."""

OTHER = frozenset(
    "war wars day week games cup festival fair prize award act treaty agreement revolution "
    "romance ribbon kingdoms ii i century year summit conference bible olympics marathon show".split()
)
"""Words in the names of what is neither person, place nor organisation."""

CALENDAR = frozenset(
    "January February March April May June July August September October November December Monday "
    "Tuesday Wednesday Thursday Friday Saturday Sunday Christmas Easter".split()
)

SAYING = (
    r"(?:said|says|told|tells|added|adds|noted|notes|pointed out|explained|argued|argues|wrote|writes|"
    r"warned|warns|asked|announced|insisted|claimed|believes|recalled|replied|stressed|remarked|"
    r"observed|suggested|acknowledged|admitted|confirmed|predicted|concluded|estimated|promised|joked|"
    r"called|calls|described|describes|defined|coined|dubbed|labelled|labeled|termed|hailed|praised|"
    r"criticised|criticized|condemned|denounced|declared|vowed|urged|stated|states|reads|named|"
    r"characterised|characterized|spoke of|speaks of|speak of|refers to|referred to|demanded|pledged)"
)
"""Verbs that lead to somebody's words."""

DOING = (
    r"(?:has|had|is|was|will|would|may|might|could|began|begins|opened|opens|led|leads|won|joined|met|"
    r"meets|visited|visits|attended|attends|arrived|left|signed|covers|covered|showed|sees|wants|"
    r"became|took|takes|gave|gives|came|went|made|makes|runs|ran|founded|built|works|lives|played|"
    r"hopes|thinks|presented|unveiled|conducted|discovered|found|designed|painted|sat|stood|swam|sailed|who)"
)
"""Verbs that people, more than other bearers of names, go with."""

OPENERS = frozenset(
    "A An The This That These Those It He She They We You I There Here In On At By For From To With "
    "Without As If When While Where Why How What Who Which After Before Since Until During Despite "
    "Although Though Because But And Or Nor So Yet Not No Yes Both Each Every Some Many Most Few All "
    "Among Between Over Under About Around Nearly Almost Once One Two Three Four Five Six Seven "
    "Eight Nine Ten His Her Their Our My Its Of Then Now Also Only Even Still However Next Last "
    "Observers Officials Analysts Critics Experts Weeks Months Years Days Decked Follow Sign "
    "Photo PHOTO Picture Credit Just Up Down Another Other Such More Less Fewer At Earlier Later".split()
)
"""Words that open a sentence with a capital and are no names."""
