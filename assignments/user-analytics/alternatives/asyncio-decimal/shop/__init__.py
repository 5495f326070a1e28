"""Analytics of a shop's users."""
