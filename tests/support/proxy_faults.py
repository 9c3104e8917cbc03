"""What a network, or a thing that stands in AWS's place, does to an answer of the server."""

import asyncio
import json
import re
import socket
import struct

import proxy_members
from proxy_http import Gone, encode

NEVER = 3600
TOKENS = {"NextToken", "Marker", "PaginationToken"}


class Faults:
    """Part of `proxy_actions.Actions`."""

    async def whole(self):
        """The real answer: `delay_ms` makes it late."""
        return await self.underlying()

    async def truncate(self):
        """The real answer's first half, with the length of the whole."""
        await self._send_half()
        raise Gone

    async def cut(self):
        """The same, ended by a reset."""
        await self._send_half()
        self._reset()

    async def stall(self):
        """The same, and then silence."""
        await self._send_half()
        await asyncio.sleep(NEVER)
        raise Gone

    async def shorten(self):
        """The real answer's first half, with its own length."""
        status, headers, body = await self.underlying()
        return status, headers, body[: len(body) // 2]

    async def close(self):
        raise Gone

    async def reset(self):
        self._reset()

    async def hang(self):
        await asyncio.sleep(self.action.get("seconds", NEVER))
        raise Gone

    async def replace(self):
        """The server's answer with every match of `pattern` replaced."""
        status, headers, body = await self.underlying()
        return status, headers, re.sub(self.action["pattern"], self.action["by"], body.decode(), flags=re.S).encode()

    async def retype(self):
        """The answer with the value at `path` replaced by one of another type."""
        status, headers, body = await self.underlying()
        if status == 200:
            body = proxy_members.retyped(self.request, body, self.action["path"], self.action["by"])
        return status, headers, body

    async def drop(self):
        """The answer without the member at `path`."""
        status, headers, body = await self.underlying()
        if status == 200:
            body = proxy_members.dropped(self.request, body, self.action["path"])
        return status, headers, body

    async def pages(self):
        """The first page over and over, each time with a token for one more: always the same, or a new one."""
        asked = {k: v for k, v in self.request.members.items() if k not in TOKENS}
        # The key of the credentials tells the account: another's pages are others.
        key = json.dumps([self.request.access_key, self.request.region, asked])
        first = self.action.setdefault("first", {})
        if key not in first:
            first[key] = await self.underlying()
        status, headers, body = first[key]
        number = self.action["sent"] = self.action.get("sent", 0) + 1
        token = f"page-{number}" if self.action["endless"] else "again"
        if self.request.protocol == "query":
            more = f"<IsTruncated>true</IsTruncated><Marker>{token}</Marker><NextToken>{token}</NextToken>"
            text = re.sub(r"<IsTruncated>false</IsTruncated>", "", body.decode())
            return status, headers, re.sub(r"(</\w+Result>)", more + r"\1", text, count=1).encode()
        return status, headers, json.dumps(json.loads(body) | {self.action["token"]: token}).encode()

    async def _send_half(self):
        whole = encode(*await self.underlying())
        body_start = whole.index(b"\r\n\r\n") + 4
        self.client.write(whole[: body_start + (len(whole) - body_start) // 2])
        await self.client.drain()

    def _reset(self):
        linger = struct.pack("ii", 1, 0)  # close() then sends RST instead of FIN
        self.client.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.client.transport.abort()
        raise Gone
