"""Reads the memory, the environment and the descriptors of every process that is not its own."""

import ctypes
import errno
import glob
import os
import signal


def attempt(name, action):
    try:
        found = action()
    except OSError as error:
        print(f"attempt {name} refused {errno.errorcode.get(error.errno, error)}")
    else:
        print(f"attempt {name} POSSIBLE {found}" if found else f"attempt {name} refused nothing")

libc = ctypes.CDLL(None, use_errno=True)
others = [int(path.split("/")[2]) for path in glob.glob("/proc/[0-9]*/")]
others = [pid for pid in others if pid != os.getpid()]


def any_of(action):
    """What the action gives for one of the processes; the last error if none gives anything."""
    problem = OSError(errno.ESRCH, "nobody else is there")
    for pid in others:
        try:
            if found := action(pid):
                return f"{pid} {found!r}"
        except OSError as error:
            problem = error
    raise problem


def call(name, *words):
    result = getattr(libc, name)(*words)
    if result < 0:
        raise OSError(ctypes.get_errno(), name)
    return result + 1


def traced(pid):
    call("ptrace", 0x4206, pid, 0, 0)  # PTRACE_SEIZE
    return "seized"


def read_remote(pid):
    buffer = ctypes.create_string_buffer(64)
    vector = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
    start = int(open(f"/proc/{pid}/maps").readline().split("-")[0], 16)
    remote = (ctypes.c_void_p * 2)(start, 64)
    return call("process_vm_readv", pid, vector, 1, remote, 1, 0)


attempt("environ", lambda: any_of(lambda pid: open(f"/proc/{pid}/environ", "rb").read(4096)))
attempt("cmdline", lambda: any_of(lambda pid: open(f"/proc/{pid}/cmdline", "rb").read(4096)))
attempt("maps", lambda: any_of(lambda pid: open(f"/proc/{pid}/maps").read(4096)))
attempt("mem", lambda: any_of(lambda pid: open(f"/proc/{pid}/mem", "r+b").name))
attempt("fd", lambda: any_of(lambda pid: os.listdir(f"/proc/{pid}/fd")))
attempt("cwd", lambda: any_of(lambda pid: os.readlink(f"/proc/{pid}/cwd")))
attempt("root", lambda: any_of(lambda pid: os.listdir(f"/proc/{pid}/root/")))
attempt("ptrace", lambda: any_of(traced))
attempt("vm-read", lambda: any_of(read_remote))
attempt("signal", lambda: any_of(lambda pid: os.kill(pid, 0) or "may be signalled"))
attempt("pidfd", lambda: any_of(lambda pid: pid != 1 and os.pidfd_open(pid)))
