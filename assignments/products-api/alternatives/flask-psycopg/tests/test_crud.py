import pytest

from app.db import connect
from app.main import app

PRODUCT = {
    "name": "Самовар",
    "price": "7300.00",
    "quantity": 2,
    "category": "Тульское",
    "description": "медь",
    "sku": "own-test-1",
}


@pytest.fixture
def client():
    yield app.test_client()
    with connect() as connection:
        connection.execute("DELETE FROM products WHERE sku LIKE 'own-test-%'")
        connection.execute("DELETE FROM categories WHERE name IN ('Тульское', 'Разное')")


@pytest.fixture
def product(client):
    return client.post("/products", json=PRODUCT).json


def row(product_id):
    with connect() as connection:
        return connection.execute("SELECT * FROM products WHERE id = %s", [product_id]).fetchone()


def test_health(client):
    answer = client.get("/health")
    assert answer.json == {"status": "ok", "database": "connected"}


def test_create_product(client):
    answer = client.post("/products", json=PRODUCT)
    assert answer.status_code == 201
    assert {field: answer.json[field] for field in PRODUCT} == PRODUCT
    assert row(answer.json["id"])["name"] == "Самовар"


def test_create_product_needs_a_price(client):
    for wrong in ({"price": 0}, {"price": "x"}, {"quantity": -1}, {"name": "n" * 201}):
        assert client.post("/products", json=PRODUCT | wrong).status_code == 400
    assert client.post("/products", json={"name": "без цены"}).status_code == 400
    assert client.post("/products", data="{").status_code == 400


def test_duplicate_sku(client, product):
    assert product["sku"] == "own-test-1"
    assert client.post("/products", json=PRODUCT).status_code == 409


def test_get_product(client, product):
    answer = client.get(f"/products/{product['id']}")
    assert answer.status_code == 200
    assert answer.json == product


def test_get_product_not_found(client):
    assert client.get("/products/2000000000").status_code == 404
    assert client.put("/products/2000000000", json=PRODUCT).status_code == 404
    assert client.delete("/products/2000000000").status_code == 404


def test_update_product(client, product):
    change = PRODUCT | {"name": "Чайник", "price": "99.90", "quantity": 0, "category": "Разное"}
    change |= {"description": "эмаль", "sku": "own-test-2"}
    answer = client.put(f"/products/{product['id']}", json=change)
    assert answer.status_code == 200
    read = client.get(f"/products/{product['id']}").json
    assert {field: read[field] for field in change} == change
    assert read["updated_at"]


def test_delete_product(client, product):
    assert client.delete(f"/products/{product['id']}").status_code == 200
    assert row(product["id"]) is None
    assert client.get(f"/products/{product['id']}").status_code == 404


def test_lists(client):
    for number, (name, price, quantity) in enumerate([("B", 20, 0), ("C", 30, 1), ("A", 10, 7)]):
        fields = {"name": name, "price": price, "quantity": quantity, "sku": f"own-test-{number}"}
        client.post("/products", json=fields | {"category": "Тульское"})
    client.post("/products", json={"name": "D", "price": 20, "sku": "own-test-9"})

    def names(query):
        answer = client.get(f"/products?category=Тульское&{query}")
        return "".join(product["name"] for product in answer.json)

    assert names("") == "BCA"
    assert names("min_price=20") == "BC"
    assert names("max_price=20") == "BA"
    assert names("in_stock=true") == "CA"
    assert names("in_stock=false") == "B"
    assert names("sort_by=price&order=desc") == "CBA"
    assert names("sort_by=name") == "ABC"
    assert names("sort_by=nothing") == "BCA"
    assert names("skip=1&limit=1") == "C"
    assert len(client.get("/products/category/Тульское").json) == 3
    assert client.get("/products?limit=0").status_code == 400


def test_search(client):
    for number, name in enumerate(["Ъыъ 5% скидка", "Ъыъ 50"]):
        client.post("/products", json={"name": name, "price": 1, "sku": f"own-test-{number}"})
    assert len(client.get("/products/search?q=ъЫЪ").json) == 2
    assert len(client.get("/products/search?q=ъыъ 5%25").json) == 1
    assert client.get("/products/search").status_code == 400
