"""All models. Import User, Project, Cam and Base here, so that `from app.models import User` works."""
