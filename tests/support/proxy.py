"""A proxy in front of the test servers that answers for what they lack, breaks what they do, and logs.

One process serves every test: each opens a listener of its own, with its own rules and its own log.
Control is one JSON object a line on standard input, answered by id on standard output:

  {"id", "do": "open", "account", "target", "routes": {service: target}}  -> {"port"}
  {"id", "do": "rules", "port", "rules": [...]}    {"id", "do": "slow", "port", "ms"}
    {"id", "do": "calls" or "members" or "forget" or "close", "port"}

The orders about HTTPS are in `proxy_tls`.

A rule: {"service", "operation" (one or a list), "body" (regex), "skip", "times", "action"}; absent = any.
The first rule that matches and still has shots answers; else the server does. An action is
{"do": NAME, ...}, with an optional "delay_ms" before it and an optional "name" for the log; what can be done are the
methods of `proxy_actions.Actions`.
"""

import asyncio
import json
import os
import re
import socket
import sys
import threading

import proxy_actions
import proxy_members
import proxy_tls
from proxy_http import HOP_BY_HOP, LIMIT, Gone, encode, read_body, read_head
from proxy_wire import Request

LOGGED = ("service", "operation", "path", "region", "access_key", "session_token")


class Listener:
    def __init__(self, account, target, routes):
        self.account, self.target, self.routes = account, target, routes
        self.rules, self.seen, self.calls, self.slow_ms, self.server = [], [], [], 0, None
        self.answers = []  # (request, body) of every success
        self.tasks = set()  # one for each connection

    def set_rules(self, rules):
        for rule in rules:
            name = rule["action"].get("do", "forward")
            if not proxy_actions.known(name):
                raise ValueError(f"no such action: {name}")
        self.rules, self.seen = rules, [0] * len(rules)

    def action_for(self, request, named=True):
        for index, rule in enumerate(self.rules):
            if "name" in rule["action"] and not named:
                continue
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
            headers += [("x-moto-account-id", self.account), ("Connection", "close")]
            headers += [("Content-Length", len(request.body))]
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
        call = {name: getattr(request, name) for name in LOGGED}
        call |= {"body": request.members, "action": action.get("name") or action.get("do", "forward"), "status": None}
        self.calls.append(call)
        await asyncio.sleep(self.slow_ms / 1000)
        try:
            status, headers, body = await proxy_actions.Actions(self, request, action, client).run()
        except OSError as error:
            status, headers, body = 502, [("Content-Type", "text/plain")], f"test server: {error}".encode()
        call["status"] = status
        if status == 200:
            self.answers.append((request, body))
        client.write(encode(status, headers, body))
        await client.drain()

    async def serve(self, reader, client):
        self.tasks.add(asyncio.current_task())
        client.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            while True:
                first, headers = await read_head(reader)
                if any(name.lower() == "expect" for name, _ in headers):
                    client.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                body = await read_body(reader, headers, until_close=False)
                method, target, _ = first.split(" ", 2)
                await self.answer(Request(method, target, headers, body), client)
                if any(h[0].lower() == "connection" and h[1].lower() == "close" for h in headers):
                    return
        except (Gone, OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self.tasks.discard(asyncio.current_task())
            client.close()

    def close(self):
        self.server.close()
        for task in self.tasks:
            task.cancel()


class Control(proxy_tls.Tls):
    def __init__(self):
        super().__init__()
        self.listeners = {}

    async def open(self, order):
        listener = Listener(order["account"], order["target"], order["routes"])
        listener.server = await asyncio.start_server(listener.serve, "127.0.0.1", 0, limit=LIMIT, backlog=256)
        port = listener.server.sockets[0].getsockname()[1]
        self.listeners[port] = listener
        return {"port": port}

    async def rules(self, order):
        self.listeners[order["port"]].set_rules(order["rules"])

    async def slow(self, order):
        self.listeners[order["port"]].slow_ms = order["ms"]

    async def calls(self, order):
        return self.listeners[order["port"]].calls

    async def members(self, order):
        """The places of all answers so far, each once: {"call": "service:Operation", ...}."""
        found = {}
        for request, body in self.listeners[order["port"]].answers:
            call = f"{request.service}:{request.operation}"
            for place in proxy_members.places(request, body):
                found.setdefault((call, place["name"]), {"call": call, **place})
        return list(found.values())

    async def forget(self, order):
        listener = self.listeners[order["port"]]
        listener.calls.clear()
        listener.answers.clear()

    async def close(self, order):
        self.listeners.pop(order["port"]).close()

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
