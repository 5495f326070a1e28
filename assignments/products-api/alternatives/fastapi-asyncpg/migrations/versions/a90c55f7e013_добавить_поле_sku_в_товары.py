"""Добавить поле sku в товары"""

import sqlalchemy as sa
from alembic import op

revision = "a90c55f7e013"
down_revision = "3b7e90aa41d2"


def upgrade():
    op.add_column("products", sa.Column("sku", sa.String(64)))
    op.create_index("ix_products_sku", "products", ["sku"], unique=True)


def downgrade():
    op.drop_index("ix_products_sku", "products")
    op.drop_column("products", "sku")
