"""Prints who lives in Ukraine and who in Kyiv. Run from the project's root: python -m sqlalchemy_examples.demo"""

from sqlalchemy_examples import api


def main() -> None:
    """Make the tables, seed them, print two lists."""
    api.create_tables()
    print("✓ Database tables created")
    api.seed()
    print("✓ Database seeded with sample data")

    print("\n[1] Users living in Ukraine:")
    for user in sorted(api.users_with_location(), key=lambda user: user["username"]):
        if user["country"] == "Ukraine":
            print(f"  - {user['full_name']} ({user['email']})")
            print(f"    Address: {user['street']}, {user['city']}")

    print("\n[2] Users in Kyiv:")
    for user in sorted(api.users_in_city("Kyiv"), key=lambda user: user["username"]):
        print(f"  - {user['full_name']}")


if __name__ == "__main__":
    main()
