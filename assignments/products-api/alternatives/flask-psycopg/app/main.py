import os
from decimal import Decimal

import psycopg
from flask import Flask, jsonify, request

from app import forms, products
from app.db import connect

app = Flask(__name__)
app.json.ensure_ascii = False


def shown(row):
    """Prices as text, so that they stay exact; times in ISO 8601."""
    answer = dict(row)
    for field, value in row.items():
        if isinstance(value, Decimal):
            answer[field] = str(value)
        elif hasattr(value, "isoformat"):
            answer[field] = value.isoformat()
    return answer


def body():
    return request.get_json(force=True)


@app.get("/health")
def health():
    try:
        with connect() as connection:
            connection.execute("SELECT 1")
    except psycopg.Error:
        return jsonify(status="error", database="unavailable")
    return jsonify(status="ok", database="connected")


@app.get("/products")
def list_products():
    arguments = request.args
    low, high = arguments.get("min_price"), arguments.get("max_price")
    category = arguments.get("category")
    wanted = {
        "category": None if category is None else forms.text(category, "category"),
        "min_price": None if low is None else forms.decimal(low, "min_price"),
        "max_price": None if high is None else forms.decimal(high, "max_price"),
        "in_stock": forms.flag(arguments.get("in_stock"), "in_stock"),
        "sort_by": arguments.get("sort_by"),
        "order": arguments.get("order"),
    }
    with connect() as connection:
        rows = products.list_all(connection, **wanted, **forms.page(arguments))
    return jsonify([shown(row) for row in rows])


@app.get("/products/category/<path:category>")
def list_category(category):
    wanted = dict.fromkeys(("min_price", "max_price", "in_stock", "sort_by", "order"))
    wanted["category"] = forms.text(category, "category")
    with connect() as connection:
        rows = products.list_all(connection, **wanted, **forms.page(request.args))
    return jsonify([shown(row) for row in rows])


@app.get("/products/search")
def search():
    words = forms.text(request.args.get("q"), "q")
    with connect() as connection:
        rows = products.search(connection, words, **forms.page(request.args))
    return jsonify([shown(row) for row in rows])


@app.post("/products")
def create():
    fields = forms.product(body(), complete=False)
    with connect() as connection:
        row = products.create(connection, fields)
    return jsonify(shown(row)), 201


@app.get("/products/<int:product_id>")
def read(product_id):
    if product_id > forms.BIGGEST:
        return not_found()
    with connect() as connection:
        row = products.find(connection, product_id)
    return jsonify(shown(row)) if row else not_found()


@app.put("/products/<int:product_id>")
def update(product_id):
    if product_id > forms.BIGGEST:
        return not_found()
    with connect() as connection:
        known = products.find(connection, product_id)
        if known is None:
            return not_found()
        fields = {"sku": known["sku"]} | forms.product(body(), complete=True)
        row = products.update(connection, product_id, fields)
    return jsonify(shown(row)) if row else not_found()


@app.delete("/products/<int:product_id>")
def delete(product_id):
    if product_id > forms.BIGGEST:
        return not_found()
    with connect() as connection:
        gone = products.delete(connection, product_id)
    return jsonify(deleted=product_id) if gone else not_found()


@app.errorhandler(404)
def not_found(_error=None):
    return jsonify(error="not found"), 404


@app.errorhandler(400)
def broken(_error):
    return jsonify(error="the body is not JSON"), 400


@app.errorhandler(forms.BadInput)
def bad_input(error):
    return jsonify(error=str(error)), 400


@app.errorhandler(psycopg.errors.UniqueViolation)
def duplicate(_error):
    return jsonify(error="the sku is taken"), 409


@app.errorhandler(psycopg.OperationalError)
def database_gone(_error):
    return jsonify(error="the database is away"), 503


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ.get("PORT", "8000")), threaded=True)
