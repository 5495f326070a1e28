"""What the API takes and gives, and the limits of each field."""

# TODO: ProductCreate, ProductUpdate, ProductRead (pydantic.BaseModel).
# ProductRead needs model_config = ConfigDict(from_attributes=True).
