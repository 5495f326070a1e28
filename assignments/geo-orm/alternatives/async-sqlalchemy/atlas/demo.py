"""Prints the lesson's two lists."""

import asyncio

import atlas


async def main():
    await atlas.create_tables()
    await atlas.seed()
    users = sorted(await atlas.users_with_location(), key=lambda user: user["username"])
    print("[1] Users living in Ukraine:")
    for user in users:
        if user["country"] == "Ukraine":
            print(f"  - {user['full_name']} ({user['email']})")
            print(f"    Address: {user['street']}, {user['city']}")
    print()
    print("[2] Users in Kyiv:")
    for user in users:
        if user["city"] == "Kyiv":
            print(f"  - {user['full_name']}")


asyncio.run(main())
