"""Prints what the rounds of ci/bench have shown: table.py DIRECTORY, which holds a directory a round.

A round has `assay` and `loop` ("WALL CPU" of measure.py), `loop.server` (CPU of the loop's
PostgreSQL), `records/` of Assay and `results/` of the loop's pytest.
"""

import json
import os
import re
import sys
from pathlib import Path
from statistics import median

NEVER_WRONG = "reference-like"  # every test passes, so its count says whether the work compares


class Round:
    """One round, in seconds."""

    def __init__(self, place: Path) -> None:
        self.assay, self.assay_cpu = map(float, (place / "assay").read_text().split())
        self.loop, self.loop_cpu = map(float, (place / "loop").read_text().split())
        self.loop_cpu += float((place / "loop.server").read_text())
        records = [json.loads(file.read_text()) for file in (place / "records").glob("*.json")]
        units = [unit["volatile"] for record in records for unit in record["units"]]
        self.submission = sum(unit["submission_cpu_ms"] for unit in units) / 1000
        self.suites = sum(unit["harness_cpu_ms"] for unit in units) / 1000
        self.graded, self.started = len(records), len(list((place / "results").iterdir()))
        verdicts = [outcome["verdict"] for record in records for outcome in record["outcomes"]]
        self.faults = verdicts.count("harness_fault")
        (right,) = [one for one in records if one["submission"]["name"] == NEVER_WRONG]
        passed = [outcome["verdict"] == "passed" for outcome in right["outcomes"]]
        self.assay_tests = f"{sum(passed)} of {len(passed)}"
        words = (place / "results" / NEVER_WRONG).read_text()
        counts = {what: int(n) for n, what in re.findall(r"(\d+) (passed|failed|error)", words)}
        self.loop_tests = f"{counts.get('passed', 0)} of {sum(counts.values())}"


def row(label: str, values: list[float], form: str) -> None:
    spread = f"{min(values):{form}} to {max(values):{form}}"
    print(f"  {label:<52} {median(values):>8{form}}   {spread}")


def main() -> None:
    places = [place for place in Path(sys.argv[1]).iterdir() if place.name.isdigit()]
    rounds = [Round(place) for place in sorted(places, key=lambda place: int(place.name))]
    first = rounds[0]
    print(f"Submissions: {first.graded}; cores: {os.cpu_count()}; rounds: {len(rounds)}\n")
    print(f"  {'':<52} {'median':>8}   spread")
    row("assay grade, s", [one.assay for one in rounds], ".1f")
    row("plain shell loop with pytest, s", [one.loop for one in rounds], ".1f")
    row("assay / loop", [one.assay / one.loop for one in rounds], ".2f")
    print()
    row("CPU of assay with all it starts, s", [one.assay_cpu for one in rounds], ".1f")
    row("CPU of the loop with all it starts, s", [one.loop_cpu for one in rounds], ".1f")
    row("assay / loop", [one.assay_cpu / one.loop_cpu for one in rounds], ".2f")
    print()
    row("CPU of the submissions, as the records say, s", [one.submission for one in rounds], ".1f")
    row("suites / submissions", [one.suites / one.submission for one in rounds], ".2f")
    row(
        "all but the submissions / submissions",
        [one.assay_cpu / one.submission - 1 for one in rounds],
        ".2f",
    )
    print("\nAll but the submissions: suites, supervisors, assay itself, PostgreSQL.")
    print(
        f"Tests passed by {NEVER_WRONG}: {first.assay_tests} in assay,"
        f" {first.loop_tests} in the loop."
    )
    for number, one in enumerate(rounds, 1):
        if one.faults:
            print(f"Round {number}: {one.faults} tests not graded by a fault of ours.")
        if one.graded != one.started:
            print(f"Round {number}: {one.graded} submissions graded, {one.started} in the loop.")


main()
