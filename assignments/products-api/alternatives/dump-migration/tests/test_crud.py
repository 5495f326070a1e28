import pytest
from fastapi.testclient import TestClient

from app import crud, models, schemas
from app.database import SessionLocal
from app.main import app

client = TestClient(app)


@pytest.fixture
def db():
    db = SessionLocal()
    yield db
    db.rollback()
    own = db.query(models.Category).filter(models.Category.name.like("pytest%"))
    for category in own.all():
        for product in category.products:
            db.delete(product)
        db.flush()
        db.delete(category)
    db.commit()
    db.close()


def new_product(**fields):
    data = {"name": "Зонт", "price": 1500.5, "quantity": 3, "category": "pytest"}
    return schemas.ProductCreate(**(data | fields))


def test_create_product(db):
    body = {
        "name": "Зонт",
        "price": 1500.5,
        "quantity": 3,
        "category": "pytest",
        "description": "складной",
        "sku": "pytest-1",
    }
    response = client.post("/products/", json=body)
    assert response.status_code == 201
    created = response.json()
    for key, value in body.items():
        assert created[key] == value
    row = crud.get_product(db, created["id"])
    assert (row.name, float(row.price), row.category) == ("Зонт", 1500.5, "pytest")


def test_create_product_wrong(db):
    good = {"name": "Зонт", "price": 1, "category": "pytest"}
    assert client.post("/products/", json=good).status_code == 201
    for key, value in (("price", 0), ("price", "x"), ("quantity", -1), ("name", "x" * 201)):
        assert client.post("/products/", json=good | {key: value}).status_code == 422


def test_get_product(db):
    product = crud.create_product(db, new_product())
    response = client.get(f"/products/{product.id}")
    assert response.status_code == 200
    assert response.json()["name"] == "Зонт"


def test_get_product_not_found():
    assert client.get("/products/2000000000").status_code == 404
    assert client.put("/products/2000000000", json={"name": "x"}).status_code == 404
    assert client.delete("/products/2000000000").status_code == 404


def test_update_product(db):
    product_id = crud.create_product(db, new_product()).id
    new = {"name": "Плащ", "price": 2.5, "quantity": 9, "category": "pytest2"}
    new |= {"description": "синий", "sku": "pytest-2"}
    assert client.put(f"/products/{product_id}", json=new).status_code == 200
    read = client.get(f"/products/{product_id}").json()
    for key, value in new.items():
        assert read[key] == value


def test_update_product_quantity(db):
    product_id = crud.create_product(db, new_product()).id
    crud.update_product_quantity(db, product_id, 44)
    read = client.get(f"/products/{product_id}").json()
    assert (read["quantity"], read["price"]) == (44, 1500.5)


def test_delete_product(db):
    product_id = crud.create_product(db, new_product()).id
    assert client.delete(f"/products/{product_id}").status_code == 200
    assert client.get(f"/products/{product_id}").status_code == 404
    db.expire_all()
    assert crud.get_product(db, product_id) is None


def test_duplicate_sku(db):
    crud.create_product(db, new_product(sku="pytest-3"))
    body = {"name": "x", "price": 1, "category": "pytest", "sku": "pytest-3"}
    assert client.post("/products/", json=body).status_code == 422


def test_filters(db):
    crud.create_product(db, new_product(name="B", price=20, quantity=0))
    crud.create_product(db, new_product(name="C", price=30, quantity=1))
    crud.create_product(db, new_product(name="A", price=10, quantity=7))
    crud.create_product(db, new_product(name="D", price=20, category="pytest2"))

    def names(query):
        rows = client.get(f"/products/?category=pytest&{query}").json()
        return "".join(row["name"] for row in rows)

    assert names("") == "BCA"
    assert names("min_price=20") == "BC"
    assert names("max_price=20") == "BA"
    assert names("in_stock=true") == "CA"
    assert names("in_stock=false") == "B"
    assert names("sort_by=price&order=desc") == "CBA"
    assert names("sort_by=name&order=asc") == "ABC"
    assert names("skip=1&limit=1") == "C"
    assert client.get("/products/?limit=0").status_code == 422
    assert len(client.get("/products/category/pytest").json()) == 3


def test_search(db):
    crud.create_product(db, new_product(name="Щъщ 5% скидка"))
    crud.create_product(db, new_product(name="Щъщ 50"))
    assert len(client.get("/products/search?q=щЪщ").json()) == 2
    assert len(client.get("/products/search?q=щъщ 5%25").json()) == 1


def test_health():
    assert client.get("/health").json() == {"status": "ok", "database": "connected"}
