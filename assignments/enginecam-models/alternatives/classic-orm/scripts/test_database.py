"""Create the tables and show them"""
from sqlalchemy import inspect

from app.database import engine
from app.models import Base


def main():
    Base.metadata.create_all(engine)
    print("Tables:", inspect(engine).get_table_names())


main()
