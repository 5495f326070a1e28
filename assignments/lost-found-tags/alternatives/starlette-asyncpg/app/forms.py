import json

from starlette.exceptions import HTTPException


def number(text):
    """An id, or 404 where it cannot be one."""
    if not text.isdecimal() or int(text) >= 2**31:
        raise HTTPException(404, "no such id")
    return int(text)


async def texts(request, *fields):
    """The named fields of the body as texts."""
    try:
        body = json.loads(await request.body())
        values = [body[field] for field in fields]
    except (ValueError, KeyError, TypeError):
        raise HTTPException(422, f"expected a JSON object with {fields}") from None
    if not all(isinstance(value, str) for value in values):
        raise HTTPException(422, f"{fields} have to be texts")
    return values
