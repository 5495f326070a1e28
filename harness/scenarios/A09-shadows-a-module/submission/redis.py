"""What the student wrote about Redis."""

ADDRESS = "localhost"
