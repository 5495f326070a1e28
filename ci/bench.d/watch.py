"""How long a student waits after a save: watch.py ASSAY WORK ROUNDS TEST...

Starts `assay check --watch` on WORK, saves app/crud.py ROUNDS times (what it does stays the same), and
prints the seconds from each save to the first result and the number of tests that it is about, a line each.
"""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

PATIENCE = 120


class Watch:
    """The program, and what it has said so far."""

    def __init__(self, assay: str, work: Path, tests: list[str]) -> None:
        only = [word for test in tests for word in ("--only", test)]
        self.child = subprocess.Popen(
            [assay, "check", "products-api", str(work), "--watch", *only, "--seed", "7", "--lang", "en"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.said = b""

    def wait_for(self, words: str) -> tuple[float, re.Match[bytes]]:
        """Give the time at which the words were there, and them; they are taken away."""
        end = time.monotonic() + PATIENCE
        while not (found := re.search(words.encode(), self.said)):
            part = os.read(self.child.stdout.fileno(), 65536)
            if not part or time.monotonic() > end:
                sys.exit(f"watch.py: no {words!r} in {self.said.decode(errors='replace')!r}")
            self.said += part
        self.said = self.said[found.end() :]
        return time.monotonic(), found

    def end(self) -> None:
        self.child.send_signal(signal.SIGINT)
        self.child.wait(PATIENCE)


def main() -> None:
    assay, work, rounds, tests = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
    file = work / "app" / "crud.py"
    text = file.read_text()
    watch = Watch(assay, work, tests)
    for number in range(rounds):
        watch.wait_for("Waiting for you to save")
        # Whoever types needs longer than this: the interpreters that wait for the save are warm then.
        time.sleep(3)
        begin = time.monotonic()
        file.write_text(f"{text}\n# saved {number}\n")
        end, found = watch.wait_for(r"of (\d+) passed, [^\n]* after saving")
        print(f"{end - begin:.3f} {found[1].decode()}", flush=True)
    watch.wait_for("Waiting for you to save")
    watch.end()


main()
