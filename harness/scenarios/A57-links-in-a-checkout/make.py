"""Makes checkouts that hold what is no file of theirs: python3 make.py DIRECTORY."""

import os
import pathlib
import socket
import sys

place = pathlib.Path(sys.argv[1])


def checkout(name):
    (place / name / "app").mkdir(parents=True)
    (place / name / "app/main.py").write_text("raise SystemExit(0)\n")
    return place / name


(checkout("link-to-file") / "data").symlink_to("/etc/passwd")
(checkout("link-to-folder") / "app/data").symlink_to("/etc")
(checkout("link-to-course") / "app/data").symlink_to(place.parent / "course")
(checkout("link-to-itself") / "data").symlink_to("data")
(checkout("dangling") / "data").symlink_to("nowhere")
(checkout("commands") / "a\\n::error::pwned ##[error]pwned").symlink_to("nowhere")
os.mkfifo(checkout("pipe") / "data")
here = os.getcwd()
os.chdir(checkout("socket"))
socket.socket(socket.AF_UNIX).bind("data")
os.chdir(here)
(checkout("deep") / ("d/" * 60)).mkdir(parents=True)
root = checkout("link-as-app")
(root / "app").rename(root / "program")
(root / "app").symlink_to("program")
