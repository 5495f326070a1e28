"""Looks for the reference solution on every port, in every process and in every database, while it runs beside."""

import errno
import glob
import os
import random
import socket
import time
import urllib.parse


def attempt(name, action):
    try:
        found = action()
    except OSError as error:
        print(f"attempt {name} refused {errno.errorcode.get(error.errno, error)}")
    else:
        print(f"attempt {name} POSSIBLE {found}" if found else f"attempt {name} refused nothing")

import psycopg2

OWN = {int(os.environ["PORT"]), urllib.parse.urlsplit(os.environ["DATABASE_URL"]).port}


def listening():
    """Ports that somebody listens on, by the kernel's tables."""
    found = set()
    for path in glob.glob("/proc/net/tcp*"):
        for line in open(path).readlines()[1:]:
            words = line.split()
            if words[3] == "0A":
                found.add(int(words[1].rsplit(":", 1)[1], 16))
    return sorted(found - OWN)


def answering():
    """Ports that take a connection, as many as can be tried in two seconds."""
    found = []
    deadline = time.monotonic() + 2
    for port in random.sample(range(1, 65536), 65535):
        if time.monotonic() > deadline:
            break
        with socket.socket() as peer:
            if port not in OWN and peer.connect_ex(("127.0.0.1", port)) == 0 and peer.getsockname() != peer.getpeername():
                found.append(port)  # Else it has met itself: the port was its own end's.
    return found


def databases():
    """Databases beside the own one that let this user in."""
    found = []
    with psycopg2.connect(os.environ["DATABASE_URL"]) as own, own.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname <> current_database()")
        for name, in cursor.fetchall():
            try:
                psycopg2.connect(os.environ["DATABASE_URL"], dbname=name).close()
                found.append(name)
            except psycopg2.Error:
                pass
    return found


def sessions():
    """What others are doing on the same server."""
    with psycopg2.connect(os.environ["DATABASE_URL"]) as own, own.cursor() as cursor:
        cursor.execute(
            "SELECT usename, query FROM pg_stat_activity WHERE usename <> current_user"
            " AND query <> '' AND query NOT LIKE '%insufficient privilege%'"
        )
        return cursor.fetchall()


def programs():
    found = []
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            if b"uvicorn" in open(path, "rb").read():
                found.append(path)
        except OSError:
            pass
    return found


attempt("listening", listening)
attempt("answering", answering)
attempt("databases", databases)
attempt("sessions", sessions)
attempt("programs", programs)
