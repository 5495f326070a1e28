import os

from flask import Flask, abort, jsonify
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException

from app.forms import texts
from app.items import blueprint
from app.models import Base, FoundItem, LostItem, Session, Tag, engine

app = Flask(__name__)
app.json.ensure_ascii = False
app.register_blueprint(blueprint(LostItem, "/lost_items"))
app.register_blueprint(blueprint(FoundItem, "/found_items"))


def shown(tag):
    return {"id": tag.id, "name": tag.name}


@app.get("/tags/")
def list_tags():
    with Session() as session:
        return jsonify([shown(tag) for tag in session.scalars(select(Tag))])


@app.post("/tags/")
def create_tag():
    with Session() as session:
        tag = Tag(**texts("name"))
        session.add(tag)
        session.commit()
        return jsonify(shown(tag))


@app.get("/tags/<int:tag_id>/")
def read_tag(tag_id):
    with Session() as session:
        return jsonify(shown(session.get(Tag, tag_id) or abort(404)))


@app.put("/tags/<int:tag_id>/")
def rename_tag(tag_id):
    with Session() as session:
        tag = session.get(Tag, tag_id) or abort(404)
        tag.name = texts("name")["name"]
        session.commit()
        return jsonify(shown(tag))


@app.delete("/tags/<int:tag_id>/")
def delete_tag(tag_id):
    with Session() as session:
        session.delete(session.get(Tag, tag_id) or abort(404))
        session.commit()
    return jsonify(deleted=tag_id)


@app.errorhandler(HTTPException)
def failed(error):
    # Redirects to the path with a slash are exceptions as well.
    return error if error.code < 400 else (jsonify(error=error.description), error.code)


@app.errorhandler(IntegrityError)
def taken(_error):
    return jsonify(error="the name is taken"), 400


if __name__ == "__main__":
    Base.metadata.create_all(engine)
    app.run("127.0.0.1", int(os.environ.get("PORT", "8000")), threaded=True)
