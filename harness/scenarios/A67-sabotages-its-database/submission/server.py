"""Locks the harness out of its database, and itself too; then it ends."""

import os
import time

import psycopg2

sessions = [psycopg2.connect(os.environ["DATABASE_URL"]) for _ in range(24)]


def do(text, number=0):
    sessions[number].autocommit = number == 0
    try:
        sessions[number].cursor().execute(text)
    except psycopg2.Error as error:
        print(text, "-", error)


do("CREATE TABLE products (id int)")
do("CREATE TABLE other (id int)")
do("INSERT INTO other VALUES (1); PREPARE TRANSACTION 'x'", 1)
do("LOCK TABLE products IN ACCESS EXCLUSIVE MODE", 2)
do("LOCK TABLE pg_catalog.pg_class IN ACCESS SHARE MODE", 3)
for number in range(4, 24):
    do(f"SELECT pg_advisory_lock({number})", number)
do("ALTER ROLE tradeos_user SET search_path TO nowhere")
do("ALTER ROLE tradeos_user SET statement_timeout TO 1")
do("ALTER ROLE tradeos_user SET default_transaction_read_only TO on")
do("ALTER ROLE assay_reader CONNECTION LIMIT 0")
do("ALTER DATABASE tradeos_db SET statement_timeout TO 1")
do("ALTER DATABASE tradeos_db CONNECTION LIMIT 0")
do("ALTER DATABASE tradeos_db ALLOW_CONNECTIONS false")
do("ALTER ROLE tradeos_user CONNECTION LIMIT 0")
do("ALTER ROLE tradeos_user PASSWORD 'other'")
if os.fork() == 0:
    time.sleep(3600)
