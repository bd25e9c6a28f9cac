"""Facts."""

from app.model.facts import Fact, FactShown
from app.model.terms import Basis, Certainty, FactKind
from app.queries.collection import ARTICLE, SOURCE, Collection, Linked, Related, words_of

FACTS = Collection(
    name="facts",
    table=Fact,
    shown=FactShown,
    item=FactShown,
    parameters=(
        Linked(
            "about",
            "Facts about these people, countries, places, organisations, events or statistics.",
            "xi-jinping",
        ),
        Linked(
            "kind",
            "What kind of statement: `event`, `participation`, `office`, `quotation` and "
            "`observation` restate the records of that name, the others stand alone.",
            "analysis",
            choices=words_of(FactKind),
        ),
        Linked(
            "asserted_by",
            "Whose statement it is: the id of a person or of an article, `observers`, or "
            "`officials`.",
            "cui-hongjian",
        ),
        Linked(
            "certainty", "How sure whoever asserts it is.", "possible", choices=words_of(Certainty)
        ),
        Linked("basis", "Said outright, or inferred.", "inferred", choices=words_of(Basis)),
        ARTICLE,
    ),
    sorts={"position": "position", "id": "id"},
    order="as they stand in the article",
    example="concession-sanctions-lifted",
    includes={
        "about": Related(("about",)),
        "asserted_by": Related(("asserted_by",)),
        "record": Related(("record",)),
        "article": SOURCE,
    },
)
