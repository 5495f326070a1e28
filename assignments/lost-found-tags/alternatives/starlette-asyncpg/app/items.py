import json

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.forms import number, texts


def routes(kind):
    table, links, column = f"{kind}_items", f"{kind}item_tag", f"{kind}_item_id"
    select = f"""
        SELECT i.id, i.name, i.location,
               coalesce(json_agg(json_build_object('id', t.id, 'name', t.name) ORDER BY t.name)
                        FILTER (WHERE t.id IS NOT NULL), '[]') AS tags
        FROM {table} i LEFT JOIN {links} l ON l.{column} = i.id LEFT JOIN tags t ON t.id = l.tag_id
    """

    def shown(row):
        return dict(row) | {"tags": json.loads(row["tags"])}

    async def answer(pool, item_id, status=200):
        row = await pool.fetchrow(f"{select} WHERE i.id = $1 GROUP BY i.id", item_id)
        if row is None:
            raise HTTPException(404, "no such item")
        return JSONResponse(shown(row), status)

    async def collection(request):
        pool = request.app.state.pool
        if request.method == "POST":
            item_id = await pool.fetchval(
                f"INSERT INTO {table} (name, location) VALUES ($1, $2) RETURNING id",
                *await texts(request, "name", "location"),
            )
            return await answer(pool, item_id, 201)
        rows = await pool.fetch(
            f"""{select} WHERE $1::text IS NULL OR i.id IN
                (SELECT {column} FROM {links} JOIN tags x ON x.id = tag_id WHERE x.name = $1)
                GROUP BY i.id ORDER BY i.id DESC""",
            request.query_params.get("tag"),
        )
        return JSONResponse([shown(row) for row in rows])

    async def one(request):
        pool, item_id = request.app.state.pool, number(request.path_params["item_id"])
        if request.method == "PUT":
            values = await texts(request, "name", "location")
            await pool.execute(f"UPDATE {table} SET name = $2, location = $3 WHERE id = $1", item_id, *values)
        elif request.method == "DELETE":
            if await pool.fetchval(f"DELETE FROM {table} WHERE id = $1 RETURNING id", item_id) is None:
                raise HTTPException(404, "no such item")
            return Response(status_code=204)
        return await answer(pool, item_id)

    async def attach(request):
        pool, item_id = request.app.state.pool, number(request.path_params["item_id"])
        if "tag_id" not in request.query_params:
            raise HTTPException(400, "tag_id is missing")
        tag_id = number(request.query_params["tag_id"])
        await pool.execute(
            f"INSERT INTO {links} ({column}, tag_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", item_id, tag_id
        )
        return await answer(pool, item_id, 201)

    async def detach(request):
        item_id, tag_id = number(request.path_params["item_id"]), number(request.path_params["tag_id"])
        pool = request.app.state.pool
        await pool.execute(f"DELETE FROM {links} WHERE {column} = $1 AND tag_id = $2", item_id, tag_id)
        return Response(status_code=204)

    return [
        Route(f"/{table}", collection, methods=["GET", "POST"]),
        Route(f"/{table}/{{item_id}}", one, methods=["GET", "PUT", "DELETE"]),
        Route(f"/{table}/{{item_id}}/tags", attach, methods=["POST"]),
        Route(f"/{table}/{{item_id}}/tags/{{tag_id}}", detach, methods=["DELETE"]),
    ]
