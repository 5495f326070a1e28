"""Reads the credential files of whoever runs the check, and asks his agent."""

import errno
import json
import os
import pathlib
import pwd
import socket


def attempt(name, action):
    try:
        found = action()
    except OSError as error:
        print(f"attempt {name} refused {errno.errorcode.get(error.errno, error)}")
    else:
        print(f"attempt {name} POSSIBLE {found}" if found else f"attempt {name} refused nothing")

home = pathlib.Path(json.loads(pathlib.Path("map.json").read_text())["home"])


def agent():
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect(str(home / "agent.sock"))
    return "connected"


for name in (".netrc", ".git-credentials", ".gitconfig", ".docker/config.json", ".pypirc", ".pgpass", ".ssh/id_ed25519", ".aws/credentials"):
    attempt(name.strip(".").replace("/", "-").replace(".", "-").replace("_", "-").lower(), (home / name).read_text)
attempt("agent", agent)
attempt("root-home", lambda: os.listdir("/root"))
attempt("homes", lambda: [name for name in os.listdir("/home") if name != "student"])
attempt("shadow", lambda: open("/etc/shadow").read())
attempt("git-config", lambda: open(".git/config").read())
attempt("users", lambda: [user.pw_name for user in pwd.getpwall() if user.pw_uid >= 1000 and user.pw_uid not in (os.getuid(), 65534)])
