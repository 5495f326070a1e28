"""Create the tables and print the names of those that the database then has.

    python -m scripts.test_database
"""

# To do: connect with the engine of app.database, create what is missing, then ask the database itself which tables it has
# (sqlalchemy.inspect), not the models.
