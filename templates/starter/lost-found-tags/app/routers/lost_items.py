"""Lost things and their tags."""

from fastapi import APIRouter

router = APIRouter(prefix="/lost_items", tags=["lost items"])

# TODO: GET (with ?tag=) and POST "", GET, PUT and DELETE "/{item_id}"
# TODO: POST "/{item_id}/tags" with ?tag_id=, DELETE "/{item_id}/tags/{tag_id}"
#
# The answer holds the tags, and reading them must not need another query:
# select(LostItem).options(selectinload(LostItem.tags)).
