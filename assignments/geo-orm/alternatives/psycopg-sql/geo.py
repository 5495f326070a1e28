"""The task in plain SQL. A connection's block is a transaction: psycopg commits at its end, or rolls back."""

import os

import psycopg as _psycopg
from psycopg import sql as _sql
from psycopg.rows import dict_row as _dict_row

_URL = os.environ.get("DATABASE_URL", "postgresql://postgres:postgres@localhost:5432/module8")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS countries (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    code text NOT NULL UNIQUE,
    population bigint NOT NULL,
    gdp_per_capita double precision NOT NULL
);
CREATE TABLE IF NOT EXISTS cities (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    country_id integer NOT NULL REFERENCES countries ON DELETE RESTRICT
);
CREATE TABLE IF NOT EXISTS addresses (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    street text NOT NULL,
    postal_code text,
    city_id integer NOT NULL REFERENCES cities ON DELETE RESTRICT
);
CREATE TABLE IF NOT EXISTS users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL,
    username text NOT NULL,
    full_name text NOT NULL,
    profile_score real NOT NULL DEFAULT 0,
    address_id integer NOT NULL REFERENCES addresses ON DELETE RESTRICT,
    is_deleted boolean NOT NULL DEFAULT false,
    created_at timestamp NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC')
);
CREATE UNIQUE INDEX IF NOT EXISTS users_email ON users (email);
CREATE UNIQUE INDEX IF NOT EXISTS users_username ON users (username);
CREATE INDEX IF NOT EXISTS cities_of_country ON cities (country_id, name);
CREATE INDEX IF NOT EXISTS addresses_of_city ON addresses (city_id);
CREATE INDEX IF NOT EXISTS users_of_address ON users (address_id);
"""

_CHANGEABLE = {"email", "username", "full_name", "profile_score", "address_id"}
_FROM_USERS = """
    FROM users u JOIN addresses a ON a.id = u.address_id JOIN cities c ON c.id = a.city_id
    JOIN countries k ON k.id = c.country_id WHERE NOT u.is_deleted
"""


def _connect():
    return _psycopg.connect(_URL, row_factory=_dict_row, connect_timeout=3)


def _all(query, *values):
    with _connect() as connection:
        return connection.execute(query, values).fetchall()


def _one(query, *values):
    with _connect() as connection:
        return connection.execute(query, values).fetchone()


def create_tables():
    with _connect() as connection:
        connection.execute(_SCHEMA)


def create_country(name, code, population, gdp_per_capita):
    return _one(
        "INSERT INTO countries (name, code, population, gdp_per_capita) VALUES (%s, %s, %s, %s) RETURNING *",
        name, code, population, gdp_per_capita,
    )


def create_city(name, country_id):
    return _one("INSERT INTO cities (name, country_id) VALUES (%s, %s) RETURNING *", name, country_id)


def create_address(street, city_id, postal_code=None):
    return _one(
        "INSERT INTO addresses (street, city_id, postal_code) VALUES (%s, %s, %s) RETURNING *", street, city_id, postal_code
    )


def create_user(email, username, full_name, address_id, profile_score=0):
    return _one(
        "INSERT INTO users (email, username, full_name, address_id, profile_score) VALUES (%s, %s, %s, %s, %s) RETURNING *",
        email, username, full_name, address_id, profile_score,
    )


def get_user(id):
    return _one("SELECT * FROM users WHERE id = %s AND NOT is_deleted", id)


def update_user(id, fields):
    if not fields:
        return get_user(id)
    if unknown := set(fields) - _CHANGEABLE:
        raise ValueError(f"unknown fields: {', '.join(sorted(unknown))}")
    changes = _sql.SQL(", ").join(_sql.SQL("{} = %s").format(_sql.Identifier(field)) for field in fields)
    query = _sql.SQL("UPDATE users SET {} WHERE id = %s AND NOT is_deleted RETURNING *").format(changes)
    return _one(query, *fields.values(), id)


def soft_delete_user(id):
    return _one("UPDATE users SET is_deleted = true WHERE id = %s AND NOT is_deleted RETURNING id", id) is not None


def restore_user(id):
    return _one("UPDATE users SET is_deleted = false WHERE id = %s RETURNING *", id)


def cities_by_country():
    rows = _all(
        "SELECT k.name, coalesce(array_agg(c.name ORDER BY c.name) FILTER (WHERE c.id IS NOT NULL), '{}') AS cities"
        " FROM countries k LEFT JOIN cities c ON c.country_id = k.id GROUP BY k.id"
    )
    return {row["name"]: row["cities"] for row in rows}


def users_in_country(name):
    return _all("SELECT u.*" + _FROM_USERS + "AND k.name = %s", name)


def users_in_city(name):
    return _all("SELECT u.*" + _FROM_USERS + "AND c.name = %s", name)


def top_users(min_score=80, limit=10):
    return _all(
        "SELECT * FROM users WHERE NOT is_deleted AND profile_score > %s ORDER BY profile_score DESC, username LIMIT %s",
        min_score, limit,
    )


def users_per_country():
    return _all(
        "SELECT k.name AS country, count(u.id) AS count, avg(u.profile_score) AS average FROM countries k"
        " LEFT JOIN cities c ON c.country_id = k.id LEFT JOIN addresses a ON a.city_id = c.id"
        " LEFT JOIN users u ON u.address_id = a.id AND NOT u.is_deleted GROUP BY k.id ORDER BY count(u.id) DESC"
    )


def users_with_location():
    return _all("SELECT u.id, u.username, u.email, u.full_name, a.street, c.name AS city, k.name AS country" + _FROM_USERS)


def seed():
    with _connect() as connection:
        connection.execute("LOCK TABLE countries IN EXCLUSIVE MODE")
        if connection.execute("SELECT 1 FROM countries WHERE code = 'UA'").fetchone():
            return "seeded already"
        connection.execute("""
            WITH k AS (
                INSERT INTO countries (name, code, population, gdp_per_capita)
                VALUES ('Ukraine', 'UA', 40000000, 4200), ('Poland', 'PL', 38000000, 15600) RETURNING id, code
            ), c AS (
                INSERT INTO cities (name, country_id)
                SELECT v.city, k.id FROM k JOIN (VALUES ('Kyiv', 'UA'), ('Kharkiv', 'UA'), ('Warsaw', 'PL')) v (city, code)
                USING (code) RETURNING id, name
            ), a AS (
                INSERT INTO addresses (street, postal_code, city_id)
                SELECT v.street, v.postal_code, c.id FROM c,
                    (VALUES ('Khreschatyk Street', '01001'), ('Pushkin Street', '01004')) v (street, postal_code)
                WHERE c.name = 'Kyiv' RETURNING id, street
            )
            INSERT INTO users (username, full_name, email, profile_score, address_id)
            SELECT v.username, v.full_name, v.email, v.score, a.id FROM a JOIN (VALUES
                ('ivan_data', 'Ivan Ivanov', 'ivan.data@example.com', 91, 'Khreschatyk Street'),
                ('maria_ml', 'Mariya Petrova', 'mariya.ml@example.com', 88, 'Pushkin Street')
            ) v (username, full_name, email, score, street) USING (street)
        """)
        return "seeded"
