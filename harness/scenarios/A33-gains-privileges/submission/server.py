"""Becomes somebody else: by programs that are set-uid, by sockets of mighty servers, by capabilities."""

import ctypes
import errno
import glob
import json
import os
import pathlib
import socket
import stat
import subprocess


def attempt(name, action):
    try:
        found = action()
    except OSError as error:
        print(f"attempt {name} refused {errno.errorcode.get(error.errno, error)}")
    else:
        print(f"attempt {name} POSSIBLE {found}" if found else f"attempt {name} refused nothing")

places = json.loads(pathlib.Path("map.json").read_text())


def set_uid_programs():
    found = [path for root in ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/lib") for path in glob.glob(root + "/*")]
    return [path for path in found if os.path.isfile(path) and os.stat(path).st_mode & (stat.S_ISUID | stat.S_ISGID)]


def run_set_uid():
    """Runs su and looks who it is meanwhile: with no_new_privs it stays whoever it was."""
    su = subprocess.Popen(["su", "-c", "true"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        ids = [line for line in open(f"/proc/{su.pid}/status") if line.startswith("Uid:")][0].split()[1:]
        return ids if os.getuid() != 0 and "0" in ids else ""
    finally:
        su.kill()
        su.wait()


def sudo():
    done = subprocess.run(["sudo", "-n", "true"], capture_output=True)
    return "became root" if done.returncode == 0 else ""


def status(name):
    value = [line.split()[1] for line in open("/proc/self/status") if line.startswith(name + ":")][0]
    return int(value, 16)


def connect(path):
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect(path)
    return path


for name in ("CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb"):
    attempt(name.lower(), lambda: status(name))
attempt("no-new-privs", lambda: status("NoNewPrivs") != 1)
attempt("root", lambda: os.getuid() == 0 or os.geteuid() == 0)
attempt("groups", lambda: [group for group in os.getgroups() if group not in (os.getgid(), 65534)])
attempt("setuid", lambda: os.setuid(0) or "root")
attempt("setgroups", lambda: os.setgroups([0]) or "root")
attempt("sudo", sudo)
attempt("su", run_set_uid)
attempt("docker", lambda: connect("/var/run/docker.sock"))
attempt("d-bus", lambda: connect("/run/dbus/system_bus_socket"))
attempt("systemd", lambda: connect("/run/systemd/private"))
for number, path in enumerate(places["unix"], 1):
    attempt(f"unix-{number}", lambda: connect(path))
attempt("abstract", lambda: connect("\0" + places["abstract"]))
