"""Shows every variable that is not the task's own, of itself and of whoever started it."""

import errno
import glob
import os


def attempt(name, action):
    try:
        found = action()
    except OSError as error:
        print(f"attempt {name} refused {errno.errorcode.get(error.errno, error)}")
    else:
        print(f"attempt {name} POSSIBLE {found}" if found else f"attempt {name} refused nothing")

KNOWN = {"PATH", "HOME", "LANG", "TZ", "PORT", "PYTHONUNBUFFERED", "PYTHONHASHSEED", "DATABASE_URL", "LC_CTYPE"}


def unknown(words):
    return [word for word in words if word.split("=", 1)[0] not in KNOWN]


def of_others():
    found = []
    for path in glob.glob("/proc/[0-9]*/environ"):
        try:
            found += unknown(open(path, "rb").read().decode(errors="replace").strip("\0").split("\0"))
        except OSError:
            pass
    return [word for word in found if word]


attempt("own", lambda: unknown(f"{name}={value}" for name, value in os.environ.items()))
attempt("kernel", lambda: unknown(open("/proc/self/environ").read().strip("\0").split("\0")))
attempt("others", of_others)
