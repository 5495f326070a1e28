"""Logs in as the superuser, as the reader and as nobody, by every way that needs no password."""

import glob
import os

import psycopg2

def attempt(name, text, url=os.environ["DATABASE_URL"], **named):
    try:
        with psycopg2.connect(url, connect_timeout=2, **named) as database, database.cursor() as cursor:
            cursor.execute(text)
            found = cursor.fetchall() if cursor.description else "done"
    except psycopg2.Error as error:
        print("attempt", name, "refused", error.pgcode or str(error).splitlines()[0])
    else:
        print("attempt", name, "POSSIBLE" if found else "refused", found or "nothing")


for user in ("postgres", "assay_superuser", "root", "assay_reader"):
    for password in ("", "postgres", "tradeos_password"):
        attempt(f"{user.replace('_', '-')}-{len(password)}", "SELECT current_user", user=user, password=password)
for number, directory in enumerate(("/var/run/postgresql", "/tmp", "/run/postgresql", *glob.glob("/dev/shm/assay-*/*"), *glob.glob("/run/assay/*"))):
    if number < 3:
        attempt(f"socket-{number}", "SELECT current_user", url="", host=directory, user="postgres", dbname="postgres")
attempt("superuser", "SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolreplication OR rolbypassrls OR rolcreaterole)")
attempt("member", "SELECT r.rolname FROM pg_roles r WHERE pg_has_role(current_user, r.oid, 'member') AND r.rolname NOT IN (current_user, 'pg_database_owner')")
attempt("become", "SET ROLE assay_superuser; SELECT current_user")
attempt("session", "SET SESSION AUTHORIZATION assay_superuser; SELECT current_user")
attempt("passwords", "SELECT rolpassword FROM pg_authid")
attempt("hba", "SELECT * FROM pg_hba_file_rules")
