from datetime import datetime
from typing import Optional

from pydantic import BaseModel, ConfigDict, Field, field_validator


class ProductBase(BaseModel):
    name: str = Field(..., max_length=200)
    price: float = Field(..., ge=0.01, lt=100_000_000)
    quantity: int = Field(0, ge=0, le=2_147_483_647)
    category: str = Field(..., max_length=100)
    description: Optional[str] = None
    sku: Optional[str] = Field(None, max_length=64)

    @field_validator("*")
    def no_nul(cls, value):
        if isinstance(value, str) and "\x00" in value:
            raise ValueError("NUL is not allowed")
        return value


class ProductCreate(ProductBase):
    pass


class ProductUpdate(ProductBase):
    name: Optional[str] = Field(None, max_length=200)
    price: Optional[float] = Field(None, ge=0.01, lt=100_000_000)
    quantity: Optional[int] = Field(None, ge=0, le=2_147_483_647)
    category: Optional[str] = Field(None, max_length=100)


class Product(ProductBase):
    model_config = ConfigDict(from_attributes=True)

    id: int
    created_at: datetime
    updated_at: datetime
