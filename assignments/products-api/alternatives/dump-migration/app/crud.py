from sqlalchemy import asc, desc
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import models, schemas

SORT_FIELDS = ["id", "name", "price", "quantity", "created_at", "updated_at"]


def get_product(db: Session, product_id: int):
    return db.query(models.Product).filter(models.Product.id == product_id).first()


def get_products_with_filters(
    db: Session,
    skip=0,
    limit=20,
    category=None,
    min_price=None,
    max_price=None,
    in_stock=None,
    sort_by=None,
    order=None,
):
    query = db.query(models.Product)
    if category is not None:
        query = query.join(models.Product.category_ref).filter(models.Category.name == category)
    if min_price is not None:
        query = query.filter(models.Product.price >= min_price)
    if max_price is not None:
        query = query.filter(models.Product.price <= max_price)
    if in_stock is not None:
        if in_stock:
            query = query.filter(models.Product.quantity > 0)
        else:
            query = query.filter(models.Product.quantity == 0)
    if sort_by in SORT_FIELDS:
        direction = desc if order == "desc" else asc
        query = query.order_by(direction(getattr(models.Product, sort_by)))
    return query.order_by(models.Product.id).offset(skip).limit(limit).all()


def get_products_by_category(db: Session, category: str, skip=0, limit=20):
    return get_products_with_filters(db, skip=skip, limit=limit, category=category)


def search_products(db: Session, text: str, skip=0, limit=20):
    text = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return (
        db.query(models.Product)
        .filter(models.Product.name.ilike(f"%{text}%", escape="!"))
        .order_by(models.Product.id)
        .offset(skip)
        .limit(limit)
        .all()
    )


def get_or_create_category(db: Session, name: str):
    db.execute(insert(models.Category).values(name=name).on_conflict_do_nothing())
    return db.query(models.Category).filter(models.Category.name == name).one()


def create_product(db: Session, product: schemas.ProductCreate):
    data = product.model_dump()
    category = get_or_create_category(db, data.pop("category"))
    db_product = models.Product(**data, category_id=category.id)
    db.add(db_product)
    db.commit()
    db.refresh(db_product)
    return db_product


def update_product(db: Session, product_id: int, product: schemas.ProductUpdate):
    db_product = get_product(db, product_id)
    if db_product is None:
        return None
    data = product.model_dump(exclude_unset=True)
    if "category" in data:
        db_product.category_ref = get_or_create_category(db, data.pop("category"))
    for key, value in data.items():
        setattr(db_product, key, value)
    db.commit()
    db.refresh(db_product)
    return db_product


def update_product_quantity(db: Session, product_id: int, quantity: int):
    return update_product(db, product_id, schemas.ProductUpdate(quantity=quantity))


def delete_product(db: Session, product_id: int):
    db_product = get_product(db, product_id)
    if db_product is not None:
        db.delete(db_product)
        db.commit()
    return db_product
