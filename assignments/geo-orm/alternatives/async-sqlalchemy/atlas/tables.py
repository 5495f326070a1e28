"""Models in the style of SQLAlchemy 1.4."""

from datetime import datetime

from sqlalchemy import Boolean, Column, DateTime, Float, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class Country(Base):
    __tablename__ = "countries"
    id = Column(Integer, primary_key=True)
    name = Column(String, unique=True, nullable=False)
    code = Column(String(10), unique=True, nullable=False)
    population = Column(Integer)
    gdp_per_capita = Column(Float)
    cities = relationship("City", back_populates="country")


class City(Base):
    __tablename__ = "cities"
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    country_id = Column(Integer, ForeignKey("countries.id"), nullable=False, index=True)
    country = relationship("Country", back_populates="cities")
    addresses = relationship("Address", back_populates="city")


class Address(Base):
    __tablename__ = "addresses"
    id = Column(Integer, primary_key=True)
    street = Column(String, nullable=False)
    postal_code = Column(String)
    city_id = Column(Integer, ForeignKey("cities.id"), nullable=False, index=True)
    city = relationship("City", back_populates="addresses")
    users = relationship("User", back_populates="address")


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    email = Column(String, unique=True, nullable=False, index=True)
    username = Column(String, unique=True, nullable=False, index=True)
    full_name = Column(String)
    profile_score = Column(Float, default=0)
    address_id = Column(Integer, ForeignKey("addresses.id"), nullable=False, index=True)
    is_deleted = Column(Boolean, default=False, nullable=False)
    created_at = Column(DateTime, default=datetime.utcnow)
    address = relationship("Address", back_populates="users")
