"""The same quotes as a reader of the FastAPI and SQLModel tutorials would serve them."""

import os
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query
from sqlmodel import (
    JSON,
    Column,
    Field,
    Session,
    SQLModel,
    case,
    col,
    create_engine,
    desc,
    func,
    or_,
    select,
)

engine = create_engine(os.environ["BENCH_DATABASE"], connect_args={"check_same_thread": False})


class QuoteBase(SQLModel):
    """The fields of a quote."""

    id: str = Field(primary_key=True)
    url: str
    text: str
    display: str
    form: str
    source: str
    speakers: list[dict[str, Any]] = Field(sa_column=Column(JSON))
    attributed_to: str | None
    said_to: str | None
    reported_by: list[str] = Field(sa_column=Column(JSON))
    event: str | None
    about: list[dict[str, Any]] = Field(sa_column=Column(JSON))
    statement: str
    voice: str
    asserted_by: dict[str, Any] = Field(sa_column=Column(JSON))
    certainty: str
    article: str
    basis: str
    inferred: str | None
    inference: str | None
    citations: list[dict[str, Any]] = Field(sa_column=Column(JSON))


class Quote(QuoteBase, table=True):
    """The table."""

    speaker: str = Field(index=True)


class QuotePublic(QuoteBase):
    """One quote."""


class QuotePage(SQLModel):
    """A page of quotes."""

    items: list[QuotePublic]
    total: int


def get_session() -> Iterator[Session]:
    """A session for each request."""
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0)]

app = FastAPI()


@app.get("/quotes", response_model=QuotePage)
def read_quotes(
    session: SessionDep, limit: Limit = 50, offset: Offset = 0, speaker: str | None = None
) -> Any:  # noqa: ANN401 - response_model says it
    """List quotes."""
    wanted = select(Quote)
    if speaker:
        wanted = wanted.where(Quote.speaker == speaker)
    total = session.exec(select(func.count()).select_from(wanted.subquery())).one()
    items = session.exec(wanted.order_by(Quote.id).offset(offset).limit(limit)).all()
    return {"items": items, "total": total}


@app.get("/quotes/{quote_id}", response_model=QuotePublic)
def read_quote(quote_id: str, session: SessionDep) -> Any:  # noqa: ANN401 - response_model says it
    """Show one quote."""
    quote = session.get(Quote, quote_id)
    if not quote:
        raise HTTPException(status_code=404, detail="Quote not found")
    return quote


@app.get("/search", response_model=QuotePage)
def search(session: SessionDep, q: str, limit: Limit = 50) -> Any:  # noqa: ANN401 - response_model says it
    """Find quotes that have any of the words; those with the most words come first."""
    matches = [col(Quote.text).contains(word) for word in q.split()]
    wanted = select(Quote).where(or_(*matches))
    words = sum(case((match, 1), else_=0) for match in matches)
    total = session.exec(select(func.count()).select_from(wanted.subquery())).one()
    items = session.exec(wanted.order_by(desc(words), Quote.id).limit(limit)).all()
    return {"items": items, "total": total}
