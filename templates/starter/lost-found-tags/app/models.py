"""The tables."""

from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """What all models have in common: the metadata, which knows every table."""


# TODO: lostitem_tag = Table("lostitem_tag", Base.metadata, …)
#   lost_item_id, tag_id: foreign keys, together the primary key
# TODO: founditem_tag likewise, with found_item_id
#
# TODO: class Tag(Base), table "tags": id, name (unique)
# TODO: class LostItem(Base), table "lost_items": id, name, location, and tags
# TODO: class FoundItem(Base), table "found_items": likewise
#
# tags is a relationship(secondary=…, back_populates=…). create_all makes new tables only:
# after a change of the models, drop the old ones.
