"""products and their categories"""

from alembic import op

revision = "8d1f"
down_revision = None


def upgrade():
    op.execute(
        """
        CREATE TABLE categories (
            id serial PRIMARY KEY,
            name varchar(100) NOT NULL UNIQUE,
            description text
        )
        """
    )
    op.execute(
        """
        CREATE TABLE products (
            id serial PRIMARY KEY,
            name varchar(200) NOT NULL,
            price numeric(10, 2) NOT NULL CHECK (price > 0),
            quantity integer NOT NULL DEFAULT 0 CHECK (quantity >= 0),
            category_id integer REFERENCES categories,
            description text,
            created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz
        )
        """
    )


def downgrade():
    op.execute("DROP TABLE products")
    op.execute("DROP TABLE categories")
