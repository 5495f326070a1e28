"""Checks what a client sends, by hand."""

from decimal import Decimal, InvalidOperation

BIGGEST = 2**31 - 1


class BadInput(Exception):
    pass


def text(value, field, longest=None):
    if not isinstance(value, str):
        raise BadInput(f"{field}: expected a text")
    if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise BadInput(f"{field}: has a character that cannot be stored")
    if longest and not 1 <= len(value) <= longest:
        raise BadInput(f"{field}: expected 1 to {longest} characters")
    return value


def integer(value, field, least=0, most=BIGGEST):
    if isinstance(value, str):
        try:
            value = int(value)
        except ValueError:
            raise BadInput(f"{field}: expected a whole number") from None
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadInput(f"{field}: expected a whole number")
    if not least <= value <= most:
        raise BadInput(f"{field}: expected {least} to {most}")
    return value


def decimal(value, field):
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise BadInput(f"{field}: expected a number") from None
    if not number.is_finite() or abs(number) >= 10**8:
        raise BadInput(f"{field}: out of range")
    return number


def price(value):
    if isinstance(value, bool):
        raise BadInput("price: expected a number")
    number = round(decimal(value, "price"), 2)
    if number <= 0:
        raise BadInput("price: expected more than 0")
    return number


def product(body, complete):
    """The fields of a product. A PUT has to be complete; only the sku may be left out."""
    if not isinstance(body, dict):
        raise BadInput("expected an object")
    needed = ["name", "price"]
    if complete:
        needed += ["quantity", "category", "description"]
    missing = [field for field in needed if field not in body]
    if missing:
        raise BadInput("missing: " + ", ".join(missing))

    def optional(field, longest=None):
        value = body.get(field)
        return None if value is None else text(value, field, longest)

    fields = {
        "name": text(body["name"], "name", 200),
        "price": price(body["price"]),
        "quantity": integer(body.get("quantity", 0), "quantity"),
        "category": optional("category", 100),
        "description": optional("description"),
    }
    if "sku" in body or not complete:
        fields["sku"] = optional("sku", 64)
    return fields


def page(arguments):
    return {
        "skip": integer(arguments.get("skip", 0), "skip"),
        "limit": min(integer(arguments.get("limit", 50), "limit", least=1, most=10**9), 1000),
    }


def flag(value, field):
    if value is None:
        return None
    if value.lower() in ("true", "1", "yes"):
        return True
    if value.lower() in ("false", "0", "no"):
        return False
    raise BadInput(f"{field}: expected true or false")
