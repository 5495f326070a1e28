"""Lost things and their tags."""

from collections.abc import Sequence

from fastapi import APIRouter, HTTPException

from app import crud
from app.dependencies import ExistingLostItem, ExistingTag, Session, find_tag
from app.models import LostItem
from app.schemas import ItemCreate, ItemRead, PlainText, QueryId

router = APIRouter(prefix="/lost_items", tags=["lost items"])


@router.get("", response_model=list[ItemRead])
async def list_lost_items(session: Session, tag: PlainText | None = None) -> Sequence[LostItem]:
    """List every lost thing, or those with the tag of this name."""
    return await crud.list_items(session, LostItem, tag)


@router.post("", response_model=ItemRead, status_code=201)
async def create_lost_item(new: ItemCreate, session: Session) -> LostItem:
    """Add a lost thing."""
    return await crud.create_item(session, LostItem, new)


@router.get("/{item_id}", response_model=ItemRead)
async def read_lost_item(item: ExistingLostItem) -> LostItem:
    """Show one lost thing."""
    return item


@router.put("/{item_id}", response_model=ItemRead)
async def update_lost_item(
    item: ExistingLostItem, change: ItemCreate, session: Session
) -> LostItem:
    """Change a lost thing."""
    return await crud.update_item(session, item, change)


@router.delete("/{item_id}", status_code=204)
async def delete_lost_item(item: ExistingLostItem, session: Session) -> None:
    """Remove a lost thing."""
    await crud.delete_item(session, item)


@router.post("/{item_id}/tags", response_model=ItemRead)
async def attach_tag(item: ExistingLostItem, tag_id: QueryId, session: Session) -> LostItem:
    """Tie a tag to a lost thing; a second time changes nothing."""
    tagged = await crud.attach_tag(session, item, await find_tag(session, tag_id))
    if tagged is None:
        raise HTTPException(404, "the lost item or the tag has gone")
    return tagged


@router.delete("/{item_id}/tags/{tag_id}", status_code=204)
async def detach_tag(item: ExistingLostItem, tag: ExistingTag, session: Session) -> None:
    """Untie a tag from a lost thing; where it was not tied, nothing changes."""
    await crud.detach_tag(session, item, tag)
