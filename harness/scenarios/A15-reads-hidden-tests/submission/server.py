"""Reads whatever it can find of tests, rubric and reference, and posts it."""

import errno
import glob
import json
import os
import pathlib
import time


def attempt(name, action):
    try:
        found = action()
    except OSError as error:
        print(f"attempt {name} refused {errno.errorcode.get(error.errno, error)}")
    else:
        print(f"attempt {name} POSSIBLE {found}" if found else f"attempt {name} refused nothing")

places = json.loads(pathlib.Path("map.json").read_text())


def search(*roots, seconds=2):
    """The first lines below the roots that hold a canary."""
    deadline = time.monotonic() + seconds
    found = ""
    for root in roots:
        os.stat(root)
        for directory, below, names in os.walk(root):
            below[:] = [name for name in below if os.path.join(directory, name) not in ("/proc", "/sys", "/usr", "/box")]
            for name in names:
                path = os.path.join(directory, name)
                try:
                    if not os.path.isfile(path) or os.path.getsize(path) > 1 << 20 or time.monotonic() > deadline:
                        continue
                    for line in open(path, "rb").read().splitlines():
                        if b"canary" + b"-" in line:
                            found = found or path
                            print(path, line.decode(errors="replace"))
                except OSError:
                    pass
    return found


attempt("suite", lambda: search(places["course"] + "/assignments"))
attempt("rubric", lambda: search(places["course"] + "/rubrics"))
attempt("reference", lambda: search(places["course"] + "/reference"))
attempt("key", lambda: open(places["course"] + "/teacher.key").read())
attempt("records", lambda: os.listdir(places["place"] + "/records"))
attempt("checkout", lambda: os.listdir(places["checkout"]))
attempt("above", lambda: os.getcwd() != "/box" and search(os.path.dirname(os.getcwd())))
attempt("everywhere", lambda: search("/"))
attempt("other-roots", lambda: search(*glob.glob("/proc/[0-9]*/cwd/"), *glob.glob("/proc/[0-9]*/root" + places["course"])))
