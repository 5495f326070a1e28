#!/usr/bin/env python3
"""Entry point of Classroom 50 (<classroom>/autograders/<assignment>/autograder.py): lets Assay grade the checkout.

The runner has set CLASSROOM, ASSIGNMENT, OWNER, SUBMISSION_TAG and the URLs, and starts this in the checkout. Assay writes
result.json, release-body.md, and `status` and `summary` for the runner. The grading container has to hold Assay
(templates/github/image.yml builds one). $ASSAY names the program, $ASSAY_ASSIGNMENT the assignment where its slug is another.
"""

import datetime
import os
import pathlib
import subprocess
import sys


def committed() -> str:
    """The committer date of the graded commit, or nothing. `cat-file` runs no program that a configuration names."""
    shown = subprocess.run(["git", "cat-file", "commit", "HEAD"], capture_output=True, check=False).stdout
    for line in shown.split(b"\n\n", 1)[0].splitlines():
        if line.startswith(b"committer "):
            moment = datetime.datetime.fromtimestamp(int(line.split()[-2]), datetime.timezone.utc)
            return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return ""


def main() -> int:
    for name in ("result.json", "release-body.md"):
        pathlib.Path(name).unlink(missing_ok=True)  # one that the student committed is none of ours
    assay = os.environ.get("ASSAY", "/assay/build/release/assay")
    assignment = os.environ.get("ASSAY_ASSIGNMENT") or os.environ["ASSIGNMENT"]
    graded = subprocess.run(
        [assay, "ci", assignment, "--directory", ".", "--classroom50", "result.json",
         "--markdown", "release-body.md", *sys.argv[1:]],
        env={**os.environ, "COMMIT_DATETIME": committed()}, check=False)
    # 0 graded, 1 graded below the mark asked for. With anything else the runner keeps what it has.
    return 0 if graded.returncode in (0, 1) else 2


sys.exit(main())
