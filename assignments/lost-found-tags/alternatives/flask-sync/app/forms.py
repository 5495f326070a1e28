from flask import abort, request


def texts(*fields):
    """The named fields of the body, each a text that is not empty."""
    body = request.get_json(force=True)
    if not isinstance(body, dict):
        abort(400, "the body has to be an object")
    for field in fields:
        if not isinstance(body.get(field), str) or not body[field]:
            abort(400, f"{field} has to be a text")
    return {field: body[field] for field in fields}
