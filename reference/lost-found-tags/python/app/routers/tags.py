"""Tags. They belong to no kind of things, so there is one set of endpoints for them."""

from collections.abc import Sequence

from fastapi import APIRouter

from app import crud
from app.dependencies import ExistingTag, Session
from app.models import Tag
from app.schemas import TagCreate, TagRead

router = APIRouter(prefix="/tags", tags=["tags"])


@router.get("", response_model=list[TagRead])
async def list_tags(session: Session) -> Sequence[Tag]:
    """List every tag."""
    return await crud.list_tags(session)


@router.post("", response_model=TagRead, status_code=201)
async def create_tag(new: TagCreate, session: Session) -> Tag:
    """Add a tag."""
    return await crud.create_tag(session, new)


@router.get("/{tag_id}", response_model=TagRead)
async def read_tag(tag: ExistingTag) -> Tag:
    """Show one tag."""
    return tag


@router.put("/{tag_id}", response_model=TagRead)
async def rename_tag(tag: ExistingTag, change: TagCreate, session: Session) -> Tag:
    """Give a tag another name."""
    return await crud.rename_tag(session, tag, change)


@router.delete("/{tag_id}", status_code=204)
async def delete_tag(tag: ExistingTag, session: Session) -> None:
    """Remove a tag from everything that has it."""
    await crud.delete_tag(session, tag)
