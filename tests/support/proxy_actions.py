"""What a rule of the proxy can do with a request."""

import asyncio
import json

import proxy_wire
from proxy_faults import Faults


class Actions(Faults):
    """What a rule can do; each returns (status, headers, body) or raises Gone."""

    def __init__(self, listener, request, action, client):
        self.listener, self.request, self.action, self.client = listener, request, action, client

    async def run(self):
        if "delay_ms" in self.action:
            await asyncio.sleep(self.action["delay_ms"] / 1000)
        return await getattr(self, self.action.get("do", "forward"))()

    async def forward(self):
        return await self.listener.forward(self.request)

    async def underlying(self):
        """What would be answered without this rule: by the next one that has no name, or by the server."""
        if "name" not in self.action:
            return await self.forward()
        action = self.listener.action_for(self.request, named=False)
        return await Actions(self.listener, self.request, action, self.client).run()

    async def error(self):
        status = self.action.get("status", 400)
        return proxy_wire.error(self.request, self.action["code"], self.action["message"], status)

    async def denied(self):
        return proxy_wire.denied(self.request, self.action.get("message"))

    async def throttle(self):
        return proxy_wire.throttled(self.request)

    async def internal(self):
        return proxy_wire.internal(self.request)

    async def http(self):
        kind = self.action.get("content_type", "text/html")
        return self.action["status"], [("Content-Type", kind)], self.action.get("body", "").encode()

    async def json(self):
        value = json.loads(json.dumps(self.action["value"]))
        for path, member in self.action.get("echo", {}).items():
            proxy_wire.set_member(value, path, self.request.members.get(member))
        return proxy_wire.answer_json(self.request, value)

    async def xml(self):
        return proxy_wire.answer_xml(self.request, self.action["result"])

    async def edit(self):
        status, headers, body = await self.underlying()
        if status != 200:
            return status, headers, body
        value = json.loads(body or b"{}")
        for path, new in self.action.get("set", {}).items():
            proxy_wire.set_member(value, path, new)
        for path in self.action.get("unset", []):
            proxy_wire.unset_member(value, path)
        return status, headers, json.dumps(value).encode()

    async def empty(self):
        if self.request.protocol == "query":
            return proxy_wire.answer_xml(self.request, "")
        return proxy_wire.answer_json(self.request, {})

    async def garbage(self):
        return 200, [("Content-Type", proxy_wire.CONTENT_TYPES[self.request.protocol])], b"\x00\xffnot an answer of AWS"


def known(name):
    """Whether this is the name of an action; `run` is how they are carried out."""
    return not name.startswith("_") and name != "run" and hasattr(Actions, name)
