"""Sends what it knows to the world, by every way there is."""

import errno
import json
import os
import pathlib
import socket
import struct


def attempt(name, action):
    try:
        found = action()
    except OSError as error:
        print(f"attempt {name} refused {errno.errorcode.get(error.errno, error)}")
    else:
        print(f"attempt {name} POSSIBLE {found}" if found else f"attempt {name} refused nothing")

places = json.loads(pathlib.Path("map.json").read_text())
FAR = "198.51.100.7"  # an address for documentation: routed, where there is a route


def connect(family, kind, address):
    with socket.socket(family, kind) as peer:
        peer.settimeout(1)
        peer.connect(address)
        return peer.getpeername() or "connected"


def send(family, kind, number, address, data=b"x" * 32):
    with socket.socket(family, kind, number) as peer:
        return peer.sendto(data, address)


def timed(action):
    try:
        return action()
    except TimeoutError:
        return "there is a route"


def interfaces():
    return [name for _, name in socket.if_nameindex() if name != "lo"]


attempt("tcp", lambda: timed(lambda: connect(socket.AF_INET, socket.SOCK_STREAM, (FAR, 443))))
attempt("udp", lambda: send(socket.AF_INET, socket.SOCK_DGRAM, 0, (FAR, 53)))
attempt("tcp6", lambda: timed(lambda: connect(socket.AF_INET6, socket.SOCK_STREAM, ("2001:db8::7", 443))))
attempt("dns", lambda: socket.getaddrinfo("example.com", 443))
attempt("icmp", lambda: send(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP, (FAR, 0), struct.pack("!BBHHH", 8, 0, 0, 1, 1)))
attempt("raw", lambda: send(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP, (FAR, 0)))
attempt("packet", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0))
attempt("broadcast", lambda: send(socket.AF_INET, socket.SOCK_DGRAM, 0, ("224.0.0.251", 5353)))
attempt("vsock", lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM))
attempt("interfaces", interfaces)
attempt("host-tcp", lambda: connect(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", places["tcp"])))
attempt("host-udp", lambda: send(socket.AF_INET, socket.SOCK_DGRAM, 0, ("127.0.0.1", places["udp"])) and "")
