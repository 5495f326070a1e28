"""Found things and their tags."""

from collections.abc import Sequence

from fastapi import APIRouter, HTTPException

from app import crud
from app.dependencies import ExistingFoundItem, ExistingTag, Session, find_tag
from app.models import FoundItem
from app.schemas import ItemCreate, ItemRead, PlainText, QueryId

router = APIRouter(prefix="/found_items", tags=["found items"])


@router.get("", response_model=list[ItemRead])
async def list_found_items(session: Session, tag: PlainText | None = None) -> Sequence[FoundItem]:
    """List every found thing, or those with the tag of this name."""
    return await crud.list_items(session, FoundItem, tag)


@router.post("", response_model=ItemRead, status_code=201)
async def create_found_item(new: ItemCreate, session: Session) -> FoundItem:
    """Add a found thing."""
    return await crud.create_item(session, FoundItem, new)


@router.get("/{item_id}", response_model=ItemRead)
async def read_found_item(item: ExistingFoundItem) -> FoundItem:
    """Show one found thing."""
    return item


@router.put("/{item_id}", response_model=ItemRead)
async def update_found_item(
    item: ExistingFoundItem, change: ItemCreate, session: Session
) -> FoundItem:
    """Change a found thing."""
    return await crud.update_item(session, item, change)


@router.delete("/{item_id}", status_code=204)
async def delete_found_item(item: ExistingFoundItem, session: Session) -> None:
    """Remove a found thing."""
    await crud.delete_item(session, item)


@router.post("/{item_id}/tags", response_model=ItemRead)
async def attach_tag(item: ExistingFoundItem, tag_id: QueryId, session: Session) -> FoundItem:
    """Tie a tag to a found thing; a second time changes nothing."""
    tagged = await crud.attach_tag(session, item, await find_tag(session, tag_id))
    if tagged is None:
        raise HTTPException(404, "the found item or the tag has gone")
    return tagged


@router.delete("/{item_id}/tags/{tag_id}", status_code=204)
async def detach_tag(item: ExistingFoundItem, tag: ExistingTag, session: Session) -> None:
    """Untie a tag from a found thing; where it was not tied, nothing changes."""
    await crud.detach_tag(session, item, tag)
