# Runs in a cell before there is a submission: imports what takes long, waits for a byte on its standard input, and becomes the
# program that its arguments name, as if that were started now. Nothing of a submission is looked at before.
import importlib
import os
import runpy
import shutil
import sys

LIBRARIES = {
    "alembic": ["alembic.config", "alembic.command", "alembic.autogenerate", "alembic.runtime.migration", "alembic.script",
                "mako.template", "sqlalchemy.orm", "sqlalchemy.dialects.postgresql", "psycopg2", "psycopg"],
    "uvicorn": ["uvicorn.main", "uvicorn.config", "uvicorn.server", "uvicorn.loops.auto", "uvicorn.loops.uvloop",
                "uvicorn.protocols.http.auto", "uvicorn.protocols.websockets.auto", "uvicorn.lifespan.on", "fastapi",
                "fastapi.responses", "fastapi.exceptions", "starlette.middleware.errors", "pydantic", "sqlalchemy.orm",
                "sqlalchemy.dialects.postgresql", "sqlalchemy.dialects.postgresql.psycopg2", "psycopg2", "psycopg"],
}


def import_libraries(program):
    """What the course's runtime lacks is passed over: then nobody will import it."""
    sys.path.pop(0)  # The directory of the submission, which is not there yet.
    for name in LIBRARIES.get(program, []):
        try:
            importlib.import_module(name)
        except Exception:
            pass


def wait():
    if os.read(0, 1) == b"":
        os._exit(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    importlib.invalidate_caches()


def become(words):
    path = shutil.which(words[0])
    with open(path, "rb") as program:
        is_python = program.readline().rstrip().endswith((b"/python", b"/python3")) and program.readable()
    if not is_python:
        os.execv(path, words)
    sys.argv = [path] + words[1:]
    sys.path.insert(0, os.path.dirname(path))
    runpy.run_path(path, run_name="__main__")


words = sys.argv[1:]
import_libraries(os.path.basename(words[0]))
wait()
become(words)
