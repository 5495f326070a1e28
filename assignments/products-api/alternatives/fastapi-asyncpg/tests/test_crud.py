from decimal import Decimal

DESK = {
    "name": "Стол",
    "price": 4999.99,
    "quantity": 3,
    "category": "own-tests",
    "description": "дуб",
    "sku": "own-tests-1",
}


def without_times(product):
    fields = {field: product[field] for field in DESK}
    return fields | {"price": float(fields["price"])}


def test_create_product(client, sql):
    answer = client.post("/products", json=DESK)
    assert answer.status_code == 201
    assert without_times(answer.json()) == DESK
    rows = sql("SELECT name, price, quantity FROM products WHERE category = 'own-tests'")
    assert rows == [("Стол", Decimal("4999.99"), 3)]


def test_create_bad_product(client, sql):
    for wrong in ({"price": -1}, {"price": 0}, {"quantity": -1}, {"name": "x" * 201}):
        assert client.post("/products", json=DESK | wrong).status_code == 422
    assert client.post("/products", json={"category": "own-tests"}).status_code == 422
    assert sql("SELECT 1 FROM products WHERE category = 'own-tests'") == []


def test_duplicate_sku(client):
    assert client.post("/products", json=DESK).status_code == 201
    assert client.post("/products", json=DESK).status_code == 400


def test_get_product(client):
    product = client.post("/products", json=DESK).json()
    answer = client.get(f"/products/{product['id']}")
    assert answer.status_code == 200
    assert answer.json() == product


def test_get_product_not_found(client):
    assert client.get("/products/2000000000").status_code == 404
    assert client.put("/products/2000000000", json=DESK).status_code == 404
    assert client.delete("/products/2000000000").status_code == 404


def test_update_product(client):
    path = f"/products/{client.post('/products', json=DESK).json()['id']}"
    new = {
        "name": "Парта",
        "price": 1.5,
        "quantity": 0,
        "category": "own-tests-2",
        "description": None,
        "sku": "own-tests-2",
    }
    answer = client.put(path, json=new)
    assert answer.status_code == 200
    assert without_times(client.get(path).json()) == new

    client.put(path, json={"name": "Доска", "price": 2})
    assert without_times(client.get(path).json()) == new | {"name": "Доска", "price": 2}


def test_delete_product(client, sql):
    path = f"/products/{client.post('/products', json=DESK).json()['id']}"
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    assert sql("SELECT 1 FROM products WHERE category = 'own-tests'") == []


def test_lists(client):
    for name, price, quantity in (("B", 20, 0), ("C", 30, 1), ("A", 10, 7)):
        fields = {"name": name, "price": price, "quantity": quantity, "category": "own-tests"}
        client.post("/products", json=fields)
    client.post("/products", json={"name": "D", "price": 20, "category": "own-tests-2"})

    def names(**parameters):
        answer = client.get("/products", params={"category": "own-tests"} | parameters)
        return "".join(product["name"] for product in answer.json())

    assert names() == "BCA"
    assert names(min_price=20) == "BC"
    assert names(max_price=20) == "BA"
    assert names(in_stock=True) == "CA"
    assert names(in_stock=False) == "B"
    assert names(sort_by="price", order="desc") == "CBA"
    assert names(sort_by="name", order="asc") == "ABC"
    assert names(skip=1, limit=1) == "C"
    assert len(client.get("/products/category/own-tests").json()) == 3
    assert client.get("/products?limit=1001").status_code == 422


def test_search(client):
    for name in ("Фыфы 5% скидка", "Фыфы 50"):
        client.post("/products", json={"name": name, "price": 1, "category": "own-tests"})
    found = client.get("/products/search", params={"q": "фЫФЫ 5%"}).json()
    assert [product["name"] for product in found] == ["Фыфы 5% скидка"]
    assert len(client.get("/products/search", params={"q": "ФЫФЫ"}).json()) == 2


def test_health(client):
    assert client.get("/health").json() == {"status": "ok", "database": "connected"}
