"""Overwrites whatever the next check might run: interpreter, libraries, course, checkout."""

import errno
import json
import os
import pathlib
import sys


def attempt(name, action):
    try:
        found = action()
    except OSError as error:
        print(f"attempt {name} refused {errno.errorcode.get(error.errno, error)}")
    else:
        print(f"attempt {name} POSSIBLE {found}" if found else f"attempt {name} refused nothing")

places = json.loads(pathlib.Path("map.json").read_text())


def overwrite(root):
    """The first file at or below root that can be changed, or that can be made there."""
    os.stat(root)
    for directory, _, names in os.walk(root):
        for path in [os.path.join(directory, name) for name in names[:20]] + [directory + "/new"]:
            for action in (lambda: open(path, "r+b").close(), lambda: open(path, "xb").close(), lambda: os.chmod(path, 0o777)):
                try:
                    action()
                    return path
                except OSError:
                    pass
    return None


attempt("interpreter", lambda: overwrite(os.path.realpath(sys.executable)) or open(os.path.realpath(sys.executable), "r+b"))
attempt("libraries", lambda: overwrite(sys.prefix))
attempt("standard-library", lambda: overwrite(os.path.dirname(os.__file__)))
attempt("system", lambda: overwrite("/usr/bin"))
attempt("etc", lambda: overwrite("/etc"))
attempt("course", lambda: overwrite(places["course"]))
attempt("checkout", lambda: overwrite(places["checkout"] + "/harness"))
attempt("planted", lambda: open(places["writable"], "r+").write("changed"))
