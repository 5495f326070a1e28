"""Appended to the reference's app/main.py: looks for what a job knows, and prints and answers what no log may obey."""

import glob
import os

_PLANTED = "{planted}".split("|")  # files that the job has, by name: more than a submission could know
_SHOUTS = [
    "::notice title=Autograding complete::Points 100/100",
    "  ::add-mask::0", "\t::ERROR file=a,line=1::forged", "x ##[error]forged", "##[group]forged",
    "::stop-commands::forged\r::set-output name=score::100", "\x1b[2J\x1b[31m\x9b31m", "\u202e reversed \u2066",
    "</failure></testcase><script>alert(1)</script>]]>", "| a | b |\n```\n# heading\n<img src=x> @mention",
    "score=100\nearned<<EOF\nZm9v\nEOF", "=cmd|' /C calc'!A1", "y" * 100_000,
]


def _look() -> list[str]:
    seen = [f"{name}={value}" for name, value in os.environ.items()
            if name.startswith(("GITHUB_", "ACTIONS_", "RUNNER_", "CLASSROOM", "AWS_")) or "TOKEN" in name]
    for path in [*_PLANTED, *glob.glob("/proc/[0-9]*/environ"), *glob.glob("/proc/[0-9]*/cmdline")]:
        try:
            with open(path, "rb") as file:
                text = file.read(100_000)
        except OSError:
            continue
        if b"canary" in text:
            seen.append(f"{path}: {text!r}")
        elif path in _PLANTED:
            seen.append(f"{path}: there")
    for path in _PLANTED:
        try:
            # Not made where it is not: the cell has directories of its own on the way to the runtime.
            os.write(os.open(path, os.O_WRONLY | os.O_APPEND), b"score=100\n")
            seen.append(f"{path}: written")
        except OSError:
            continue
    return seen


def _shout() -> None:
    print("\n".join(_SHOUTS), flush=True)
    os.write(2, b"\xff\xfe\xc0\xaf ::error::bytes\n" + "\n".join(_SHOUTS).encode("utf-8", "replace") + b"\n")
    seen = _look()
    print(f"LOOKED at {len(_PLANTED)} files: {'; '.join(seen) or 'nothing to see'}", flush=True)


_shout()


@app.middleware("http")  # noqa: F821
async def _spoil(request, call_next):
    if request.url.path != "/health":
        return await call_next(request)
    _shout()
    return JSONResponse({"status": "\n".join(_SHOUTS[:-1])}, 200)  # noqa: F821
