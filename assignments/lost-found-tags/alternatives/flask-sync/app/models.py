import os

from sqlalchemy import Column, ForeignKey, Integer, String, Table, create_engine
from sqlalchemy.orm import declarative_base, relationship, sessionmaker

url = os.environ.get("DATABASE_URL", "postgresql://postgres:postgres@localhost:5432/lostfound")
engine = create_engine(url.replace("+asyncpg", ""), pool_size=4, max_overflow=4, pool_timeout=60)
Session = sessionmaker(engine)
Base = declarative_base()


def links(name, column, table):
    return Table(
        name,
        Base.metadata,
        Column(column, Integer, ForeignKey(table + ".id"), primary_key=True),
        Column("tag_id", Integer, ForeignKey("tags.id"), primary_key=True),
    )


lostitem_tag = links("lostitem_tag", "lost_item_id", "lost_items")
founditem_tag = links("founditem_tag", "found_item_id", "found_items")


class Tag(Base):
    __tablename__ = "tags"
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False, unique=True)
    # Declared on this side too: deleting a tag deletes its rows in both tables of links.
    lost_items = relationship("LostItem", secondary=lostitem_tag, back_populates="tags")
    found_items = relationship("FoundItem", secondary=founditem_tag, back_populates="tags")


class LostItem(Base):
    __tablename__ = "lost_items"
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    location = Column(String, nullable=False)
    tags = relationship("Tag", secondary=lostitem_tag, back_populates="lost_items")


class FoundItem(Base):
    __tablename__ = "found_items"
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    location = Column(String, nullable=False)
    tags = relationship("Tag", secondary=founditem_tag, back_populates="found_items")
