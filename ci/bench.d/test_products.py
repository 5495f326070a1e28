"""What assignments/products-api tests, as a pytest file: the loop's side of ci/bench.

One function per test of the suite and of the harness's own checks, with the same requests. Faults
between program and database are left out, because nothing sits there to make them.
"""

import functools
import itertools
import os
import random
import re
import subprocess
from pathlib import Path
from urllib.parse import quote

import psycopg2
import pytest
import shop
from shop import (
    BAD_ID,
    BAD_INPUT,
    CREATED,
    DUPLICATE,
    a_category,
    a_name,
    a_product,
    api,
    digits,
    eventually,
    expect_exactly,
    expect_fields,
    expect_row,
    found_by,
    given,
    listed,
    made_object,
    path_of,
    word,
)


@pytest.fixture(autouse=True, scope="class")
def empty_table() -> None:
    """Give each class short lists. The suite's groups have a database each."""
    try:
        shop.query("TRUNCATE products CASCADE")
    except psycopg2.Error:
        pass  # no such table, or held by the program: then the tests see what they see


class TestHealth:
    def demand_connected(self) -> None:
        answer = api.get("/health")
        assert answer.status_code == 200
        assert answer.json()["status"] == "ok"
        assert answer.json()["database"] == "connected"

    def test_says_connected(self):
        self.demand_connected()

    def test_tells_when_the_database_is_gone(self):
        self.demand_connected()
        api.get("/health")

    def test_recovers_with_the_database(self):
        self.demand_connected()
        api.get("/health")
        self.demand_connected()


class TestModel:
    @pytest.fixture(autouse=True)
    def read_columns(self) -> None:
        assert shop.has_table("products")
        self.columns = shop.columns()

    def demand_column(self, name: str, *types: str) -> dict:
        assert self.columns[name]["type"] in types
        return self.columns[name]

    def demand_text(self, name: str, length: int) -> dict:
        column = self.demand_column(name, "varchar", "text", "bpchar")
        assert column["length"] <= 0 or column["length"] >= length
        return column

    def test_id(self):
        self.demand_column("id", "int2", "int4", "int8", "uuid")
        assert "id" in shop.unique_keys()

    def test_name(self):
        assert self.demand_text("name", 200)["required"]

    def test_price(self):
        assert self.demand_column("price", "numeric", "float8", "float4")["required"]

    def test_quantity(self):
        self.demand_column("quantity", "int2", "int4", "int8")

    def test_category(self):
        if "category" in self.columns:
            self.demand_text("category", 100)
        else:
            assert "categories" in shop.references()

    def test_description(self):
        self.demand_column("description", "text", "varchar", "bpchar")

    def test_sku(self):
        assert not self.demand_text("sku", 64)["required"]
        assert "sku" in shop.unique_keys()

    def test_timestamps(self):
        self.demand_column("created_at", "timestamp", "timestamptz")
        self.demand_column("updated_at", "timestamp", "timestamptz")


class TestProducts:
    def test_create_answers_with_the_product(self):
        wanted = a_product()
        expect_fields(made_object(api.post("/products", json=wanted)), wanted)

    def test_create_is_201(self):
        assert api.post("/products", json=a_product()).status_code == 201

    def test_create_stores_the_row(self):
        wanted = a_product()
        expect_row(made_object(api.post("/products", json=wanted)), wanted)

    def test_create_uses_defaults(self):
        short = {"name": a_name(), "price": 12.5, "category": a_category()}
        expect_fields(made_object(api.post("/products", json=short)), {"quantity": 0})

    def test_keeps_cyrillic(self):
        name = f"Їжак ґудзик «ёлка» № {digits(4)}"
        made = given(name=name)
        expect_fields(api.get(path_of(made)).json(), {"name": name})

    def test_rows_outlive_the_program(self):
        wanted = a_product()
        made = given(**wanted)
        expect_row(made, wanted)
        shop.restart_server()
        expect_fields(api.get(path_of(made)).json(), {"name": wanted["name"]})

    def test_read_returns_the_product(self):
        wanted = a_product()
        made = given(**wanted)
        given()
        expect_fields(api.get(path_of(made)).json(), wanted | {"id": made["id"]})

    def test_read_is_200(self):
        assert api.get(path_of(given())).status_code == 200
        assert api.get("/products").status_code == 200

    def test_list_contains_the_products(self):
        made = [given(), given(quantity=0), given()]
        expect_exactly(listed(), made, made)

    def test_update_changes_every_field(self):
        made, wanted = given(), a_product()
        assert api.put(path_of(made), json=wanted).status_code == 200
        expect_fields(api.get(path_of(made)).json(), wanted)
        expect_row(made, wanted)

    def test_update_keeps_what_was_not_sent(self):
        wanted = a_product()
        path = path_of(given(**wanted))
        assert api.put(path, json=wanted).status_code == 200
        name = a_name()
        answer = api.put(path, json={"name": name, "price": wanted["price"]})
        assert answer.status_code in {200, 400, 422}
        if answer.status_code == 200:
            wanted["name"] = name
        expect_fields(api.get(path).json(), wanted)

    def test_delete_answers(self):
        assert api.delete(path_of(given())).status_code in {200, 204}

    def test_delete_removes_the_row(self):
        made, neighbour = given(), given()
        assert eventually(lambda: shop.row(made) is not None)
        assert api.delete(path_of(made)).status_code in {200, 204}
        assert eventually(lambda: shop.row(made) is None)
        assert shop.row(neighbour)
        expect_exactly(listed(), [neighbour], [made, neighbour])

    def test_walkthrough(self):
        made = [given(), given(), given()]
        expect_exactly(listed(), made, made)
        changed = a_product()
        assert api.put(path_of(made[1]), json=changed).status_code == 200
        expect_fields(api.get(path_of(made[1])).json(), changed)
        assert api.delete(path_of(made[0])).status_code in {200, 204}
        expect_exactly(listed(), made[1:], made)


class TestErrors:
    def unknown_path(self) -> str:
        assert api.get(path_of(given())).status_code == 200
        return f"/products/{1_000_000 + random.randint(0, 900_000_000)}"

    def expect_refused(self, **changes: object) -> None:
        given()
        changed = a_product(**changes)
        sent = {field: value for field, value in changed.items() if value is not None}
        before = shop.count()
        assert api.post("/products", json=sent).status_code in BAD_INPUT
        assert shop.count() == before

    def expect_no_traceback(self, body: str) -> None:
        for trace in ("Traceback (most", "site-packages", "psycopg2.", "sqlalchemy.exc"):
            assert trace not in body

    def test_unknown_product_read(self):
        assert api.get(self.unknown_path()).status_code == 404

    def test_unknown_product_update(self):
        assert api.put(self.unknown_path(), json=a_product()).status_code == 404

    def test_unknown_product_delete(self):
        assert api.delete(self.unknown_path()).status_code == 404

    def test_id_that_is_not_a_number(self):
        assert api.get(path_of(given())).status_code == 200
        assert api.get(f"/products/{word(6)}").status_code in BAD_ID

    def test_missing_name(self):
        self.expect_refused(name=None)

    def test_missing_price(self):
        self.expect_refused(price=None)

    def test_wrong_type(self):
        self.expect_refused(price="дорого")

    def test_price_is_above_zero(self):
        self.expect_refused(price=0)
        self.expect_refused(price=-random.randint(1, 9999) / 100)

    def test_negative_quantity(self):
        self.expect_refused(quantity=-random.randint(1, 50))

    def test_name_too_long(self):
        longest = "щы" * 100
        given(name=longest)
        self.expect_refused(name=longest + "x")

    def test_broken_json(self):
        given()
        answer = api.post(
            "/products",
            content='{"name": "Лампа", "price": '.encode(),
            headers={"Content-Type": "application/json"},
        )
        assert answer.status_code in BAD_INPUT

    def test_duplicate_sku(self):
        sku = f"SKU-{digits(8)}"
        given(sku=sku)
        given()
        given()
        assert api.post("/products", json=a_product(sku=sku)).status_code in DUPLICATE

    def test_database_gone(self):
        path = path_of(given())
        for _ in range(3):
            assert api.get(path).status_code == 200

    def test_no_traceback(self):
        path = path_of(given())
        assert api.get(path).status_code == 200
        broken = api.post("/products", content="{", headers={"Content-Type": "application/json"})
        self.expect_no_traceback(broken.text)
        self.expect_no_traceback(api.get(path).text)


class TestLists:
    def searched(self, text: str) -> list[dict]:
        return found_by(f"/products/search?q={quote(text, safe='')}")

    def three(self) -> list[dict]:
        same = word(6)
        wanted = (("bb", 200), ("aa", 300), ("cc", 100))
        return [given(name=f"{name} {same}", price=price) for name, price in wanted]

    def expect_order(self, query: str, *wanted: dict) -> None:
        ids = [one["id"] for one in wanted]
        assert [one["id"] for one in listed(query) if one["id"] in ids] == ids

    def prices(self, low: int, high: int, *steps: float) -> tuple[int, list[dict]]:
        base = random.randint(low, high)
        return base, [given(price=base + step) for step in steps]

    def test_filter_by_category(self):
        category = a_category()
        made = [given(category=category), given(category=category)]
        others = [given(category=category + " 2"), given()]
        expect_exactly(listed(f"category={quote(category)}"), made, made + others)

    def test_category_path(self):
        category = a_category()
        made = [given(category=category), given(category=category + "x"), given()]
        expect_exactly(found_by(f"/products/category/{quote(category)}"), made[:1], made)

    def test_unknown_category_is_empty(self):
        category = a_category()
        made = [given(category=category)]
        expect_exactly(listed(f"category={quote(category)}"), made, made)
        assert found_by(f"/products?category={word(12)}") == []
        assert found_by(f"/products/category/{word(12)}") == []

    def test_filter_by_min_price(self):
        base, made = self.prices(200, 900, -0.01, 0, 0.01)
        expect_exactly(listed(f"min_price={base}"), made[1:], made)

    def test_filter_by_max_price(self):
        base, made = self.prices(200, 900, -0.01, 0, 0.01)
        expect_exactly(listed(f"max_price={base}"), made[:2], made)

    def test_filter_by_price_range(self):
        base, made = self.prices(2000, 9000, -5, 0, 5, 10)
        expect_exactly(listed(f"min_price={base}&max_price={base + 5}"), made[1:3], made)

    def test_in_stock(self):
        made = [given(quantity=0), given(quantity=1), given()]
        expect_exactly(listed("in_stock=true"), made[1:], made)

    def test_out_of_stock(self):
        made = [given(quantity=0), given(quantity=1)]
        expect_exactly(listed("in_stock=false"), made[:1], made)

    def test_combines_filters(self):
        mine = {"category": a_category()}
        made = [
            given(**mine, price=20, quantity=3),
            given(**mine, price=5, quantity=3),
            given(**mine, price=20, quantity=0),
            given(price=20, quantity=3),
        ]
        filters = f"category={quote(mine['category'])}&min_price=10&in_stock=true"
        expect_exactly(listed(filters), made[:1], made)

    def test_limit_bounds(self):
        for _ in range(3):
            given()
        assert len(found_by("/products?limit=2")) == 2

    def test_skip_moves_on(self):
        given()
        given()
        both = [one["id"] for one in found_by("/products?skip=0&limit=2")]
        assert len(both) == 2
        assert [one["id"] for one in found_by("/products?skip=1&limit=1")] == both[1:]

    def test_pages_do_not_overlap(self):
        made = [given() for _ in range(5)]
        found = []
        for skip in itertools.count(0, 4):
            page = found_by(f"/products?skip={skip}&limit=4")
            found += page
            if len(page) < 4 or skip > 1000:
                break
        ids = [one["id"] for one in found]
        assert len(ids) == len(set(ids))
        expect_exactly(found, made, made)

    def test_limit_out_of_range(self):
        given()
        assert api.get("/products?limit=1").status_code == 200
        assert api.get("/products?limit=-1").status_code in BAD_INPUT
        none = api.get("/products?limit=0")
        assert none.status_code in {200, 400, 422}
        assert none.status_code != 200 or none.json() == []
        assert api.get("/products?limit=100000").status_code in {200, 400, 422}

    def test_search_finds_part(self):
        part = word(9)
        made = [given(name=f"Лампа {part} біла"), given()]
        expect_exactly(self.searched(part[2:7]), made[:1], made)

    def test_search_ignores_case(self):
        part = word(9)
        made = [given(name=f"Lamp {part}"), given(name=f"Desk {part.upper()}")]
        expect_exactly(self.searched(part.upper()), made, made)

    def test_search_ignores_cyrillic_case(self):
        number = digits(7)
        made = [given(name=f"НОУТБУК {number}"), given(name=f"Ноутбук {number}"), given()]
        expect_exactly(self.searched(f"ноутбук {number}"), made[:2], made)

    def test_search_takes_percent_literally(self):
        number = digits(7)
        made = [given(name=f"Скидка 5%{number}"), given(name=f"Скидка 50{number}")]
        expect_exactly(self.searched(f"5%{number}"), made[:1], made)

    def test_search_takes_underscore_literally(self):
        number = digits(7)
        made = [given(name=f"usb_{number}"), given(name=f"usbx{number}")]
        expect_exactly(self.searched(f"usb_{number}"), made[:1], made)

    def test_search_finds_nothing(self):
        part = word(9)
        made = [given(name=f"Лампа {part}")]
        expect_exactly(self.searched(part), made, made)
        assert self.searched(word(14)) == []

    def test_sorts_by_price(self):
        made = self.three()
        self.expect_order("sort_by=price&order=asc", made[2], made[0], made[1])

    def test_sorts_by_name(self):
        made = self.three()
        self.expect_order("sort_by=name&order=asc", made[1], made[0], made[2])

    def test_sort_order(self):
        made = self.three()
        self.expect_order("sort_by=price&order=desc", made[1], made[0], made[2])

    def test_unknown_sort_column(self):
        made = self.three()
        self.expect_order("sort_by=price&order=asc", made[2], made[0], made[1])
        for column in ("no_such_column", "metadata", "__class__"):
            assert api.get(f"/products?sort_by={column}").status_code in {200, 400, 422}

    def test_default_limit(self):
        for _ in range(101):
            given()
        assert 1 <= len(found_by("/products")) <= 100


class TestSafety:
    PAYLOADS = (
        "' OR '1'='1",
        "%' OR 1=1 -- ",
        "'; DROP TABLE products CASCADE; -- ",
        "x') OR ('1'='1",
        '" OR ""="',
    )

    @pytest.fixture(autouse=True)
    def usable(self) -> None:
        self.product = a_product(description="")
        answer = api.post("/products", json=self.product)
        if answer.status_code not in CREATED or "id" not in answer.json():
            pytest.skip("nothing to inject into")
        assert eventually(lambda: shop.row(answer.json()) is not None)

    def expect_survival(self) -> None:
        assert shop.has_table("products")
        assert shop.count() > 0

    def try_payloads(self, before: str) -> None:
        plain = api.get(before + word(8))
        if plain.status_code != 200 or not isinstance(plain.json(), list):
            pytest.skip("there is no such request")
        for payload in self.PAYLOADS:
            answer = api.get(before + quote(payload, safe=""))
            assert answer.status_code < 500
            assert answer.status_code != 200 or answer.json() == []
            self.expect_survival()

    def test_injection_in_search(self):
        self.try_payloads("/products/search?q=")

    def test_injection_in_category(self):
        self.try_payloads("/products?category=")

    def test_injection_in_path(self):
        self.try_payloads("/products/category/")

    def test_injection_in_sorting(self):
        if api.get("/products?sort_by=price&order=asc").status_code != 200:
            pytest.skip("there is no sorting")
        telling = api.get(f"/products?sort_by={word(8)}").status_code < 500
        for payload in ("price; DROP TABLE products CASCADE; -- ", "(SELECT 1/0)", "price) -- "):
            answer = api.get(f"/products?sort_by={quote(payload, safe='')}")
            assert not telling or answer.status_code < 500
            self.expect_survival()

    def test_injection_in_body(self):
        name = f"x', 1, 1); DROP TABLE products CASCADE; -- {word(4)}"
        answer = api.post("/products", json=self.product | {"name": name})
        assert answer.status_code < 500
        if answer.status_code < 300:
            assert answer.json()["name"] == name
        self.expect_survival()


class TestExtras:
    def test_seed_fills_four_categories(self):
        shop.seed()
        there = {product.get("category") for product in listed()}
        assert {"Электроника", "Одежда", "Книги", "Мебель"} <= there

    def test_seed_twice_adds_nothing(self):
        shop.seed()
        first = shop.count()
        assert first >= 4
        shop.seed()
        assert shop.count() == first

    def test_categories_are_a_table(self):
        assert shop.has_table("categories")
        assert "name" in shop.unique_keys("categories")
        assert "categories" in shop.references()

    def test_unknown_category_is_made(self):
        assert shop.has_table("categories")
        product = a_product()
        given(**product)
        given(**product)
        sql = "SELECT 1 AS one FROM categories WHERE name = %s"
        assert eventually(lambda: len(shop.query(sql, product["category"])) == 1)


class TestOwnTests:
    NAMES = ("create_product", "get_product_not_found", "update_product", "delete_product")

    @staticmethod
    @functools.cache
    def ended() -> subprocess.CompletedProcess:
        assert any(Path("tests").glob("**/*test*.py"))
        pytest_words = ("-q", "-rA", "-p", "no:cacheprovider", "tests")
        return shop.run("python", "-m", "pytest", *pytest_words, limit=120)

    def test_exist(self):
        names = re.findall(
            r"^(?:PASSED|FAILED|ERROR) .*::([^ \[\n]+)", self.ended().stdout, re.MULTILINE
        )
        for name in self.NAMES:
            assert any(f"test_{name}" in there for there in names)

    def test_pass(self):
        assert self.ended().returncode == 0


class TestStatic:
    def output_of(self, tool: str, *words: str) -> str:
        paths = [path for place in ("app", "scripts") for path in Path(place).glob("**/*.py")]
        files = [str(path) for path in paths if path.name != "__init__.py"]
        if not files:
            pytest.skip("there is nothing to check")
        return shop.run(f"{os.environ['TOOLS']}/{tool}", *words, *files).stdout

    def ruff(self, codes: str) -> list[str]:
        words = "check --isolated --ignore-noqa --no-cache --output-format concise --select"
        everything = "F401,F811,F841,S105,S106,S107,S608"
        return re.findall(rf": (?:{codes}) .*", self.output_of("ruff", *words.split(), everything))

    def test_unused_imports(self):
        assert self.ruff("F401|F811|F841") == []

    def test_dead_code(self):
        output = self.output_of("vulture", "--config", "/dev/null", "--min-confidence", "100")
        assert "unreachable" not in output

    def test_secrets(self):
        self.ruff("S105|S106|S107|S608")


class TestMigration:
    """Last, because it takes the tables away."""

    def at_head(self) -> None:
        if not shop.has_table("products") or "sku" not in shop.columns():
            shop.migrate()
        assert shop.has_table("products")

    def test_builds_the_schema(self):
        self.at_head()
        wanted = {"id", "name", "price", "quantity", "description", "created_at", "updated_at"}
        assert wanted <= set(shop.columns())

    def test_agrees_with_the_models(self):
        self.at_head()
        ended = shop.alembic("check")
        if "does not provide a MetaData" in ended.stdout:
            pytest.skip("there are no models")
        assert ended.returncode == 0, ended.stdout

    def test_adds_sku_to_a_filled_table(self):
        shop.query("DROP OWNED BY CURRENT_USER CASCADE")
        for _ in range(20):
            if shop.has_table("products"):
                break
            assert shop.alembic("upgrade", "+1").returncode == 0
        assert "sku" not in shop.columns()
        shop.insert_samples("products", 3)
        shop.migrate()
        assert "sku" in shop.columns()
        assert shop.count() == 3

    def test_undoes(self):
        self.at_head()
        assert shop.alembic("downgrade", "base").returncode == 0
        assert [name for name in shop.relations() if not name.startswith("alembic_version")] == []
