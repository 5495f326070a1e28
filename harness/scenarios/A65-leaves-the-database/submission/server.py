"""Reads files, runs programs and connects elsewhere, through the server."""

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


attempt("copy-program", "COPY (SELECT 1) TO PROGRAM 'id'")
attempt("copy-from-program", "CREATE TABLE t (x text); COPY t FROM PROGRAM 'id'")
attempt("copy-to-file", "COPY (SELECT 1) TO '/tmp/x'")
attempt("copy-from-file", "CREATE TABLE t (x text); COPY t FROM '/etc/passwd'")
attempt("read-file", "SELECT pg_read_file('/etc/passwd')")
attempt("read-binary", "SELECT pg_read_binary_file('/etc/passwd')")
attempt("list-directory", "SELECT pg_ls_dir('/')")
attempt("stat-file", "SELECT pg_stat_file('/etc/passwd')")
attempt("large-object-import", "SELECT lo_import('/etc/passwd')")
attempt("large-object-export", "SELECT lo_export(lo_from_bytea(0, 'x'), '/tmp/x')")
for name in ("dblink", "postgres_fdw", "file_fdw", "adminpack", "plpython3u", "plperlu", "pltclu"):
    attempt("extension-" + name.replace("_", "-"), f"CREATE EXTENSION {name}")
attempt("language", "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'libc.so.6', 'system'")
attempt("internal", "CREATE FUNCTION f() RETURNS int LANGUAGE internal AS 'pg_read_file'")
attempt("load", "LOAD '/tmp/x.so'")
attempt("library", "ALTER SYSTEM SET shared_preload_libraries TO 'x'")
attempt("command", "ALTER SYSTEM SET archive_command TO 'id'")
attempt("reload", "SELECT pg_reload_conf()")
attempt("rotate", "SELECT pg_rotate_logfile()")
attempt("directory", "SHOW data_directory")
attempt("subscription", "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1' PUBLICATION p")
attempt("tablespace", "CREATE TABLESPACE t LOCATION '/tmp'")
attempt("role", "CREATE ROLE evil SUPERUSER LOGIN")
attempt("event-trigger", "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f()")
attempt("temp-file-limit", "SET temp_file_limit TO -1")
attempt("kill-others", "SELECT pid FROM pg_stat_activity WHERE usename IS DISTINCT FROM current_user AND pg_terminate_backend(pid)")
attempt("other-databases", "SELECT datname FROM pg_database WHERE datname <> current_database() AND datallowconn AND has_database_privilege(datname, 'CONNECT')")
attempt("settings", "SELECT name FROM pg_settings WHERE context IN ('postmaster', 'sighup') AND source = 'session'")
attempt("slot", "SELECT pg_create_physical_replication_slot('x')")
