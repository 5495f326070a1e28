"""The SQL. Values are always parameters; only our own words are put together."""

SELECT = """
    SELECT p.id, p.name, p.price, p.quantity, c.name AS category, p.description, p.sku,
           p.created_at, p.updated_at
      FROM products p LEFT JOIN categories c ON c.id = p.category_id
"""

SORTABLE = {
    "id": "p.id",
    "name": "p.name",
    "price": "p.price",
    "quantity": "p.quantity",
    "category": "c.name",
    "created_at": "p.created_at",
    "updated_at": "p.updated_at",
}


def find(connection, product_id):
    return connection.execute(SELECT + " WHERE p.id = %s", [product_id]).fetchone()


def list_all(connection, *, category, min_price, max_price, in_stock, sort_by, order, skip, limit):
    conditions, values = [], []
    if category is not None:
        conditions.append("c.name = %s")
        values.append(category)
    if min_price is not None:
        conditions.append("p.price >= %s")
        values.append(min_price)
    if max_price is not None:
        conditions.append("p.price <= %s")
        values.append(max_price)
    if in_stock is not None:
        conditions.append("p.quantity > 0" if in_stock else "p.quantity = 0")
    where = " WHERE " + " AND ".join(conditions) if conditions else ""
    direction = "DESC" if order == "desc" else "ASC"
    page = f" ORDER BY {SORTABLE.get(sort_by, 'p.id')} {direction}, p.id LIMIT %s OFFSET %s"
    return connection.execute(SELECT + where + page, [*values, limit, skip]).fetchall()


def search(connection, words, *, skip, limit):
    for special in ("\\", "%", "_"):
        words = words.replace(special, "\\" + special)
    return connection.execute(
        SELECT + " WHERE p.name ILIKE %s ORDER BY p.id LIMIT %s OFFSET %s",
        [f"%{words}%", limit, skip],
    ).fetchall()


def category_id(connection, name):
    if name is None:
        return None
    connection.execute("INSERT INTO categories (name) VALUES (%s) ON CONFLICT DO NOTHING", [name])
    return connection.execute("SELECT id FROM categories WHERE name = %s", [name]).fetchone()["id"]


def create(connection, fields):
    row = connection.execute(
        """
        INSERT INTO products (name, price, quantity, category_id, description, sku)
        VALUES (%(name)s, %(price)s, %(quantity)s, %(category_id)s, %(description)s, %(sku)s)
        RETURNING id
        """,
        fields | {"category_id": category_id(connection, fields["category"])},
    ).fetchone()
    return find(connection, row["id"])


def update(connection, product_id, fields):
    """Returns None when there is no such product."""
    changed = connection.execute(
        """
        UPDATE products
           SET name = %(name)s, price = %(price)s, quantity = %(quantity)s,
               category_id = %(category_id)s, description = %(description)s, sku = %(sku)s,
               updated_at = now()
         WHERE id = %(id)s
        """,
        fields | {"id": product_id, "category_id": category_id(connection, fields["category"])},
    ).rowcount
    return find(connection, product_id) if changed else None


def delete(connection, product_id):
    """Returns whether there was such a product."""
    return connection.execute("DELETE FROM products WHERE id = %s", [product_id]).rowcount == 1
