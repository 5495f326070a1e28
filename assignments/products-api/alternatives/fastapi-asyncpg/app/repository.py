from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Category, Product
from app.schemas import ProductIn

SORTABLE = (
    Product.id,
    Product.name,
    Product.price,
    Product.quantity,
    Product.category,
    Product.created_at,
    Product.updated_at,
)
SORT_BY = {column.key: column for column in SORTABLE}


class Products:
    """The products, as one session sees them."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, product_id: int) -> Product | None:
        if product_id >= 2**31:
            return None
        return await self.session.get(Product, product_id)

    async def list(
        self,
        *,
        skip: int,
        limit: int,
        category: str | None = None,
        min_price: float | None = None,
        max_price: float | None = None,
        in_stock: bool | None = None,
        name_contains: str | None = None,
        sort_by: str = "created_at",
        descending: bool = False,
    ) -> list[Product]:
        query = select(Product)
        if category is not None:
            query = query.where(Product.category == category)
        if min_price is not None:
            query = query.where(Product.price >= min_price)
        if max_price is not None:
            query = query.where(Product.price <= max_price)
        if in_stock is True:
            query = query.where(Product.quantity > 0)
        if in_stock is False:
            query = query.where(Product.quantity == 0)
        if name_contains is not None:
            query = query.where(Product.name.icontains(name_contains, autoescape=True))
        column = SORT_BY.get(sort_by, Product.created_at)
        query = query.order_by(column.desc() if descending else column.asc(), Product.id)
        return list(await self.session.scalars(query.offset(skip).limit(limit)))

    async def create(self, data: ProductIn) -> Product:
        await self.ensure_category(data.category)
        product = Product(**data.model_dump())
        self.session.add(product)
        await self.session.commit()
        await self.session.refresh(product)
        return product

    async def update(self, product: Product, data: ProductIn) -> Product:
        sent = data.model_dump(exclude_unset=True)
        await self.ensure_category(sent.get("category"))
        for field, value in sent.items():
            setattr(product, field, value)
        await self.session.commit()
        await self.session.refresh(product)
        return product

    async def delete(self, product: Product) -> None:
        await self.session.delete(product)
        await self.session.commit()

    async def ensure_category(self, name: str | None) -> None:
        if name is not None:
            await self.session.execute(
                insert(Category).values(name=name).on_conflict_do_nothing(index_elements=["name"])
            )
