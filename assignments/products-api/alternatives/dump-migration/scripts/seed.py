from app import crud, schemas
from app.database import SessionLocal


def seed_database():
    categories = ["Электроника", "Одежда", "Книги", "Мебель"]
    products = [
        ("Смартфон", 32990, 10),
        ("Шарф", 1290.5, 35),
        ("Сборник задач по SQL", 940, 0),
        ("Тумба", 7450, 2),
    ]
    db = SessionLocal()
    try:
        for category, (name, price, quantity) in zip(categories, products):
            present = crud.get_products_by_category(db, category, limit=1000)
            if any(product.name == name for product in present):
                continue
            crud.create_product(
                db,
                schemas.ProductCreate(name=name, price=price, quantity=quantity, category=category),
            )
    finally:
        db.close()


if __name__ == "__main__":
    seed_database()
    print("Done")
