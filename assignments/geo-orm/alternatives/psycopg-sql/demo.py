"""Prints the lesson's two lists."""

import geo

geo.create_tables()
geo.seed()
people = sorted(geo.users_with_location(), key=lambda user: user["username"])
print("=" * 80)
print("[1] Users living in Ukraine:")
for user in people:
    if user["country"] == "Ukraine":
        print(f"- {user['full_name']} ({user['email']})\nAddress: {user['street']}, {user['city']}")
print("[2] Users in Kyiv:")
for user in people:
    if user["city"] == "Kyiv":
        print("-", user["full_name"])
