"""The tables."""

from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """What all models have in common: the metadata, which knows every table."""


# One row says that one thing has one tag. Both columns together are the primary key, so
# the database itself refuses a second row for the same pair. ON DELETE CASCADE removes
# the link together with either side, and never the other side.
lostitem_tag = Table(
    "lostitem_tag",
    Base.metadata,
    Column("lost_item_id", ForeignKey("lost_items.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True, index=True),
)

founditem_tag = Table(
    "founditem_tag",
    Base.metadata,
    Column("found_item_id", ForeignKey("found_items.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Tag(Base):
    """A word that things can have in common."""

    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)

    lost_items: Mapped[list["LostItem"]] = relationship(
        secondary=lostitem_tag, back_populates="tags", passive_deletes=True
    )
    found_items: Mapped[list["FoundItem"]] = relationship(
        secondary=founditem_tag, back_populates="tags", passive_deletes=True
    )

    def __repr__(self) -> str:
        return f"Tag(id={self.id!r}, name={self.name!r})"


class LostItem(Base):
    """A thing that somebody misses."""

    __tablename__ = "lost_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    location: Mapped[str] = mapped_column(String(200))

    tags: Mapped[list[Tag]] = relationship(
        secondary=lostitem_tag, back_populates="lost_items", order_by=Tag.id, passive_deletes=True
    )

    def __repr__(self) -> str:
        return f"LostItem(id={self.id!r}, name={self.name!r}, location={self.location!r})"


class FoundItem(Base):
    """A thing that somebody brought."""

    __tablename__ = "found_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    location: Mapped[str] = mapped_column(String(200))

    tags: Mapped[list[Tag]] = relationship(
        secondary=founditem_tag, back_populates="found_items", order_by=Tag.id, passive_deletes=True
    )

    def __repr__(self) -> str:
        return f"FoundItem(id={self.id!r}, name={self.name!r}, location={self.location!r})"
