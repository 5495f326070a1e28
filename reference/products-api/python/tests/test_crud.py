"""Create, read, update and delete, through the API and in the table."""

import json
from decimal import Decimal

import pytest
from sqlalchemy import select

from app import crud
from app.models import Category, Product

FULL = {
    "name": "Чайник",
    "price": 2490.5,
    "quantity": 4,
    "category": "Кухня",
    "description": "1,7 л",
    "sku": "TEST-1",
}


def test_create_product(client, session):
    answer = client.post("/products", json=FULL)

    assert answer.status_code == 201
    body = answer.json()
    assert {field: body[field] for field in FULL} == FULL
    assert body["created_at"] and body["updated_at"]

    row = session.get(Product, body["id"])
    assert (row.name, row.price, row.quantity) == ("Чайник", Decimal("2490.50"), 4)
    assert (row.category, row.description, row.sku) == ("Кухня", "1,7 л", "TEST-1")


def test_create_product_with_defaults(client):
    answer = client.post("/products", json={"name": "Ложка", "price": 1})

    assert answer.status_code == 201
    body = answer.json()
    assert body["quantity"] == 0
    assert (body["category"], body["description"], body["sku"]) == (None, None, None)


def test_get_product(client, make):
    product = make(name="Стакан")

    answer = client.get(f"/products/{product['id']}")

    assert answer.status_code == 200
    assert answer.json() == product


def test_get_product_not_found(client):
    for unknown in (0, 2_000_000_000, 10**30):
        assert client.get(f"/products/{unknown}").status_code == 404
    assert client.get("/products/word").status_code == 422


def test_update_product(client, make):
    product = make()

    answer = client.put(f"/products/{product['id']}", json=FULL)

    assert answer.status_code == 200
    assert {field: answer.json()[field] for field in FULL} == FULL
    read = client.get(f"/products/{product['id']}").json()
    assert {field: read[field] for field in FULL} == FULL
    assert read["created_at"] == product["created_at"]
    assert read["updated_at"] > product["updated_at"]


def test_update_keeps_what_is_not_sent(client, make):
    product = make(description="стекло", sku="TEST-2")

    answer = client.put(f"/products/{product['id']}", json={"name": "Ваза", "price": 250})

    kept = ("quantity", "category", "description", "sku")
    assert answer.json()["name"] == "Ваза"
    assert [answer.json()[field] for field in kept] == [product[field] for field in kept]


def test_update_product_not_found(client):
    assert client.put("/products/2000000000", json=FULL).status_code == 404


def test_update_product_quantity(session, make):
    product = session.get(Product, make()["id"])

    crud.update_product_quantity(session, product, 77)

    session.expire_all()
    assert (product.quantity, product.price) == (77, 100)


def test_delete_product(client, session, make):
    gone, kept = make(), make()

    assert client.delete(f"/products/{gone['id']}").status_code == 204

    assert client.get(f"/products/{gone['id']}").status_code == 404
    assert client.delete(f"/products/{gone['id']}").status_code == 404
    assert client.get(f"/products/{kept['id']}").status_code == 200
    assert session.get(Product, gone["id"]) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": None},
        {"name": ""},
        {"name": "x" * 201},
        {"name": "NUL \0"},
        {"name": "\ud800"},
        {"price": "много"},
        {"price": 0},
        {"price": -1},
        {"quantity": -1},
        {"quantity": 1.5},
        {"quantity": 2**31},
        {"category": "x" * 101},
        {"sku": "x" * 65},
    ],
    ids=str,
)
def test_refuses_bad_fields(client, make, wrong):
    product = make()

    body = json.dumps(FULL | wrong)
    assert client.post("/products", content=body).status_code == 422
    assert client.put(f"/products/{product['id']}", content=body).status_code == 422
    assert client.get(f"/products/{product['id']}").json() == product


@pytest.mark.parametrize("body", ["", "{", '{"name": "x", "price": NaN}', "[]", "{}"])
def test_refuses_bad_bodies(client, body):
    assert client.post("/products", content=body).status_code == 422


def test_sku_is_unique_where_present(client, make):
    first, second = make(sku="TEST-3"), make(sku=None)
    make(sku=None)

    assert client.post("/products", json=FULL | {"sku": "TEST-3"}).status_code == 409
    answer = client.put(f"/products/{second['id']}", json={"sku": "TEST-3"})
    assert answer.status_code == 409
    answer = client.put(f"/products/{first['id']}", json=FULL | {"sku": "TEST-3"})
    assert answer.status_code == 200


def test_category_is_made_once(session, make):
    make(category="Сад")
    make(category="Сад")

    assert len(session.scalars(select(Category).where(Category.name == "Сад")).all()) == 1
