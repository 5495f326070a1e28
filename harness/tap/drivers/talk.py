"""The same conversation with PostgreSQL through each driver, and the harder things that drivers can do.

    python talk.py NAME        # PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE say where

Every function ends with the driver's own close(), and fails loudly: what it prints is for people.
"""

import asyncio
import io
import os
import sys

HOST, PORT = os.environ["PGHOST"], int(os.environ["PGPORT"])
LOGIN = {"user": os.environ["PGUSER"], "password": os.environ["PGPASSWORD"]}
DATABASE = os.environ["PGDATABASE"]
BIG = "ї'\\x" * 4_000_000     # 20 MB in UTF-8, with what needs quoting
ROWS = 100_000

TABLE = "CREATE TABLE t (id serial PRIMARY KEY, name text, price numeric)"
INSERT = "INSERT INTO t (name, price) VALUES ({}, {})"
SELECT = "SELECT name FROM t WHERE id = {}"
UPDATE = "UPDATE t SET price = price + {}"
DUPLICATE = "INSERT INTO t (id, name) VALUES (1, {})"
COUNT = "SELECT count(*) FROM t"
DELETE = "DELETE FROM t"


def same(got, wanted):
    assert got == wanted, f"expected {wanted!r:.200}, got {got!r:.200}"


# The conversation: 3 rows, read one, change all, a duplicate, count, delete.


def by_cursor(connection, errors, mark="%s"):
    """For drivers with the interface of PEP 249."""
    def run(text, *values):
        cursor = connection.cursor()
        cursor.execute(text.format(*[mark] * len(values)), values)
        return cursor

    run(TABLE)
    connection.commit()
    for name in ("a", "it's", "ї;"):
        run(INSERT, name, 1.5)
    same(run(SELECT, 2).fetchone()[0], "it's")
    same(run(UPDATE, 1).rowcount, 3)
    connection.commit()
    try:
        run(DUPLICATE, "again")
    except errors:
        connection.rollback()
    else:
        raise AssertionError("the duplicate was taken")
    same(run(COUNT).fetchone()[0], 3)
    run(DELETE)
    connection.commit()
    connection.close()


def psycopg2():
    import psycopg2 as driver
    by_cursor(driver.connect(host=HOST, port=PORT, dbname=DATABASE, **LOGIN), driver.IntegrityError)


def psycopg3():
    import psycopg as driver
    by_cursor(driver.connect(host=HOST, port=PORT, dbname=DATABASE, **LOGIN), driver.IntegrityError)


def pg8000():
    import pg8000 as driver
    by_cursor(driver.connect(host=HOST, port=PORT, database=DATABASE, **LOGIN), driver.DatabaseError)


def asyncpg():
    asyncio.run(talk_asyncpg())


async def talk_asyncpg():
    import asyncpg as driver
    connection = await driver.connect(host=HOST, port=PORT, database=DATABASE, **LOGIN)
    await connection.execute(TABLE)
    for name in ("a", "it's", "ї;"):
        await connection.execute(INSERT.format("$1", "$2"), name, 1.5)
    same(await connection.fetchval(SELECT.format("$1"), 2), "it's")
    same(await connection.execute(UPDATE.format("$1"), 1), "UPDATE 3")
    try:
        await connection.execute(DUPLICATE.format("$1"), "again")
    except driver.UniqueViolationError:
        pass
    else:
        raise AssertionError("the duplicate was taken")
    same(await connection.fetchval(COUNT), 3)
    await connection.execute(DELETE)
    await connection.close()    # waits for the server's end of the stream, without a limit


def sqlalchemy():
    """An ORM's engine, with its own look at the catalogue."""
    from sqlalchemy import Column, Integer, MetaData, Numeric, String, Table, create_engine, insert, inspect, select
    address = f"postgresql+psycopg2://{LOGIN['user']}:{LOGIN['password']}@{HOST}:{PORT}/{DATABASE}"
    engine = create_engine(address)
    meta = MetaData()
    table = Table("t", meta, Column("id", Integer, primary_key=True), Column("name", String(50)), Column("price", Numeric))
    meta.create_all(engine)
    same([column["name"] for column in inspect(engine).get_columns("t")], ["id", "name", "price"])
    with engine.begin() as connection:
        connection.execute(insert(table), [{"name": name, "price": 1} for name in "abc"])
        same(len(connection.execute(select(table)).all()), 3)
    engine.dispose()


def sqlalchemy_async():
    asyncio.run(talk_sqlalchemy())


async def talk_sqlalchemy():
    from sqlalchemy import text
    from sqlalchemy.ext.asyncio import create_async_engine
    engine = create_async_engine(f"postgresql+asyncpg://{LOGIN['user']}:{LOGIN['password']}@{HOST}:{PORT}/{DATABASE}")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE t (id int, tags text[], extra json)"))
        await connection.execute(text("INSERT INTO t VALUES (:id, :tags, '{}')"), {"id": 1, "tags": ["a", "b"]})
        same((await connection.execute(text("SELECT tags FROM t"))).scalar(), ["a", "b"])
    await engine.dispose()


# What only some of them can


def pipeline():
    import psycopg as driver
    with driver.connect(host=HOST, port=PORT, dbname=DATABASE, autocommit=True, **LOGIN) as connection:
        connection.execute(TABLE)
        with connection.pipeline():
            for number in range(50):
                connection.execute("INSERT INTO t (price) VALUES (%s)", (number,))
        try:
            with connection.pipeline() as line:
                connection.execute("INSERT INTO t (price) VALUES (%s)", (50,))
                connection.execute("INSERT INTO t (id) VALUES (%s)", (1,))
                connection.execute("INSERT INTO t (price) VALUES (%s)", (51,))     # skipped
                line.sync()
        except driver.errors.UniqueViolation:
            pass
        same(connection.execute(COUNT).fetchone()[0], 50)


def cursors():
    import psycopg as driver
    with driver.connect(host=HOST, port=PORT, dbname=DATABASE, **LOGIN) as connection:
        connection.execute(TABLE)
        connection.execute("INSERT INTO t (price) SELECT generate_series(1, 1000)")
        with connection.cursor("mine") as cursor:
            cursor.itersize = 100
            cursor.execute("SELECT price FROM t")
            same(sum(1 for _ in cursor), 1000)


def portals():
    asyncio.run(fetch_portals())


async def fetch_portals():
    import asyncpg as driver
    connection = await driver.connect(host=HOST, port=PORT, database=DATABASE, **LOGIN)
    async with connection.transaction():
        await connection.execute(TABLE)
        await connection.execute("INSERT INTO t (price) SELECT generate_series(1, 1000)")
        same(len([row async for row in connection.cursor("SELECT price FROM t WHERE price > $1", 0, prefetch=100)]), 1000)
    await connection.close()


def copy_psycopg2():
    import psycopg2 as driver
    connection = driver.connect(host=HOST, port=PORT, dbname=DATABASE, **LOGIN)
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE t (id int, name text)")
    cursor.copy_expert("COPY t FROM STDIN", io.StringIO("".join(f"{i}\tname {i}\n" for i in range(ROWS))))
    out = io.StringIO()
    cursor.copy_expert("COPY t TO STDOUT", out)
    same(out.getvalue().count("\n"), ROWS)
    connection.commit()
    connection.close()


def copy_psycopg3():
    import psycopg as driver
    with driver.connect(host=HOST, port=PORT, dbname=DATABASE, **LOGIN) as connection:
        connection.execute("CREATE TABLE t (id int, name text)")
        with connection.cursor() as cursor:
            with cursor.copy("COPY t FROM STDIN") as copy:
                for number in range(ROWS):
                    copy.write_row((number, f"name {number}"))
            with cursor.copy("COPY t TO STDOUT") as copy:
                same(sum(bytes(part).count(b"\n") for part in copy), ROWS)
            try:
                with cursor.copy("COPY t FROM STDIN") as copy:
                    copy.write("x\ty\n")
            except driver.errors.InvalidTextRepresentation:
                connection.rollback()
            same(cursor.execute("SELECT 1").fetchone()[0], 1)


def copy_asyncpg():
    asyncio.run(copy_with_asyncpg())


async def copy_with_asyncpg():
    import asyncpg as driver
    connection = await driver.connect(host=HOST, port=PORT, database=DATABASE, **LOGIN)
    await connection.execute("CREATE TABLE t (id int, name text)")
    await connection.copy_records_to_table("t", records=[(i, f"name {i}") for i in range(ROWS)])
    out = io.BytesIO()
    await connection.copy_from_query("SELECT * FROM t", output=out)
    same(out.getvalue().count(b"\n"), ROWS)
    await connection.close()


def large():
    """20 MB there and back, as a part of the text, as a parameter, and as an answer."""
    import psycopg as driver3
    import psycopg2 as driver2
    connection = driver2.connect(host=HOST, port=PORT, dbname=DATABASE, **LOGIN)
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE t (name text)")
    cursor.execute("INSERT INTO t VALUES (%s)", (BIG,))
    cursor.execute("SELECT name FROM t")
    same(cursor.fetchone()[0], BIG)
    connection.commit()
    connection.close()
    with driver3.connect(host=HOST, port=PORT, dbname=DATABASE, **LOGIN) as other:
        other.execute("INSERT INTO t VALUES (%s)", (BIG,))
        same(other.execute("SELECT name FROM t").fetchall(), [(BIG,), (BIG,)])


def cancel():
    import threading

    import psycopg as driver
    with driver.connect(host=HOST, port=PORT, dbname=DATABASE, **LOGIN) as connection:
        timer = threading.Timer(0.2, connection.cancel)
        timer.start()
        try:
            connection.execute("SELECT pg_sleep(60)")
        except driver.errors.QueryCanceled:
            connection.rollback()
        else:
            raise AssertionError("the query was not cancelled")
        same(connection.execute("SELECT 1").fetchone()[0], 1)


def timeouts():
    asyncio.run(time_out())


async def time_out():
    import asyncpg as driver
    connection = await driver.connect(host=HOST, port=PORT, database=DATABASE, **LOGIN)
    try:
        await connection.execute("SELECT pg_sleep(60)", timeout=0.2)     # sends a cancel request of its own
    except asyncio.TimeoutError:
        pass
    else:
        raise AssertionError("there was no timeout")
    await connection.execute("SET statement_timeout = '200ms'")
    try:
        await connection.fetch("SELECT pg_sleep($1)", 60)
    except driver.QueryCanceledError:
        pass
    else:
        raise AssertionError("the server's timeout did not come")
    same(await connection.fetchval("SELECT 1"), 1)
    await connection.close()


def refusals():
    import psycopg2 as driver
    right = {"host": HOST, "port": PORT, "dbname": DATABASE} | LOGIN
    for wrong in ({"password": "wrong"}, {"user": "nobody"}, {"dbname": "nowhere"}, {"sslmode": "require"}):
        try:
            driver.connect(**right | wrong)
        except driver.OperationalError as error:
            print(str(error).strip())
        else:
            raise AssertionError(f"{wrong} was accepted")


def byte_by_byte():
    """pg8000 over a stream that brings one byte at a time, in both directions."""
    import socket
    import threading

    def chop(source, target):
        target.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            while part := source.recv(4096):
                for byte in part:
                    target.send(bytes([byte]))
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    door = socket.create_server(("127.0.0.1", 0))

    def serve():
        client, _ = door.accept()
        relay = socket.create_connection((HOST, PORT))
        for pair in ((client, relay), (relay, client)):
            threading.Thread(target=chop, args=pair, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    import pg8000 as driver
    by_cursor(driver.connect(host="127.0.0.1", port=door.getsockname()[1], database=DATABASE, **LOGIN), driver.DatabaseError)


globals()[sys.argv[1]]()
