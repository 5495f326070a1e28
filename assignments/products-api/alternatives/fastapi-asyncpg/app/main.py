from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import session
from app.models import Product
from app.repository import Products
from app.schemas import AnyText, ProductIn, ProductOut

app = FastAPI()
router = APIRouter(prefix="/products", tags=["products"])

Skip = Annotated[int, Query(ge=0, lt=2**31)]
Limit = Annotated[int, Query(ge=0, le=1000)]
Money = Annotated[Decimal | None, Query(gt=-(10**12), lt=10**12)]


def repository(open_session: Annotated[AsyncSession, Depends(session)]) -> Products:
    return Products(open_session)


Repository = Annotated[Products, Depends(repository)]


async def product_of_path(product_id: int, products: Repository) -> Product:
    product = await products.get(product_id)
    if product is None:
        raise HTTPException(404, f"no product {product_id}")
    return product


ProductOfPath = Annotated[Product, Depends(product_of_path)]


@app.get("/health")
async def health(open_session: Annotated[AsyncSession, Depends(session)]):
    try:
        await open_session.execute(text("SELECT 1"))
    except (DBAPIError, OSError):
        return {"status": "error", "database": "disconnected"}
    return {"status": "ok", "database": "connected"}


@router.get("/search", response_model=list[ProductOut])
async def search(q: AnyText, products: Repository, skip: Skip = 0, limit: Limit = 100):
    return await products.list(skip=skip, limit=limit, name_contains=q)


@router.get("/category/{category}", response_model=list[ProductOut])
async def by_category(category: AnyText, products: Repository, skip: Skip = 0, limit: Limit = 100):
    return await products.list(skip=skip, limit=limit, category=category)


@router.get("", response_model=list[ProductOut])
async def listing(
    products: Repository,
    skip: Skip = 0,
    limit: Limit = 100,
    category: AnyText | None = None,
    min_price: Money = None,
    max_price: Money = None,
    in_stock: bool | None = None,
    sort_by: str = "created_at",
    order: str = "asc",
):
    return await products.list(
        skip=skip,
        limit=limit,
        category=category,
        min_price=min_price,
        max_price=max_price,
        in_stock=in_stock,
        sort_by=sort_by,
        descending=order.lower() == "desc",
    )


@router.post("", response_model=ProductOut, status_code=201)
async def create(data: ProductIn, products: Repository):
    return await products.create(data)


@router.get("/{product_id}", response_model=ProductOut)
async def read(product: ProductOfPath):
    return product


@router.put("/{product_id}", response_model=ProductOut)
async def update(product: ProductOfPath, data: ProductIn, products: Repository):
    return await products.update(product, data)


@router.delete("/{product_id}")
async def delete(product: ProductOfPath, products: Repository):
    await products.delete(product)
    return Response(status_code=204)


app.include_router(router)


@app.exception_handler(IntegrityError)
async def conflict(_request, _error):
    return JSONResponse({"detail": "another product has this sku"}, 400)


# asyncpg reports a refused connection as an OSError, which SQLAlchemy does not wrap.
@app.exception_handler(OSError)
@app.exception_handler(DBAPIError)
async def unavailable(_request, _error):
    return JSONResponse({"detail": "no database"}, 503)


@app.exception_handler(RequestValidationError)
async def invalid(_request, error):
    return JSONResponse({"detail": [problem["msg"] for problem in error.errors()]}, 422)
