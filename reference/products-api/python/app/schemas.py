"""What the API takes and gives, and the limits of each field."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer

MAX_INTEGER = 2**31 - 1  # PostgreSQL's INTEGER

SortKey = Literal["id", "name", "price", "quantity", "created_at", "updated_at"]


def storable(value: str) -> str:
    """Refuse what PostgreSQL cannot store in a text: NUL, and half of a surrogate pair."""
    if any(character == "\x00" or "\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("must be Unicode text without the character NUL")
    return value


def not_null(value: object) -> object:
    """Refuse an explicit null where leaving the field out is allowed."""
    if value is None:
        raise ValueError("must not be null")
    return value


PlainText = Annotated[str, AfterValidator(storable)]

Name = Annotated[PlainText, Field(min_length=1, max_length=200)]
CategoryName = Annotated[PlainText, Field(min_length=1, max_length=100)]
Sku = Annotated[PlainText, Field(min_length=1, max_length=64)]
Price = Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=2)]
Quantity = Annotated[int, Field(ge=0, le=MAX_INTEGER)]


class ProductCreate(BaseModel):
    """A new product."""

    name: Name
    price: Price
    quantity: Quantity = 0
    category: CategoryName | None = None
    description: PlainText | None = None
    sku: Sku | None = None


class ProductUpdate(BaseModel):
    """A change of a product: a field that is not sent keeps its value."""

    name: Annotated[Name | None, AfterValidator(not_null)] = None
    price: Annotated[Price | None, AfterValidator(not_null)] = None
    quantity: Annotated[Quantity | None, AfterValidator(not_null)] = None
    category: CategoryName | None = None
    description: PlainText | None = None
    sku: Sku | None = None


class ProductRead(BaseModel):
    """A product as the API shows it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    price: Annotated[Decimal, PlainSerializer(float, return_type=float)]
    quantity: int
    category: str | None
    description: str | None
    sku: str | None
    created_at: datetime
    updated_at: datetime


class Page(BaseModel):
    """Which part of a list to show."""

    skip: int = Field(default=0, ge=0, le=MAX_INTEGER)
    limit: int = Field(default=100, ge=1, le=1000)


class ProductFilter(Page):
    """Which products to list, and in which order."""

    category: PlainText | None = None
    min_price: Decimal | None = Field(default=None, max_digits=18)
    max_price: Decimal | None = Field(default=None, max_digits=18)
    in_stock: bool | None = None
    sort_by: SortKey = "id"
    order: Literal["asc", "desc"] = "asc"
