"""sku"""

from alembic import op

revision = "c42a"
down_revision = "8d1f"


def upgrade():
    op.execute("ALTER TABLE products ADD COLUMN sku varchar(64) UNIQUE")


def downgrade():
    op.execute("ALTER TABLE products DROP COLUMN sku")
