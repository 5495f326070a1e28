from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.forms import number, texts


async def collection(request):
    pool = request.app.state.pool
    if request.method == "POST":
        row = await pool.fetchrow(
            "INSERT INTO tags (name) VALUES ($1) RETURNING *", *await texts(request, "name")
        )
        return JSONResponse(dict(row), 201)
    return JSONResponse([dict(row) for row in await pool.fetch("SELECT * FROM tags")])


async def one(request):
    pool, tag_id = request.app.state.pool, number(request.path_params["tag_id"])
    if request.method == "PUT":
        (name,) = await texts(request, "name")
        row = await pool.fetchrow("UPDATE tags SET name = $2 WHERE id = $1 RETURNING *", tag_id, name)
    elif request.method == "DELETE":
        row = await pool.fetchrow("DELETE FROM tags WHERE id = $1 RETURNING *", tag_id)
        if row:
            return Response(status_code=204)
    else:
        row = await pool.fetchrow("SELECT * FROM tags WHERE id = $1", tag_id)
    if row is None:
        raise HTTPException(404, "no such tag")
    return JSONResponse(dict(row))


routes = [
    Route("/tags", collection, methods=["GET", "POST"]),
    Route("/tags/{tag_id}", one, methods=["GET", "PUT", "DELETE"]),
]
