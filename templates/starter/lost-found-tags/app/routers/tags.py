"""Tags. They belong to no kind of things, so there is one set of endpoints for them."""

from fastapi import APIRouter

router = APIRouter(prefix="/tags", tags=["tags"])

# TODO: GET and POST "", GET, PUT and DELETE "/{tag_id}"
#
# session: AsyncSession = Depends(get_session) gives each request a session of its own.
# Commit in the endpoint. Code after `yield` in get_session runs when the answer is
# already on its way.
