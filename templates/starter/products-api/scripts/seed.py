"""Fills the database with sample products. A second run adds nothing.

Run from the project's root: python -m scripts.seed
"""


def seed_database() -> None:
    """Add what is missing."""
    # TODO: at least one product in each of Электроника, Одежда, Книги, Мебель.


if __name__ == "__main__":
    seed_database()
