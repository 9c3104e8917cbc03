"""HTTP/1.1 messages, as much of them as AWS clients and the test servers use."""

import asyncio

HOP_BY_HOP = {"connection", "proxy-connection", "keep-alive", "transfer-encoding", "content-length", "expect"}
LIMIT = 1 << 24
REASONS = {200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 500: "Internal Server Error"}


class Gone(Exception):
    """The connection ends here, without a (whole) answer."""


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
