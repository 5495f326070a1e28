"""add sku to products

Revision: 0002
After: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The table may have rows, which get no sku: NULL is allowed, and unique lets it repeat.
    op.add_column("products", sa.Column("sku", sa.String(64), nullable=True))
    op.create_unique_constraint("uq_products_sku", "products", ["sku"])


def downgrade() -> None:
    op.drop_constraint("uq_products_sku", "products", type_="unique")
    op.drop_column("products", "sku")
