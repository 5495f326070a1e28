"""The HTTP API."""

from fastapi import FastAPI

app = FastAPI(title="Products")


@app.get("/health")
def health() -> dict[str, str]:
    """Say whether the database answers."""
    # TODO: take a session (Depends(get_session)) and execute text("SELECT 1").
    # If that works, the answer is {"status": "ok", "database": "connected"}.
    # If it does not, the status is "error". Do not show the client why: log it.
    return {"status": "error", "database": "not checked"}


# TODO: GET /products          a list; later with filters, pages and sorting
# TODO: POST /products         201 and the new product
# TODO: GET /products/search   ?q=
# TODO: GET /products/category/{category}
# TODO: GET /products/{product_id}
# TODO: PUT /products/{product_id}
# TODO: DELETE /products/{product_id}
#
# Keep the order: the first route that fits is taken, and "search" fits {product_id}.
# Write `def`, not `async def`: the session is synchronous.
