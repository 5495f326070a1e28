from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, condecimal, conint

STORABLE = r"^[^\x00]*$"


def text(longest: int | None = None):
    return Annotated[str, StringConstraints(max_length=longest, pattern=STORABLE)]


AnyText = text()


class ProductIn(BaseModel):
    name: text(200)
    price: condecimal(gt=0, lt=10**8)
    quantity: conint(ge=0, lt=2**31) = 0
    category: text(100) | None = None
    description: AnyText | None = None
    sku: text(64) | None = None


class ProductOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    price: Decimal
    quantity: int
    category: str | None
    description: str | None
    sku: str | None
    created_at: datetime
    updated_at: datetime | None
