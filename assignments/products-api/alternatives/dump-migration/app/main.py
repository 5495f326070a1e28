from typing import List, Optional

from fastapi import Depends, FastAPI, HTTPException, Path, Query
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import crud, schemas
from app.database import get_db

app = FastAPI(title="TradeOS products")

NO_NUL = r"^[^\x00]*$"


@app.get("/health")
def health_check(db: Session = Depends(get_db)):
    try:
        db.execute(text("SELECT 1"))
        return {"status": "ok", "database": "connected"}
    except Exception:
        return JSONResponse(status_code=503, content={"status": "error", "database": "down"})


@app.get("/products/", response_model=List[schemas.Product])
def read_products(
    skip: int = Query(0, ge=0, le=2_147_483_647),
    limit: int = Query(20, ge=1),
    category: Optional[str] = Query(None, pattern=NO_NUL),
    min_price: Optional[float] = Query(None, allow_inf_nan=False),
    max_price: Optional[float] = Query(None, allow_inf_nan=False),
    in_stock: Optional[bool] = None,
    sort_by: Optional[str] = None,
    order: Optional[str] = None,
    db: Session = Depends(get_db),
):
    return crud.get_products_with_filters(
        db, skip, min(limit, 1000), category, min_price, max_price, in_stock, sort_by, order
    )


@app.get("/products/category/{category}", response_model=List[schemas.Product])
def read_products_by_category(
    category: str = Path(pattern=NO_NUL),
    skip: int = Query(0, ge=0, le=2_147_483_647),
    limit: int = Query(20, ge=1, le=1000),
    db: Session = Depends(get_db),
):
    return crud.get_products_by_category(db, category, skip, limit)


@app.get("/products/search", response_model=List[schemas.Product])
def search_products(
    q: str = Query(pattern=NO_NUL),
    skip: int = Query(0, ge=0, le=2_147_483_647),
    limit: int = Query(20, ge=1, le=1000),
    db: Session = Depends(get_db),
):
    return crud.search_products(db, q, skip, limit)


@app.post("/products/", response_model=schemas.Product, status_code=201)
def create_product(product: schemas.ProductCreate, db: Session = Depends(get_db)):
    try:
        return crud.create_product(db, product)
    except IntegrityError:
        raise HTTPException(status_code=422, detail="SKU already exists")


@app.get("/products/{product_id}", response_model=schemas.Product)
def read_product(product_id: int, db: Session = Depends(get_db)):
    product = crud.get_product(db, product_id)
    if product is None:
        raise HTTPException(status_code=404, detail="Product not found")
    return product


@app.put("/products/{product_id}", response_model=schemas.Product)
def update_product(product_id: int, product: schemas.ProductUpdate, db: Session = Depends(get_db)):
    for field in ("name", "price", "quantity", "category"):
        if field in product.model_fields_set and getattr(product, field) is None:
            raise HTTPException(status_code=422, detail=f"{field} must not be null")
    try:
        updated = crud.update_product(db, product_id, product)
    except IntegrityError:
        raise HTTPException(status_code=422, detail="SKU already exists")
    if updated is None:
        raise HTTPException(status_code=404, detail="Product not found")
    return updated


@app.delete("/products/{product_id}")
def delete_product(product_id: int, db: Session = Depends(get_db)):
    if crud.delete_product(db, product_id) is None:
        raise HTTPException(status_code=404, detail="Product not found")
    return {"message": "Product deleted"}
