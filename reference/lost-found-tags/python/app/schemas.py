"""What the API takes and gives."""

from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def storable(value: str) -> str:
    """Refuse what PostgreSQL cannot store in a text: NUL, and half of a surrogate pair."""
    if any(character == "\x00" or "\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("must be Unicode text without the character NUL")
    return value


PlainText = Annotated[str, AfterValidator(storable)]

MAX_INTEGER = 2**31 - 1  # PostgreSQL's INTEGER

PathId = Annotated[int, Path(ge=1, le=MAX_INTEGER)]
QueryId = Annotated[int, Query(ge=1, le=MAX_INTEGER)]


class TagCreate(BaseModel):
    """A tag as it is sent: to make one, or to give one another name."""

    name: Annotated[PlainText, Field(min_length=1, max_length=100)]


class TagRead(BaseModel):
    """A tag as it is shown."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str


class ItemCreate(BaseModel):
    """A lost or a found thing as it is sent."""

    name: Annotated[PlainText, Field(min_length=1, max_length=200)]
    location: Annotated[PlainText, Field(min_length=1, max_length=200)]


class ItemRead(BaseModel):
    """A lost or a found thing as it is shown, with its tags.

    Reading ``tags`` of a row must not need another query: whoever returns an item has
    loaded them before.
    """

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    location: str
    tags: list[TagRead]
