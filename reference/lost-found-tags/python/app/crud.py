"""What can be done with tags and things. Every change is committed before the function returns."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Select, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from app.models import FoundItem, LostItem, Tag, founditem_tag, lostitem_tag
from app.schemas import ItemCreate, TagCreate

Item = TypeVar("Item", LostItem, FoundItem)

# Where the tags of a kind of things are kept: the column of the thing, the column of the tag.
LINKS = {
    LostItem: (lostitem_tag.c.lost_item_id, lostitem_tag.c.tag_id),
    FoundItem: (founditem_tag.c.found_item_id, founditem_tag.c.tag_id),
}


class DuplicateName(Exception):
    """Another tag has this name already."""


async def list_tags(session: AsyncSession) -> Sequence[Tag]:
    """Give every tag."""
    return (await session.scalars(select(Tag).order_by(Tag.id))).all()


async def create_tag(session: AsyncSession, new: TagCreate) -> Tag:
    """Store a new tag; raise DuplicateName where the name is taken."""
    return await save_tag(session, Tag(name=new.name))


async def rename_tag(session: AsyncSession, tag: Tag, change: TagCreate) -> Tag:
    """Give the tag another name; raise DuplicateName where it is taken."""
    tag.name = change.name
    return await save_tag(session, tag)


async def save_tag(session: AsyncSession, tag: Tag) -> Tag:
    """Commit the tag. Asking first if the name is free would leave time for another request."""
    session.add(tag)
    try:
        await session.commit()
    except IntegrityError as error:
        await session.rollback()
        raise DuplicateName from error
    return tag


async def delete_tag(session: AsyncSession, tag: Tag) -> None:
    """Remove the tag; the database removes its links, and leaves the things."""
    await session.delete(tag)
    await session.commit()


def with_tags(model: type[Item]) -> Select[tuple[Item]]:
    """Select things whose tags are loaded as well: one statement more, for any number of things.

    Without selectinload the first look at ``item.tags`` would be a query, and in async code
    that raises MissingGreenlet.
    """
    return select(model).options(selectinload(model.tags)).order_by(model.id)


async def list_items(session: AsyncSession, model: type[Item], tag: str | None) -> Sequence[Item]:
    """Give every thing, or those that have the tag of this name: with all their tags."""
    query = with_tags(model)
    if tag is not None:
        # EXISTS and not a JOIN: a thing appears once, and its other tags are not lost.
        query = query.where(model.tags.any(Tag.name == tag))
    return (await session.scalars(query)).all()


async def get_item(session: AsyncSession, model: type[Item], item_id: int) -> Item | None:
    """Give one thing with its tags, or None where there is none."""
    return (await session.scalars(with_tags(model).where(model.id == item_id))).one_or_none()


async def create_item(session: AsyncSession, model: type[Item], new: ItemCreate) -> Item:
    """Store a new thing, which has no tags yet."""
    item = model(**new.model_dump(), tags=[])  # Known to be empty, so nobody has to load them.
    session.add(item)
    await session.commit()
    return item


async def update_item(session: AsyncSession, item: Item, change: ItemCreate) -> Item:
    """Change what was sent. The tags are not part of it and stay."""
    for field, value in change.model_dump().items():
        setattr(item, field, value)
    await session.commit()
    return item


async def delete_item(session: AsyncSession, item: Item) -> None:
    """Remove the thing; the database removes its links, and leaves the tags."""
    await session.delete(item)
    await session.commit()


async def attach_tag(session: AsyncSession, item: Item, tag: Tag) -> Item | None:
    """Tie the tag to the thing; None where one of them has gone in the meantime.

    ON CONFLICT DO NOTHING instead of ``if tag not in item.tags``: between the question and
    the insert there would be time for the same request once more.
    """
    item_column, tag_column = LINKS[type(item)]
    link = insert(item_column.table).values({item_column: item.id, tag_column: tag.id})
    try:
        await session.execute(link.on_conflict_do_nothing())
        await session.commit()
    except IntegrityError:
        await session.rollback()
        return None
    await session.refresh(item, ["tags"])
    return item


async def detach_tag(session: AsyncSession, item: Item, tag: Tag) -> None:
    """Untie the tag from the thing; where it was not tied, nothing is left to do."""
    item_column, tag_column = LINKS[type(item)]
    link = delete(item_column.table).where(item_column == item.id, tag_column == tag.id)
    await session.execute(link)
    await session.commit()
