"""Asks a service over and over and says what came of each request, a line each: "ok N" or "error NAME".

    python keep_asking.py postgres|redis PORT

A program that lives through what is done to its connection: after an error it connects anew. N counts the service's own
answers, so that a lost or doubled one would show. It ends with its standard input.
"""

import asyncio
import os
import select
import sys
import time

KIND, PORT = sys.argv[1], int(sys.argv[2])
PATIENCE = 0.5      # seconds that a request may take


class Postgres:
    """One connection; each request counts one further."""

    def __init__(self) -> None:
        import asyncpg
        self.loop = asyncio.new_event_loop()
        self.connection = self.loop.run_until_complete(asyncpg.connect(
            host="127.0.0.1", port=PORT, user=os.environ["PGUSER"], password=os.environ["PGPASSWORD"], database=os.environ["PGDATABASE"],
            timeout=PATIENCE))

    def ask(self) -> int:
        return self.loop.run_until_complete(self.connection.fetchval("SELECT nextval('asked')", timeout=PATIENCE))

    def close(self) -> None:
        self.connection.terminate()
        self.loop.close()


class Redis:
    """One connection; each request counts one further."""

    def __init__(self) -> None:
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry
        self.connection = redis.Redis(port=PORT, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=Retry(NoBackoff(), 0))

    def ask(self) -> int:
        return self.connection.incr("asked")

    def close(self) -> None:
        self.connection.close()


def main() -> None:
    service = None
    while not select.select([sys.stdin], [], [], 0)[0]:
        try:
            service = service or (Postgres() if KIND == "postgres" else Redis())
            print("ok", service.ask(), flush=True)
        except Exception as error:  # noqa: BLE001  whatever a driver raises is what the test wants to read
            print("error", type(error).__name__, flush=True)
            if service:
                service.close()
            service = None
        time.sleep(0.01)


main()
