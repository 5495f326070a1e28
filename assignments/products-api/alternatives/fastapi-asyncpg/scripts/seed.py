import asyncio

from sqlalchemy import func, select

from app.database import Sessions, engine
from app.models import Product
from app.repository import Products
from app.schemas import ProductIn

GOODS = [
    ProductIn(name="Планшет", price="27990", quantity=5, category="Электроника"),
    ProductIn(name="Пальто", price="15500", quantity=4, category="Одежда"),
    ProductIn(name="Справочник по SQL", price="1190", quantity=30, category="Книги"),
    ProductIn(name="Кресло", price="9800", quantity=1, category="Мебель"),
]


async def seed_database() -> None:
    async with Sessions() as session:
        for product in GOODS:
            same = select(func.count()).where(
                Product.name == product.name, Product.category == product.category
            )
            if await session.scalar(same) == 0:
                await Products(session).create(product)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(seed_database())
