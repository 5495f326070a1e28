from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from app.models import Base, FoundItem, FoundLink, LostItem, LostLink, Tag, engine, get_session

Database = Annotated[Session, Depends(get_session)]


class TagIn(BaseModel):
    name: str


class TagOut(TagIn):
    model_config = ConfigDict(from_attributes=True)
    id: int


class ItemIn(BaseModel):
    name: str
    location: str


class ItemOut(ItemIn):
    model_config = ConfigDict(from_attributes=True)
    id: int
    tags: list[TagOut]


def found(session, model, number):
    row = session.get(model, number)
    if row is None:
        raise HTTPException(404)
    return row


def saved(session, row):
    session.add(row)
    try:
        session.commit()
    except IntegrityError:
        raise HTTPException(400, "the name is taken") from None
    return row


tags = APIRouter(prefix="/tags")


@tags.get("", response_model=list[TagOut])
def list_tags(session: Database):
    return session.scalars(select(Tag)).all()


@tags.post("", response_model=TagOut)
def create_tag(new: TagIn, session: Database):
    return saved(session, Tag(name=new.name))


@tags.get("/{number}", response_model=TagOut)
def read_tag(number: int, session: Database):
    return found(session, Tag, number)


@tags.put("/{number}", response_model=TagOut)
def rename_tag(number: int, change: TagIn, session: Database):
    tag = found(session, Tag, number)
    tag.name = change.name
    return saved(session, tag)


@tags.delete("/{number}")
def delete_tag(number: int, session: Database):
    session.delete(found(session, Tag, number))
    session.commit()
    return {"deleted": number}


def items(path, model, link_model, column):
    router = APIRouter(prefix=path)

    @router.get("/", response_model=list[ItemOut])
    def index(session: Database, tag: str | None = None):
        query = select(model).options(joinedload(model.links))
        if tag is not None:
            tagged = select(getattr(link_model, column)).join(Tag).where(Tag.name == tag)
            query = query.where(model.id.in_(tagged))
        return session.scalars(query).unique().all()

    @router.post("/", response_model=ItemOut, status_code=201)
    def create(new: ItemIn, session: Database):
        return saved(session, model(**new.model_dump()))

    @router.get("/{number}/", response_model=ItemOut)
    def read(number: int, session: Database):
        return found(session, model, number)

    @router.put("/{number}/", response_model=ItemOut)
    def update(number: int, change: ItemIn, session: Database):
        item = found(session, model, number)
        item.name, item.location = change.name, change.location
        return saved(session, item)

    @router.delete("/{number}/")
    def delete(number: int, session: Database):
        session.delete(found(session, model, number))
        session.commit()
        return Response(status_code=204)

    @router.post("/{number}/tags", response_model=ItemOut)
    def attach(number: int, tag_id: int, session: Database):
        # FOR UPDATE: equal requests pass here one after another.
        item = session.get(model, number, with_for_update=True)
        if item is None:
            raise HTTPException(404)
        tag = found(session, Tag, tag_id)
        if tag not in item.tags:
            item.links.append(link_model(tag=tag))
        return saved(session, item)

    @router.delete("/{number}/tags/{tag_id}")
    def detach(number: int, tag_id: int, session: Database):
        link = session.get(link_model, (number, tag_id))
        if link is None:
            raise HTTPException(404)
        session.delete(link)
        session.commit()
        return {"detached": tag_id}

    return router


Base.metadata.create_all(engine)
app = FastAPI()
app.include_router(tags)
app.include_router(items("/lost_items", LostItem, LostLink, "lost_item_id"))
app.include_router(items("/found_items", FoundItem, FoundLink, "found_item_id"))
