from flask import Blueprint, abort, jsonify, request
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.forms import texts
from app.models import Session, Tag


def shown(item):
    tags = [{"id": tag.id, "name": tag.name} for tag in item.tags]
    return {"id": item.id, "name": item.name, "location": item.location, "tags": tags}


def wanted_tag(session):
    number = request.args.get("tag_id", "")
    if not number.isdecimal():
        abort(400, "tag_id has to be a number")
    return session.get(Tag, int(number)) or abort(404)


def blueprint(model, path):
    pages = Blueprint(model.__tablename__, __name__, url_prefix=path)

    def found(session, item_id):
        return session.get(model, item_id, options=[joinedload(model.tags)]) or abort(404)

    @pages.get("/")
    def index():
        query = select(model).options(joinedload(model.tags)).order_by(model.id)
        if "tag" in request.args:
            query = query.where(model.tags.any(Tag.name == request.args["tag"]))
        with Session() as session:
            return jsonify([shown(item) for item in session.scalars(query).unique()])

    @pages.post("/")
    def create():
        with Session() as session:
            item = model(**texts("name", "location"))
            session.add(item)
            session.commit()
            return jsonify(shown(item))

    @pages.get("/<int:item_id>/")
    def read(item_id):
        with Session() as session:
            return jsonify(shown(found(session, item_id)))

    @pages.put("/<int:item_id>/")
    def update(item_id):
        with Session() as session:
            item = found(session, item_id)
            for field, value in texts("name", "location").items():
                setattr(item, field, value)
            session.commit()
            return jsonify(shown(item))

    @pages.delete("/<int:item_id>/")
    def delete(item_id):
        with Session() as session:
            session.delete(found(session, item_id))
            session.commit()
        return jsonify(deleted=item_id)

    @pages.post("/<int:item_id>/tags/")
    def attach(item_id):
        with Session() as session:
            item, tag = found(session, item_id), wanted_tag(session)
            if tag not in item.tags:
                item.tags.append(tag)
                try:
                    session.commit()
                except IntegrityError:  # The same request was faster: the link is there.
                    session.rollback()
            return jsonify(shown(found(session, item_id)))

    @pages.delete("/<int:item_id>/tags/")
    def detach(item_id):
        with Session() as session:
            item, tag = found(session, item_id), wanted_tag(session)
            if tag not in item.tags:
                abort(404)
            item.tags.remove(tag)
            session.commit()
            return jsonify(shown(item))

    return pages
