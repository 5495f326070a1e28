"""Filters, pages, sorting and search."""

import pytest

from tests.conftest import CATEGORY


def names(answer):
    assert answer.status_code == 200, answer.text
    return [product["name"] for product in answer.json()]


@pytest.fixture
def shelf(make):
    make(name="B", price=20, quantity=0)
    make(name="C", price=30, quantity=1)
    make(name="A", price=10, quantity=7)
    make(name="other", price=20, category="Проверка-2")


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["B", "C", "A"]),
        ({"min_price": 20}, ["B", "C"]),
        ({"max_price": 20}, ["B", "A"]),
        ({"min_price": 10.01, "max_price": 29.99}, ["B"]),
        ({"in_stock": "true"}, ["C", "A"]),
        ({"in_stock": "false"}, ["B"]),
        ({"sort_by": "name"}, ["A", "B", "C"]),
        ({"sort_by": "price", "order": "desc"}, ["C", "B", "A"]),
        ({"sort_by": "quantity", "order": "asc"}, ["B", "C", "A"]),
        ({"sort_by": "name", "order": "desc", "in_stock": "true"}, ["C", "A"]),
        ({"skip": 1}, ["C", "A"]),
        ({"limit": 2}, ["B", "C"]),
        ({"skip": 1, "limit": 1}, ["C"]),
        ({"skip": 3}, []),
    ],
    ids=str,
)
def test_list(client, filters, expected):
    answer = client.get("/products", params={"category": CATEGORY} | filters)
    assert names(answer) == expected


@pytest.mark.usefixtures("shelf")
def test_category(client):
    assert names(client.get(f"/products/category/{CATEGORY}")) == ["B", "C", "A"]
    assert names(client.get(f"/products/category/{CATEGORY}?skip=1&limit=1")) == ["C"]
    assert names(client.get("/products/category/Провер")) == []
    assert names(client.get("/products", params={"category": "Провер"})) == []


@pytest.mark.parametrize(
    "wrong",
    ["limit=0", "limit=-1", "limit=1001", "limit=x", "skip=-1", "min_price=x", "in_stock=x"],
)
def test_refuses_bad_parameters(client, wrong):
    assert client.get(f"/products?{wrong}").status_code == 422


@pytest.mark.parametrize("wrong", ["sort_by=metadata", "sort_by=id;--", "order=up"])
def test_refuses_unknown_order(client, wrong):
    assert client.get(f"/products?{wrong}").status_code == 422


def test_default_page_is_bounded(client, make):
    for _ in range(101):
        make()
    assert len(client.get("/products").json()) <= 100
    assert len(client.get("/products", params={"category": CATEGORY, "limit": 1000}).json()) == 101


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("КВЕРТИ 10%", ["Йцукверти 10% новый"]),
        ("цукв", ["Йцукверти 10% новый", "Йцукверти 10 штук"]),
        ("и 10%", ["Йцукверти 10% новый"]),
        ("zX_9", ["Qwzx_9"]),
        ("x\\s", ["qwzx\\slash"]),
        ("' OR 1=1 --", []),
    ],
)
def test_search(client, make, text, expected):
    for name in ("Йцукверти 10% новый", "Qwzx_9", "Qwzx 9", "qwzx\\slash", "Йцукверти 10 штук"):
        make(name=name)
    assert names(client.get("/products/search", params={"q": text})) == expected


def test_search_needs_a_text(client):
    assert client.get("/products/search").status_code == 422
