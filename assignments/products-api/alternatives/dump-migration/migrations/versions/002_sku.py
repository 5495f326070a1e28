"""add sku"""

import sqlalchemy as sa
from alembic import op

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("products", sa.Column("sku", sa.String(length=64), nullable=True))
    op.create_unique_constraint("products_sku_key", "products", ["sku"])


def downgrade():
    op.drop_constraint("products_sku_key", "products", type_="unique")
    op.drop_column("products", "sku")
