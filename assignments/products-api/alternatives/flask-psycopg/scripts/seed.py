from app import products
from app.db import connect

GOODS = {
    "Электроника": [("Монитор", 18990, 6), ("Клавиатура", 3490, 14)],
    "Одежда": [("Свитер", 4200, 8)],
    "Книги": [("Реляционные базы", 1530, 21)],
    "Мебель": [("Книжная полка", 5600, 2)],
}


def seed_database():
    with connect() as connection:
        for category, goods in GOODS.items():
            for number, (name, price, quantity) in enumerate(goods):
                sku = f"seed-{category}-{number}"
                known = connection.execute("SELECT 1 FROM products WHERE sku = %s", [sku])
                if known.fetchone():
                    continue
                fields = {"name": name, "price": price, "quantity": quantity}
                fields |= {"category": category, "description": None, "sku": sku}
                products.create(connection, fields)


if __name__ == "__main__":
    seed_database()
