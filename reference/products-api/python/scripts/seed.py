"""Fills the database with sample products. A second run adds nothing.

Run from the project's root: python -m scripts.seed
"""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import crud
from app.database import SessionLocal
from app.models import Product
from app.schemas import ProductCreate

# (category, sku, name, price, quantity)
CATALOGUE = [
    ("Электроника", "EL-001", "Ноутбук 14 дюймов", "64990.00", 7),
    ("Электроника", "EL-002", "Наушники беспроводные", "5490.00", 25),
    ("Одежда", "CL-001", "Куртка зимняя", "8990.00", 12),
    ("Одежда", "CL-002", "Футболка хлопковая", "990.00", 0),
    ("Книги", "BK-001", "Основы баз данных", "1250.00", 40),
    ("Книги", "BK-002", "SQL в примерах", "870.50", 18),
    ("Мебель", "FU-001", "Письменный стол", "12400.00", 3),
    ("Мебель", "FU-002", "Стул офисный", "6300.00", 9),
]


def seed_database(session: Session) -> int:
    """Add what is missing, known by its sku; say how many products that were."""
    added = 0
    for category, sku, name, price, quantity in CATALOGUE:
        if session.scalars(select(Product.id).where(Product.sku == sku)).first() is not None:
            continue
        product = ProductCreate(
            name=name, price=Decimal(price), quantity=quantity, category=category, sku=sku
        )
        crud.create_product(session, product)
        added += 1
    return added


if __name__ == "__main__":
    with SessionLocal() as session:
        print(f"products added: {seed_database(session)}")
