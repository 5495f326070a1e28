"""Prints who lives in Ukraine and who in Kyiv. Run from the project's root: python -m sqlalchemy_examples.demo"""

# TODO (optional): make the tables, seed them, print the two lists of the task.
