"""What the API takes and gives."""

# TODO: TagCreate, TagRead, ItemCreate, ItemRead (pydantic.BaseModel).
# What is read from a row of the database needs
# model_config = ConfigDict(from_attributes=True).
