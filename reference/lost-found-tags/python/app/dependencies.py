"""What endpoints ask for: a session, and the rows that their paths name."""

from typing import Annotated

from fastapi import Depends, HTTPException
from sqlalchemy.ext.asyncio import AsyncSession

from app import crud
from app.database import get_session
from app.models import FoundItem, LostItem, Tag
from app.schemas import PathId

Session = Annotated[AsyncSession, Depends(get_session)]


async def find_tag(session: AsyncSession, tag_id: int) -> Tag:
    """Find a tag; answer 404 where there is none."""
    tag = await session.get(Tag, tag_id)
    if tag is None:
        raise HTTPException(404, "there is no such tag")
    return tag


async def existing_tag(tag_id: PathId, session: Session) -> Tag:
    """Find the tag that the path names."""
    return await find_tag(session, tag_id)


async def existing_lost_item(item_id: PathId, session: Session) -> LostItem:
    """Find the lost thing that the path names, with its tags."""
    item = await crud.get_item(session, LostItem, item_id)
    if item is None:
        raise HTTPException(404, "there is no such lost item")
    return item


async def existing_found_item(item_id: PathId, session: Session) -> FoundItem:
    """Find the found thing that the path names, with its tags."""
    item = await crud.get_item(session, FoundItem, item_id)
    if item is None:
        raise HTTPException(404, "there is no such found item")
    return item


ExistingTag = Annotated[Tag, Depends(existing_tag)]
ExistingLostItem = Annotated[LostItem, Depends(existing_lost_item)]
ExistingFoundItem = Annotated[FoundItem, Depends(existing_found_item)]
