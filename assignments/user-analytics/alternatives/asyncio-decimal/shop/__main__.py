"""JSON-RPC 2.0, one object a line, on the port in PORT."""

import asyncio
import json
import os
from decimal import Decimal

from shop import rules

METHODS = {
    function.__name__: function
    for function in (rules.segment_user, rules.predict_churn, rules.estimate_ltv, rules.profile, rules.segment_many)
}


def answer(line):
    request = {}
    try:
        request = json.loads(line, parse_float=Decimal)
        said = {"result": METHODS[request["method"]](**request["params"])}
    except Exception as error:
        said = {"error": {"code": -32000, "message": repr(error)}}
    return json.dumps({"jsonrpc": "2.0", "id": request.get("id"), **said}, default=str)


async def serve(reader, writer):
    while line := await reader.readline():
        writer.write(answer(line).encode() + b"\n")
        await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(os.environ["PORT"]), limit=2**25)
    await server.serve_forever()


asyncio.run(main())
