"""The HTTP API."""

import logging
from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from app import crud
from app.database import get_session
from app.models import Product
from app.schemas import (
    Page,
    PlainText,
    ProductCreate,
    ProductFilter,
    ProductRead,
    ProductUpdate,
)

logger = logging.getLogger(__name__)
app = FastAPI(title="Products")

DatabaseSession = Annotated[Session, Depends(get_session)]


def existing_product(product_id: int, session: DatabaseSession) -> Product:
    """Find the product that the path names; answer 404 where there is none."""
    product = crud.get_product(session, product_id)
    if product is None:
        raise HTTPException(404, "there is no such product")
    return product


ExistingProduct = Annotated[Product, Depends(existing_product)]


# The endpoints are plain `def`: FastAPI runs them in threads, so that a slow database
# holds up one request and not the whole server.


@app.get("/health")
def health(session: DatabaseSession) -> JSONResponse:
    """Say whether the database answers, and nothing about why it does not."""
    try:
        session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        logger.exception("the database does not answer")
        return JSONResponse({"status": "error", "database": "not available"}, 503)
    return JSONResponse({"status": "ok", "database": "connected"})


@app.get("/products", response_model=list[ProductRead])
def list_products(
    wanted: Annotated[ProductFilter, Query()], session: DatabaseSession
) -> Sequence[Product]:
    """List the products, filtered, sorted and in pages."""
    return crud.get_products_with_filters(session, wanted)


@app.post("/products", response_model=ProductRead, status_code=201)
def create_product(new: ProductCreate, session: DatabaseSession) -> Product:
    """Add a product."""
    return crud.create_product(session, new)


# Routes are tried in this order: below /products/{product_id}, the word "search" would
# be taken for an id.


@app.get("/products/search", response_model=list[ProductRead])
def search_products(
    q: PlainText, page: Annotated[Page, Query()], session: DatabaseSession
) -> Sequence[Product]:
    """List the products whose name contains the text."""
    return crud.search_products(session, q, page)


@app.get("/products/category/{category:path}", response_model=list[ProductRead])
def list_category(
    category: PlainText, page: Annotated[Page, Query()], session: DatabaseSession
) -> Sequence[Product]:
    """List the products of one category."""
    return crud.get_products_by_category(session, category, page)


@app.get("/products/{product_id}", response_model=ProductRead)
def read_product(product: ExistingProduct) -> Product:
    """Show one product."""
    return product


@app.put("/products/{product_id}", response_model=ProductRead)
def update_product(
    product: ExistingProduct, change: ProductUpdate, session: DatabaseSession
) -> Product:
    """Change a product."""
    return crud.update_product(session, product, change)


@app.delete("/products/{product_id}", status_code=204)
def delete_product(product: ExistingProduct, session: DatabaseSession) -> None:
    """Remove a product."""
    crud.delete_product(session, product)


@app.exception_handler(crud.DuplicateSku)
def duplicate_sku(_request: Request, _error: crud.DuplicateSku) -> JSONResponse:
    """Answer 409 where another product has the sku."""
    return JSONResponse({"detail": "another product has this sku"}, 409)


@app.exception_handler(OperationalError)
@app.exception_handler(InterfaceError)
@app.exception_handler(PoolTimeoutError)
def database_away(_request: Request, error: SQLAlchemyError) -> JSONResponse:
    """Answer 503 while the database is away. The reason goes to the log, not to the client."""
    logger.error("the database does not answer", exc_info=error)
    return JSONResponse({"detail": "the database is not available"}, 503)


@app.exception_handler(RequestValidationError)
def bad_request(_request: Request, error: RequestValidationError) -> JSONResponse:
    """Answer 422 with what is wrong, without repeating the input.

    FastAPI's own answer repeats it, and cannot be written where the input is NaN.
    """
    problems = [{"where": list(e["loc"]), "what": e["msg"]} for e in error.errors()]
    return JSONResponse({"detail": problems}, 422)
