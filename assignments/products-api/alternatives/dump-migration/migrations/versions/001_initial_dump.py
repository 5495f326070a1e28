"""the database as it was when Alembic came"""

from pathlib import Path

from alembic import op

revision = "001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.execute((Path(__file__).parent.parent / "sql" / "schema.sql").read_text("utf-8"))


def downgrade():
    op.execute("DROP TABLE public.products")
    op.execute("DROP TABLE public.categories")
