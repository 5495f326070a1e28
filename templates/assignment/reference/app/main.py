"""Notes kept in PostgreSQL."""

import os

import psycopg
from fastapi import FastAPI, HTTPException
from psycopg.rows import dict_row
from pydantic import BaseModel

DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql://student:student@localhost:5432/notes")

app = FastAPI()


class NewNote(BaseModel):
    text: str


class Note(NewNote):
    id: int


def connect() -> psycopg.Connection:
    return psycopg.connect(DATABASE_URL, row_factory=dict_row)


with connect() as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS notes (id SERIAL PRIMARY KEY, text TEXT NOT NULL)")


@app.post("/notes", status_code=201)
def create(note: NewNote) -> Note:
    with connect() as connection:
        row = connection.execute("INSERT INTO notes (text) VALUES (%s) RETURNING id, text", (note.text,)).fetchone()
        connection.commit()
    return Note(**row)


@app.get("/notes/{note_id}")
def read(note_id: int) -> Note:
    with connect() as connection:
        row = connection.execute("SELECT id, text FROM notes WHERE id = %s", (note_id,)).fetchone()
    if row is None:
        raise HTTPException(404, "no such note")
    return Note(**row)
