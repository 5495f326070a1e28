// JSON-RPC 2.0, one object a line, on the port in PORT.
import { createServer } from "node:net";
import { createInterface } from "node:readline";

import * as methods from "./analytics.js";

function answer(line) {
  let id = null;
  try {
    const request = JSON.parse(line);
    id = request.id ?? null;
    if (!Object.hasOwn(methods, request.method)) throw new Error(`no method ${request.method}`);
    return { jsonrpc: "2.0", id, result: methods[request.method](request.params) };
  } catch (error) {
    return { jsonrpc: "2.0", id, error: { code: -32000, message: String(error) } };
  }
}

createServer((socket) => {
  socket.on("error", () => {}); // the client has gone
  createInterface({ input: socket, crlfDelay: Infinity }).on("line", (line) => {
    if (line.trim() !== "") socket.write(`${JSON.stringify(answer(line))}\n`);
  });
}).listen(Number(process.env.PORT ?? 8000), "127.0.0.1");
