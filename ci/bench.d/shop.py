"""What test_products.py needs: HTTP and SQL to one submission, its commands, random products.

The working directory is the submission's. Where its server and its database are, and how it is
started and migrated, the loop has put into the environment.
"""

import functools
import os
import random
import shlex
import signal
import string
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import httpx
import psycopg2

BAD_INPUT = {400, 422}
BAD_ID = {400, 404, 422}
DUPLICATE = {400, 409, 422}
CREATED = {200, 201}
PAGE = 100  # the largest default that the task allows
RELATIONS = (
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
)

api = httpx.Client(
    base_url=f"http://127.0.0.1:{os.environ['PORT']}",
    timeout=10,
    follow_redirects=True,
    trust_env=False,
)


# --- the program ---------------------------------------------------------------------------


def run(*argv: str, limit: int = 60, **environment: str) -> subprocess.CompletedProcess:
    """Run a command of the submission to its end."""
    return subprocess.run(
        argv,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=limit,
        check=False,
    )


def run_well(*argv: str, **environment: str) -> None:
    ended = run(*argv, **environment)
    assert ended.returncode == 0, ended.stdout[-2000:]


def migrate() -> None:
    run_well(*shlex.split(os.environ["MIGRATE"]))


def seed() -> None:
    run_well("python", "scripts/seed.py", PYTHONPATH=".")


def alembic(*words: str) -> subprocess.CompletedProcess:
    return run(*shlex.split(os.environ["ALEMBIC"]), *words)


def restart_server() -> None:
    """End the server and start it again; the loop finds the new one's number in the same file."""
    file = Path(os.environ["SERVER_PID"])
    pid = int(file.read_text())
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGTERM)
    gone = eventually(lambda: not Path(f"/proc/{pid}/cwd").exists(), 5)
    if not gone:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
    server = subprocess.Popen(
        shlex.split(os.environ["SERVER"]),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    file.write_text(str(server.pid))

    def accepts() -> bool:
        assert server.poll() is None, "the server has ended"
        with suppress(httpx.TransportError):
            api.get("/health")
            return True
        return False

    assert eventually(accepts, 20), "the server does not come back"


def eventually(holds: Callable[[], bool], limit: float = 2) -> bool:
    """Ask until the answer is yes: a commit may follow the answer that announces it."""
    deadline = time.monotonic() + limit
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


# --- the database --------------------------------------------------------------------------


@functools.cache
def connection() -> psycopg2.extensions.connection:
    session = psycopg2.connect(os.environ["DATABASE_URL"], connect_timeout=10)
    session.autocommit = True
    with session.cursor() as cursor:
        cursor.execute("SET statement_timeout = '5s'; SET lock_timeout = '2s'")
    return session


def query(sql: str, *values: object) -> list[dict]:
    with connection().cursor() as cursor:
        cursor.execute(sql, values or None)
        if cursor.description is None:
            return []
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def row(product: dict) -> dict | None:
    return next(iter(query("SELECT * FROM products WHERE id::text = %s", str(product["id"]))), None)


def count(table: str = "products") -> int:
    return query(f'SELECT count(*) AS n FROM "{table}"')[0]["n"]


def relations() -> list[str]:
    found = query(f"SELECT c.relname AS name {RELATIONS} AND c.relkind IN ('r','p','v','m','S')")
    return [one["name"] for one in found]


def has_table(table: str) -> bool:
    sql = f"SELECT c.oid {RELATIONS} AND c.relkind IN ('r','p') AND c.relname = %s"
    return bool(query(sql, table))


def columns(table: str = "products") -> dict[str, dict]:
    sql = (
        "SELECT a.attname AS name, t.typname AS type, a.atttypmod - 4 AS length,"
        " a.attnotnull AS required FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
        f" WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid IN (SELECT c.oid {RELATIONS}"
        " AND c.relkind IN ('r','p') AND c.relname = %s)"
    )
    return {column["name"]: column for column in query(sql, table)}


def unique_keys(table: str = "products") -> list[str]:
    sql = (
        "SELECT string_agg(a.attname, ',' ORDER BY a.attnum) AS key FROM pg_index i"
        " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)"
        f" WHERE i.indisunique AND i.indrelid IN (SELECT c.oid {RELATIONS} AND c.relname = %s)"
        " GROUP BY i.indexrelid"
    )
    return [key["key"] for key in query(sql, table)]


def references(table: str = "products") -> list[str]:
    sql = (
        "SELECT DISTINCT r.relname AS name FROM pg_constraint k JOIN pg_class r"
        " ON r.oid = k.confrelid WHERE k.contype = 'f' AND k.conrelid IN"
        f" (SELECT c.oid {RELATIONS} AND c.relname = %s)"
    )
    return [one["name"] for one in query(sql, table)]


def sample_of(kind: str, number: int) -> object:
    if kind in {"varchar", "text", "bpchar"}:
        return f"sample {number}"
    if kind.startswith("timestamp") or kind == "date":
        return "2026-01-01"
    return {"bool": True, "json": "{}", "jsonb": "{}"}.get(kind, number + 1)


def insert_samples(table: str, rows: int) -> None:
    """Insert rows that the table accepts, whatever it requires."""
    required = query(
        "SELECT a.attname AS name, t.typname AS type, r.relname AS target"
        " FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
        " JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_constraint k"
        " ON k.conrelid = c.oid AND k.contype = 'f' AND a.attnum = ANY (k.conkey)"
        " LEFT JOIN pg_class r ON r.oid = k.confrelid"
        " WHERE c.relname = %s AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped"
        " AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''",
        table,
    )
    for column in required:
        if column["target"] and count(column["target"]) == 0:
            insert_samples(column["target"], rows)
    names = ", ".join(f'"{column["name"]}"' for column in required)
    places = ", ".join("%s" for _ in required)
    what = f"({names}) VALUES ({places})" if required else "DEFAULT VALUES"
    for number in range(rows):
        values = [sample_of(column["type"], number) for column in required]
        query(f'INSERT INTO "{table}" {what}', *values)


# --- products ------------------------------------------------------------------------------


def word(letters: int) -> str:
    return "".join(random.choices(string.ascii_lowercase, k=letters))


def digits(number: int) -> str:
    return str(random.randrange(10 ** (number - 1), 10**number))


def a_name() -> str:
    things = ["Клавіатура", "Ноутбук", "Наушники", "Рюкзак", "Лампа", "Книга", "Стол"]
    return f"{random.choice(things)} {word(6)}-{digits(4)}"


def a_category() -> str:
    kinds = ["Электроника", "Книги", "Мебель", "Садові інструменти"]
    return f"{random.choice(kinds)} {word(5)}"


def a_product(**fields: object) -> dict:
    return {
        "name": a_name(),
        "price": random.randint(100, 99_999) / 100,
        "quantity": random.randint(1, 500),
        "category": a_category(),
        "description": f"Опис {word(8)}",
    } | fields


def given(**fields: object) -> dict:
    """Make a product as preparation of a test."""
    return made_object(api.post("/products", json=a_product(**fields)))


def answered(answer: httpx.Response, kind: type) -> dict | list:
    assert answer.status_code in {200, 201}, answer
    body = answer.json()
    assert isinstance(body, kind), body
    return body


def made_object(answer: httpx.Response) -> dict:
    made = answered(answer, dict)
    path_of(made)
    return made


def path_of(product: dict) -> str:
    assert isinstance(product.get("id"), int | str), product
    return f"/products/{quote(str(product['id']), safe='')}"


def found_by(path: str) -> list[dict]:
    return answered(api.get(path), list)


def listed(filters: str = "") -> list[dict]:
    """Give every product that the filters let through, page by page."""
    found = []
    for skip in range(0, 10 * PAGE, PAGE):
        path = "/products?" + (filters + "&" if filters else "") + f"limit={PAGE}"
        page = found_by(path + (f"&skip={skip}" if skip else ""))
        found += page
        if len(page) < PAGE:
            break
    return found


def same(wanted: object, got: object) -> bool:
    if isinstance(wanted, int | float):
        with suppress(TypeError, ValueError):
            return abs(float(got) - wanted) < 0.001
    return wanted == got


def expect_fields(got: dict, wanted: dict) -> None:
    assert all(same(value, got.get(field)) for field, value in wanted.items()), (got, wanted)


def expect_exactly(found: list[dict], wanted: list[dict], own: list[dict]) -> None:
    """Of the test's own products, exactly the wanted ones are found."""
    there = {str(one.get("id")) for one in found}
    for one in own:
        assert (str(one["id"]) in there) == (one in wanted), one


def expect_row(made: dict, wanted: dict) -> None:
    assert eventually(lambda: row(made) is not None), "no row"
    expect_fields(row(made), {field: wanted[field] for field in ("name", "price", "quantity")})
