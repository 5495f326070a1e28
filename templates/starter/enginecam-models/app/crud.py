"""What the program does. `rpc_server.py` serves these functions by their names: TASK.md lists them.

A function may be plain or `async`. What it returns has to be something that JSON knows: dictionaries, lists, text, numbers,
dates, decimals, None; not a model. So end with a dictionary of the row's columns.
"""

from typing import Any


async def create_tables() -> None:
    """Create the tables that are not there yet."""
    raise NotImplementedError("create_tables is yours to write")


async def create_user(id: str, email: str, subscription_status: str = "free") -> dict[str, Any]:
    """Create a user and give the row."""
    raise NotImplementedError("create_user is yours to write")


# To do: get_user, update_user, delete_user, and the functions of projects and cams.
