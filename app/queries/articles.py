"""The articles that everything comes from."""

from app.model.articles import Article, ArticleShown
from app.queries.collection import Collection, Linked, Related

ARTICLES = Collection(
    name="articles",
    table=Article,
    shown=ArticleShown,
    item=ArticleShown,
    parameters=(
        Linked("byline", "Articles by these people.", "yew-lun-tian"),
        Linked("publisher", "Articles published by these organisations.", "the-straits-times"),
        Linked(
            "about",
            "Articles that name these people, countries, places or organisations, or have "
            "numbers of these statistics.",
            "xi-jinping",
        ),
        Linked("language", "Articles in these languages (BCP 47).", "en"),
    ),
    sorts={"id": "position", "title": "name"},
    order="by id",
    example="xi-putin-victory-day-2025",
    includes={
        "byline": Related(("byline",)),
        "publisher": Related(("publisher",)),
    },
)
