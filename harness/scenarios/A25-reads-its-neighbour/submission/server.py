"""Is handed in twice: each leaves its mark wherever it can, and looks for the other's."""

import ctypes
import errno
import fcntl
import glob
import os
import pathlib
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

libc = ctypes.CDLL(None, use_errno=True)
token = "twin-" + os.urandom(4).hex()
kept = []


def leave(action):
    try:
        kept.append(action())
    except (OSError, psycopg2.Error):
        pass


def listen():
    ear = socket.socket(socket.AF_UNIX)
    ear.bind("\0" + token)
    ear.listen()
    return ear


def database():
    own = psycopg2.connect(os.environ["DATABASE_URL"])
    own.autocommit = True
    own.cursor().execute(f'CREATE TABLE "{token}" (); CREATE DATABASE "{token}"')
    own.cursor().execute("SET application_name TO '" + token + "'")
    return own


def shared_memory():
    number = libc.shmget(0x7177, 4096, 0o1666)
    libc.shmat.restype = ctypes.c_void_p
    address = libc.shmat(number, None, 0)
    found = ctypes.string_at(address, 13)
    ctypes.memmove(address, token.encode(), 13)
    return found


def others(words):
    return [word for word in words if "twin-" in word and token not in word]


def files():
    return [name for place in ("/dev/shm", "/tmp", "/var/tmp", "/run/lock", "/dev/mqueue") if os.path.isdir(place) for name in os.listdir(place)]


def locked():
    """Whether the other holds a lock on a file that both can read."""
    for path in (os.path.realpath("/proc/self/exe"), os.__file__):
        with open(path, "rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return path
            time.sleep(0.05)
    return ""


def names_in_databases():
    own = psycopg2.connect(os.environ["DATABASE_URL"])
    cursor = own.cursor()
    cursor.execute("SELECT datname FROM pg_database UNION SELECT application_name FROM pg_stat_activity UNION SELECT relname FROM pg_class")
    return [str(name) for name, in cursor.fetchall()]


def key():
    # add_key and request_key on the keyring that processes of one user share
    libc.syscall(248, b"user", token[:5].encode(), token.encode(), len(token), -4)
    number = libc.syscall(249, b"user", b"twin-", None, 0)
    buffer = ctypes.create_string_buffer(64)
    if number < 0 or libc.syscall(250, 11, number, buffer, 64) < 0:
        raise OSError(ctypes.get_errno(), "key")
    return [buffer.value.decode()]


for place in ("/dev/shm", "/tmp", "/var/tmp", "/run/lock", "/dev/mqueue"):
    leave(lambda: pathlib.Path(place, token).write_text(token))
leave(listen)
leave(database)
LOOKS = {
    "files": files,
    "abstract": lambda: open("/proc/net/unix").read().split(),
    "processes": lambda: [open(path).read() for path in glob.glob("/proc/[0-9]*/environ") if os.access(path, os.R_OK)],
    "boxes": lambda: os.listdir("/box/..") if os.path.isdir("/box") else os.listdir("../.."),
    "databases": names_in_databases,
    "key": key,
}
found = {name: "" for name in [*LOOKS, "memory", "lock"]}
os.environ["MARK"] = token
deadline = time.monotonic() + 2.5
while time.monotonic() < deadline:
    for name, look in LOOKS.items():
        try:
            found[name] = found[name] or others(look())
        except (OSError, psycopg2.Error):
            pass
    memory = shared_memory().decode(errors="replace")
    found["memory"] = found["memory"] or others([memory])
    found["lock"] = found["lock"] or locked()
for name, what in found.items():
    attempt(name, lambda: what)
