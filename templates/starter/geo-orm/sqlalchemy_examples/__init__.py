"""Countries, cities, addresses and users in PostgreSQL."""
