"""Notes kept in PostgreSQL: the task is in TASK.md."""

import os

from fastapi import FastAPI

DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql://student:student@localhost:5432/notes")

app = FastAPI()

# POST /notes and GET /notes/{id} go here.
