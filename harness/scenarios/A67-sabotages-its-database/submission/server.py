"""Locks the harness out of its database, and itself too; then it ends."""

import os
import time

import psycopg2

sessions = []


def do(text):
    database = psycopg2.connect(os.environ["DATABASE_URL"])
    database.autocommit = ";" not in text
    try:
        database.cursor().execute(text)
    except psycopg2.Error as error:
        print(text, error)
    sessions.append(database)


do("CREATE TABLE products (id int)")
do("BEGIN; LOCK TABLE products; LOCK TABLE pg_class IN ACCESS SHARE MODE")
do("BEGIN; INSERT INTO products VALUES (1); PREPARE TRANSACTION 'x'")
for number in range(20):
    do(f"SELECT pg_advisory_lock({number})")
do("ALTER ROLE tradeos_user SET search_path TO nowhere")
do("ALTER ROLE tradeos_user SET statement_timeout TO 1")
do("ALTER ROLE tradeos_user SET default_transaction_read_only TO on")
do("ALTER DATABASE tradeos_db SET statement_timeout TO 1")
do("ALTER ROLE tradeos_user PASSWORD 'other'")
do("ALTER ROLE tradeos_user CONNECTION LIMIT 0")
do("ALTER DATABASE tradeos_db ALLOW_CONNECTIONS false")
do("ALTER DATABASE tradeos_db CONNECTION LIMIT 0")
do("ALTER DATABASE tradeos_db RENAME TO lost")
if os.fork() == 0:
    time.sleep(3600)
