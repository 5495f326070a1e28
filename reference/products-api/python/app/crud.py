"""What can be done with products. Every change is committed before its function returns."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import Category, Product
from app.schemas import MAX_INTEGER, Page, ProductCreate, ProductFilter, ProductUpdate, SortKey

# The only columns that a client may sort by. Never getattr(Product, sort_by): that
# would hand the client every attribute of the class.
SORT_COLUMNS: dict[SortKey, Any] = {
    "id": Product.id,
    "name": Product.name,
    "price": Product.price,
    "quantity": Product.quantity,
    "created_at": Product.created_at,
    "updated_at": Product.updated_at,
}


class DuplicateSku(Exception):
    """Another product has this sku already."""


def get_product(session: Session, product_id: int) -> Product | None:
    """Give one product, or None where there is none."""
    if not 0 < product_id <= MAX_INTEGER:
        return None  # No row can have this id, and PostgreSQL would refuse to compare with it.
    return session.get(Product, product_id)


def get_products_with_filters(session: Session, wanted: ProductFilter) -> Sequence[Product]:
    """Give one page of the products that pass every filter."""
    query = select(Product)
    if wanted.category is not None:
        query = query.where(Product.category_row.has(Category.name == wanted.category))
    if wanted.min_price is not None:
        query = query.where(Product.price >= wanted.min_price)
    if wanted.max_price is not None:
        query = query.where(Product.price <= wanted.max_price)
    if wanted.in_stock is not None:
        query = query.where(Product.quantity > 0 if wanted.in_stock else Product.quantity == 0)

    column = SORT_COLUMNS[wanted.sort_by]
    # The id makes the order complete: without it, products of one price could change
    # places between two pages.
    query = query.order_by(column.desc() if wanted.order == "desc" else column, Product.id)
    return session.scalars(query.offset(wanted.skip).limit(wanted.limit)).all()


def get_products_by_category(session: Session, category: str, page: Page) -> Sequence[Product]:
    """Give one page of the products of a category; of an unknown one there are none."""
    wanted = ProductFilter(category=category, skip=page.skip, limit=page.limit)
    return get_products_with_filters(session, wanted)


def search_products(session: Session, text: str, page: Page) -> Sequence[Product]:
    """Give one page of the products whose name contains the text, in any case."""
    # In a LIKE pattern % and _ are wild cards. The client means the characters.
    literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    query = select(Product).where(Product.name.ilike(f"%{literal}%", escape="\\"))
    query = query.order_by(Product.id).offset(page.skip).limit(page.limit)
    return session.scalars(query).all()


def create_product(session: Session, new: ProductCreate) -> Product:
    """Store a new product; raise DuplicateSku where the sku is taken."""
    return save(session, Product(), new.model_dump())


def update_product(session: Session, product: Product, change: ProductUpdate) -> Product:
    """Change the fields that were sent; raise DuplicateSku where the sku is taken."""
    return save(session, product, change.model_dump(exclude_unset=True))


def update_product_quantity(session: Session, product: Product, quantity: int) -> Product:
    """Change the quantity and nothing else."""
    return update_product(session, product, ProductUpdate(quantity=quantity))


def delete_product(session: Session, product: Product) -> None:
    """Remove the product's row."""
    session.delete(product)
    session.commit()


def save(session: Session, product: Product, fields: dict[str, Any]) -> Product:
    """Write the fields into the product and commit."""
    if "category" in fields:
        fields["category_row"] = find_or_create_category(session, fields.pop("category"))
    for field, value in fields.items():
        setattr(product, field, value)
    session.add(product)
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise DuplicateSku from error
    session.refresh(product)
    return product


def find_or_create_category(session: Session, name: str | None) -> Category | None:
    """Give the category of this name, which is made where it is new."""
    if name is None:
        return None
    # Two requests may bring the same new name at once: the second insert does nothing.
    session.execute(insert(Category).values(name=name).on_conflict_do_nothing())
    return session.scalars(select(Category).where(Category.name == name)).one()
