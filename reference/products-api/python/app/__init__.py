"""Products API: FastAPI over PostgreSQL."""
