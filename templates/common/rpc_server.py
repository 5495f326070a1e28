"""Serves the functions of a module to whoever calls them: JSON-RPC 2.0, one JSON object a line.

    python rpc_server.py MODULE        listens on 127.0.0.1, on the port in PORT (8000 without one)

This is the course's file: it is put back before grading, so leave it as it is. Your work is MODULE:
each of its functions, plain or async, is a method of the same name. Parameters come by name
({"params": {"user": …}}) or by place ({"params": […]}). What a function returns is the result; an
exception becomes an error with its type and message, and its traceback goes to standard error.

Try it while it runs:

    printf '%s\\n' '{"jsonrpc": "2.0", "id": 1, "method": "NAME", "params": {}}' | nc -w 3 localhost 8000
"""

import asyncio
import dataclasses
import datetime
import decimal
import enum
import functools
import importlib
import inspect
import json
import os
import socketserver
import sys
import threading
import traceback
import uuid
from collections.abc import Callable, Mapping
from typing import Any

LONGEST_LINE = 16 * 2**20
LARGEST_EXACT = 2**53  # A double, which is what many JSON readers know, counts no further.

PARSE_ERROR, BAD_REQUEST, NO_METHOD, BAD_PARAMETERS, BAD_RESULT = -32700, -32600, -32601, -32602, -32603
EXCEPTION = -32000


class Refused(Exception):
    """The call cannot be made, or its result cannot be told."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def plain(value: Any) -> Any:
    """Give a value as JSON knows it: times as ISO 8601, decimals and large integers as text."""
    if isinstance(value, enum.Enum):
        return plain(value.value)
    if value is None or isinstance(value, (bool, str, float)):
        return value
    if isinstance(value, int):
        return value if abs(value) <= LARGEST_EXACT else str(value)
    if isinstance(value, Mapping):
        return {key if isinstance(key, str) else str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            value = value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
        return value.isoformat() + "Z"
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (decimal.Decimal, uuid.UUID)):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise TypeError(f"a {type(value).__name__} is nothing that JSON knows")


@functools.cache
def event_loop() -> asyncio.AbstractEventLoop:
    """Give the one loop in which all async functions run, so that what they share stays usable."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return loop


async def finished(awaitable: Any) -> Any:
    """Wait for anything that can be awaited."""
    return await awaitable


class Functions:
    """The functions of one module, by name."""

    def __init__(self, module: Any) -> None:
        self.module = module

    def names(self) -> list[str]:
        """List what can be called."""
        return sorted(name for name in vars(self.module) if self.find(name))

    def find(self, name: str) -> Callable[..., Any] | None:
        """Give a function; there is none for names with an underscore in front, classes and values."""
        found = vars(self.module).get(name)
        is_function = callable(found) and not isinstance(found, type) and not name.startswith("_")
        return found if is_function else None

    def call(self, name: str, params: Any) -> Any:
        """Call a function and give its result as JSON knows it."""
        function = self.find(name)
        if function is None:
            raise Refused(NO_METHOD, f"{self.module.__name__} has no function {name}; it has: {', '.join(self.names())}")
        args, kwargs = (params, {}) if isinstance(params, list) else ([], params)
        try:
            inspect.signature(function).bind(*args, **kwargs)
        except TypeError as error:
            raise Refused(BAD_PARAMETERS, f"{name}{inspect.signature(function)}: {error}") from None
        except ValueError:
            pass  # A function without a signature: the call itself will tell.
        result = function(*args, **kwargs)
        if inspect.isawaitable(result):
            result = asyncio.run_coroutine_threadsafe(finished(result), event_loop()).result()
        try:
            json.dumps(result := plain(result), allow_nan=False)
        except (TypeError, ValueError, RecursionError) as error:
            raise Refused(BAD_RESULT, f"the result of {name} cannot be written as JSON: {error}") from None
        return result


def failure(code: int, message: str, data: Any = None) -> dict[str, Any]:
    """Make the error object of an answer."""
    return {"code": code, "message": message} | ({} if data is None else {"data": data})


def request_in(line: bytes) -> dict[str, Any]:
    """Read one line; refuse what is no request."""
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Refused(PARSE_ERROR, f"the line is not JSON: {error}") from None
    if not isinstance(request, dict) or not isinstance(request.get("method"), str):
        raise Refused(BAD_REQUEST, 'a request is an object with "jsonrpc", "id", "method" and "params"')
    if not isinstance(request.get("params", {}), (dict, list)):
        raise Refused(BAD_REQUEST, '"params" is an object (by name) or a list (by place)')
    return request


def answer_to(functions: Functions, line: bytes) -> dict[str, Any] | None:
    """Do what a line asks for; nothing is to be said when it has no id."""
    request: dict[str, Any] = {"id": None}
    try:
        request = request_in(line)
        said = {"result": functions.call(request["method"], request.get("params", {}))}
    except Refused as error:
        said = {"error": failure(error.code, str(error))}
    except (Exception, SystemExit) as error:  # noqa: BLE001  whatever a function raises is its answer
        traceback.print_exc()
        name = type(error).__name__
        said = {"error": failure(EXCEPTION, f"{name}: {error}", {"type": name})}
    return {"jsonrpc": "2.0", "id": request["id"]} | said if "id" in request else None


class Server(socketserver.ThreadingTCPServer):
    """One thread a connection; the requests of a connection are answered one after another."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], functions: Functions) -> None:
        self.functions = functions
        super().__init__(address, Connection)


class Connection(socketserver.StreamRequestHandler):
    """Reads lines and answers them until the client goes."""

    server: Server
    disable_nagle_algorithm = True

    def handle(self) -> None:
        """Answer line by line."""
        while line := self.rfile.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                message = f"a line has more than {LONGEST_LINE} bytes"
                self.say({"jsonrpc": "2.0", "id": None, "error": failure(BAD_REQUEST, message)})
                return
            if line.strip() and (answer := answer_to(self.server.functions, line)):
                self.say(answer)

    def say(self, answer: dict[str, Any]) -> None:
        """Send one answer as one line."""
        try:
            self.wfile.write(json.dumps(answer, ensure_ascii=False).encode(errors="replace") + b"\n")
        except ConnectionError:
            pass  # The client has gone; there is nobody to tell.


def main() -> None:
    """Serve the module that the command line names."""
    if len(sys.argv) != 2:
        sys.exit("usage: python rpc_server.py MODULE")
    functions = Functions(importlib.import_module(sys.argv[1].removesuffix(".py")))
    with Server(("127.0.0.1", int(os.environ.get("PORT", "8000"))), functions) as server:
        server.serve_forever()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
