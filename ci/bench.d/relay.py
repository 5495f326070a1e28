#!/usr/bin/env python3
"""Measures what the relay between a submission and PostgreSQL costs: ci/bench --relay [--rounds N]

One server, pgbench's select-only script over TCP, once straight and once through the relay, plain and reading along; the ways
take turns, and the medians of the rounds are printed with their ratio to the straight way. The aim is 0.7 with one client and
0.4 with four. A measurement, not a test: no result is a failure.
"""

import argparse
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
AIMS = {1: 0.7, 4: 0.4}
PASSWORD = "tradeos_password"


def newest_postgres() -> pathlib.Path:
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda bin: int(bin.parent.name))
    return pathlib.Path(os.environ.get("ASSAY_POSTGRES_BIN") or found[-1])


def server_user() -> dict[str, int]:
    """Whom the server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam("assay")
    return {"user": entry.pw_uid, "group": entry.pw_gid}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Cluster:
    """A server on tmpfs with the settings of harness/service/postgres.cpp, and on TCP as well, for the straight way."""

    def __init__(self, place: pathlib.Path):
        bin, user = newest_postgres(), server_user()
        if user:
            shutil.chown(place, user["user"], user["group"])
        self.port, self.sockets = free_port(), place
        (password := place / "password").write_text(PASSWORD)
        subprocess.run([bin / "initdb", "-D", place / "d", "-U", "bench", "--pwfile", password, "--auth=scram-sha-256",
                        "--no-sync", "--no-instructions", "--locale=C.UTF-8", "--encoding=UTF8"],
                       check=True, cwd=place, stdout=subprocess.DEVNULL, **user)
        settings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "shared_buffers=16MB",
                    "max_connections=60", "jit=off", "log_min_messages=fatal", "listen_addresses=127.0.0.1",
                    f"port={self.port}", f"unix_socket_directories={place}"]
        self.server = subprocess.Popen([bin / "postgres", "-D", place / "d", *(word for s in settings for word in ("-c", s))],
                                       cwd=place, stderr=subprocess.DEVNULL, **user)
        for _ in range(500):
            if subprocess.run(["pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode == 0:
                return
            time.sleep(0.02)
        raise SystemExit("bench: the server does not answer")

    def socket(self) -> pathlib.Path:
        return self.sockets / f".s.PGSQL.{self.port}"

    def end(self) -> None:
        self.server.send_signal(signal.SIGQUIT)
        self.server.wait()


def pgbench(port: int, *words: str) -> str:
    return subprocess.run(["pgbench", "-h", "127.0.0.1", "-p", str(port), "-U", "bench", *words, "postgres"], check=True,
                          env=os.environ | {"PGPASSWORD": PASSWORD}, capture_output=True, text=True).stdout


def speed(port: int, clients: int, mode: str, seconds: int) -> float:
    said = pgbench(port, "-n", "-S", "-M", mode, "-c", str(clients), "-T", str(seconds))
    return float(re.search(r"tps = ([\d.]+) \(without", said)[1])


def start_relay(program: pathlib.Path, cluster: Cluster, *words: str) -> tuple[subprocess.Popen, int]:
    relay = subprocess.Popen([program, cluster.socket(), *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    return relay, int(relay.stdout.readline())


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=int, default=2)
    options.add_argument("--modes", nargs="+", default=["simple", "prepared"])
    options.add_argument("--relay", type=pathlib.Path, default=ROOT / "build/release/relay")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="assay-bench-", dir="/dev/shm") as name:
        cluster = Cluster(pathlib.Path(name))
        relays = {}
        try:
            pgbench(cluster.port, "-i", "-q")
            for way, words in (("relay", ()), ("observed", ("observe",))):
                relays[way] = start_relay(given.relay, cluster, *words)
            ports = {"direct": cluster.port} | {way: port for way, (_, port) in relays.items()}
            print(f"{'':22}" + "".join(f"{way:>20}" for way in ports))
            for mode in given.modes:
                for clients, aim in AIMS.items():
                    found = {way: [] for way in ports}
                    for number in range(given.rounds):
                        ways = list(ports) if number % 2 == 0 else list(ports)[::-1]
                        for way in ways:
                            found[way].append(speed(ports[way], clients, mode, given.seconds))
                    medians = {way: statistics.median(speeds) for way, speeds in found.items()}
                    cells = "".join(f"{medians[way]:>13.0f} {medians[way] / medians['direct']:>6.2f}" for way in ports)
                    print(f"{mode:9} {clients} client{'s' if clients > 1 else ' '}  {cells}   (aim {aim})", flush=True)
        finally:
            for relay, _ in relays.values():
                relay.stdin.close()
                relay.wait()
            cluster.end()


main()
