"""Creates the tables and prints their names."""

from app.crud import create_tables

for name in create_tables():
    print("table", name)
