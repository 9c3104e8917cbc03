"""A proxy in front of the test servers that answers for what they lack, breaks what they do, and logs.

One process serves every test: each opens a listener of its own, with its own rules and its own log.
Control is one JSON object a line on standard input, answered by id on standard output:

  {"id", "do": "open", "account", "target", "routes": {service: target}}  -> {"port"}
  {"id", "do": "rules", "port", "rules": [...]}    {"id", "do": "calls" or "forget" or "close", "port"}

A rule: {"service", "operation" (one or a list), "body" (regex), "skip", "times", "action"}; absent = any.
The first rule that matches and still has shots answers; else the server does. An action is
{"do": NAME, ...}, with an optional "delay_ms" before it; the names are the methods of `Actions`.
"""

import asyncio
import json
import os
import re
import socket
import struct
import sys
import threading

import wire

HOP_BY_HOP = {"connection", "proxy-connection", "keep-alive", "transfer-encoding", "content-length", "expect"}
LIMIT = 1 << 24
REASONS = {200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 500: "Internal Server Error"}


class Gone(Exception):
    """The connection ends without a (whole) answer."""


async def read_head(reader):
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        raise Gone from None
    first, *lines = head[:-4].decode("latin-1").split("\r\n")
    return first, [tuple(part.strip() for part in line.split(":", 1)) for line in lines]


async def read_body(reader, headers, until_close):
    fields = {name.lower(): value for name, value in headers}
    if "chunked" in fields.get("transfer-encoding", "").lower():
        body = b""
        while size := int((await reader.readline()).split(b";")[0], 16):
            body += await reader.readexactly(size)
            await reader.readline()
        while (await reader.readline()).strip():
            pass  # trailers
        return body
    if "content-length" in fields:
        return await reader.readexactly(int(fields["content-length"]))
    return await reader.read() if until_close else b""


def encode(status, headers, body):
    kept = "".join(f"{name}: {value}\r\n" for name, value in headers if name.lower() not in HOP_BY_HOP)
    reason = REASONS.get(status, "Answer")
    return f"HTTP/1.1 {status} {reason}\r\n{kept}Content-Length: {len(body)}\r\n\r\n".encode("latin-1") + body


class Actions:
    """What a rule can do; each returns (status, headers, body) or raises Gone."""

    def __init__(self, listener, request, action, client):
        self.listener, self.request, self.action, self.client = listener, request, action, client

    async def run(self):
        if "delay_ms" in self.action:
            await asyncio.sleep(self.action["delay_ms"] / 1000)
        return await getattr(self, self.action.get("do", "forward"))()

    async def forward(self):
        return await self.listener.forward(self.request)

    async def error(self):
        return wire.error(self.request, self.action["code"], self.action["message"], self.action.get("status", 400))

    async def denied(self):
        return wire.denied(self.request, self.action.get("message"))

    async def throttle(self):
        return wire.throttled(self.request)

    async def internal(self):
        return wire.internal(self.request)

    async def http(self):
        kind = self.action.get("content_type", "text/html")
        return self.action["status"], [("Content-Type", kind)], self.action.get("body", "").encode()

    async def json(self):
        value = json.loads(json.dumps(self.action["value"]))
        for path, member in self.action.get("echo", {}).items():
            wire.set_member(value, path, self.request.members.get(member))
        return wire.answer_json(self.request, value)

    async def xml(self):
        return wire.answer_xml(self.request, self.action["result"])

    async def edit(self):
        status, headers, body = await self.forward()
        if status != 200:
            return status, headers, body
        value = json.loads(body or b"{}")
        for path, new in self.action.get("set", {}).items():
            wire.set_member(value, path, new)
        for path in self.action.get("unset", []):
            wire.unset_member(value, path)
        return status, headers, json.dumps(value).encode()

    async def empty(self):
        if self.request.protocol == "query":
            return wire.answer_xml(self.request, "")
        return wire.answer_json(self.request, {})

    async def garbage(self):
        return 200, [("Content-Type", wire.CONTENT_TYPES[self.request.protocol])], b"\x00\xffnot an answer of AWS"

    async def truncate(self):
        """The real answer's first half, with the length of the whole."""
        whole = encode(*await self.forward())
        body_start = whole.index(b"\r\n\r\n") + 4
        self.client.write(whole[: body_start + (len(whole) - body_start) // 2])
        await self.client.drain()
        raise Gone

    async def close(self):
        raise Gone

    async def reset(self):
        linger = struct.pack("ii", 1, 0)  # close() then sends RST instead of FIN
        self.client.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.client.transport.abort()
        raise Gone

    async def hang(self):
        await asyncio.sleep(self.action.get("seconds", 3600))
        raise Gone


class Listener:
    def __init__(self, account, target, routes):
        self.account, self.target, self.routes = account, target, routes
        self.rules, self.seen, self.calls, self.server = [], [], [], None

    def set_rules(self, rules):
        for rule in rules:
            name = rule["action"].get("do", "forward")
            if name.startswith("_") or name == "run" or not hasattr(Actions, name):
                raise ValueError(f"no such action: {name}")
        self.rules, self.seen = rules, [0] * len(rules)

    def action_for(self, request):
        for index, rule in enumerate(self.rules):
            operations = rule.get("operation")
            operations = [operations] if isinstance(operations, str) else operations
            if rule.get("service") not in (None, request.service):
                continue
            if operations is not None and request.operation not in operations:
                continue
            if rule.get("body") and not re.search(rule["body"], request.text):
                continue
            self.seen[index] += 1
            shot = self.seen[index] - rule.get("skip", 0)
            if shot >= 1 and shot <= rule.get("times", shot):
                return rule["action"]
        return {"do": "forward"}

    async def forward(self, request):
        host, port = self.routes.get(request.service, self.target).removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port), limit=LIMIT)
        try:
            # moto takes the account from this header, ministack from the access key.
            headers = [h for h in request.headers if h[0].lower() not in HOP_BY_HOP | {"x-moto-account-id"}]
            headers += [("x-moto-account-id", self.account), ("Content-Length", len(request.body)), ("Connection", "close")]
            head = "".join(f"{name}: {value}\r\n" for name, value in headers)
            writer.write(f"{request.method} {request.target} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + request.body)
            await writer.drain()
            first, headers = await read_head(reader)
            bodiless = request.method == "HEAD" or first.split()[1] in ("204", "304")
            body = b"" if bodiless else await read_body(reader, headers, until_close=True)
            return int(first.split()[1]), headers, body
        finally:
            writer.close()

    async def answer(self, request, client):
        action = self.action_for(request)
        call = {name: getattr(request, name) for name in ("service", "operation", "region", "access_key", "method", "path")}
        call |= {"body": request.members, "action": action.get("do", "forward"), "status": None}
        self.calls.append(call)
        try:
            status, headers, body = await Actions(self, request, action, client).run()
        except OSError as error:
            status, headers, body = 502, [("Content-Type", "text/plain")], f"test server: {error}".encode()
        call["status"] = status
        client.write(encode(status, headers, body))
        await client.drain()

    async def serve(self, reader, client):
        client.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            while True:
                first, headers = await read_head(reader)
                if any(name.lower() == "expect" for name, _ in headers):
                    client.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                body = await read_body(reader, headers, until_close=False)
                method, target, _ = first.split(" ", 2)
                await self.answer(wire.Request(method, target, headers, body), client)
                if any(h[0].lower() == "connection" and h[1].lower() == "close" for h in headers):
                    return
        except (Gone, OSError, asyncio.IncompleteReadError):
            pass
        finally:
            client.close()


class Control:
    def __init__(self):
        self.listeners = {}

    async def open(self, order):
        listener = Listener(order["account"], order["target"], order["routes"])
        listener.server = await asyncio.start_server(listener.serve, "127.0.0.1", 0, limit=LIMIT, backlog=256)
        port = listener.server.sockets[0].getsockname()[1]
        self.listeners[port] = listener
        return {"port": port}

    async def rules(self, order):
        self.listeners[order["port"]].set_rules(order["rules"])

    async def calls(self, order):
        return self.listeners[order["port"]].calls

    async def forget(self, order):
        self.listeners[order["port"]].calls.clear()

    async def close(self, order):
        self.listeners.pop(order["port"]).server.close()

    async def obey(self, line):
        order = json.loads(line)
        try:
            reply = {"ok": await getattr(self, order["do"])(order)}
        except Exception as error:  # a bad rule is the test author's mistake: tell them
            reply = {"error": {"code": type(error).__name__, "message": str(error)}}
        print(json.dumps({"id": order["id"], **reply}), flush=True)


async def main():
    control, loop = Control(), asyncio.get_running_loop()

    def read_orders():
        for line in sys.stdin:
            asyncio.run_coroutine_threadsafe(control.obey(line), loop)
        os._exit(0)  # end of input: the test process is gone

    threading.Thread(target=read_orders, daemon=True).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
