"""Lost and found: things, and the tags by which they are found again."""
