"""HTTPS with certificates of an authority that nobody knows, and an HTTP proxy that tunnels to it.

Orders of `proxy.py` (which see):

  {"id", "do": "authority"}  -> the authority's certificate, PEM
  {"id", "do": "tls", "target", "names": [host, ...], "days"}  -> {"port"}: ends TLS, passes bytes on to the target
  {"id", "do": "tunnel", "target", "user"}  -> {"port"}: CONNECT to anywhere ends at the target
    {"id", "do": "tunnels", "port"}  -> the request line of each CONNECT so far
"""

import asyncio
import base64
import datetime
import ipaddress
import os
import ssl
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from proxy_http import Gone, read_head


def certificate(subject, key, issuer, issuer_key, days, extensions):
    """Valid since long ago; for `days` more, which may have passed."""
    named = lambda name: x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder().subject_name(named(subject)).issuer_name(named(issuer))
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - datetime.timedelta(days=900))
    builder = builder.not_valid_after(now + datetime.timedelta(days=days))
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer_key, hashes.SHA256())


class Authority:
    NAME = "Test Authority of mfa-doctor"

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        extensions = [(x509.BasicConstraints(ca=True, path_length=0), True)]
        own = certificate(self.NAME, self.key, self.NAME, self.key, 30, extensions)
        self.pem = own.public_bytes(serialization.Encoding.PEM).decode()

    def context(self, names, days):
        """For a server with these names, host names or addresses."""
        key = ec.generate_private_key(ec.SECP256R1())
        known = [self.alternative(name) for name in names]
        extensions = [(x509.SubjectAlternativeName(known), False), (x509.BasicConstraints(False, None), True)]
        signed = certificate(names[0], key, self.NAME, self.key, days, extensions)
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory() as folder:  # ssl reads from files only
            path = os.path.join(folder, "server.pem")
            with open(path, "wb") as file:
                file.write(private + signed.public_bytes(serialization.Encoding.PEM))
            context.load_cert_chain(path)
        return context

    @staticmethod
    def alternative(name):
        try:
            return x509.IPAddress(ipaddress.ip_address(name))
        except ValueError:
            return x509.DNSName(name)


async def pass_on(reader, writer):
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


async def join(reader, writer, target):
    host, port = target.removeprefix("http://").removeprefix("https://").split(":")
    try:
        far_reader, far_writer = await asyncio.open_connection(host, int(port))
    except OSError:
        writer.close()
        return
    await asyncio.gather(pass_on(reader, far_writer), pass_on(far_reader, writer))


class Tunnel:
    """An HTTP proxy for HTTPS: whoever is asked for, the target answers."""

    def __init__(self, target, user):
        self.target, self.seen = target, []
        self.wanted = "Basic " + base64.b64encode(user.encode()).decode() if user else None

    async def serve(self, reader, writer):
        try:
            first, headers = await read_head(reader)
        except (Gone, OSError):
            writer.close()
            return
        self.seen.append(first.rsplit(" ", 1)[0])
        shown = [value for name, value in headers if name.lower() == "proxy-authorization"]
        if self.wanted and shown != [self.wanted]:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            writer.close()
            return
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await join(reader, writer, self.target)


class Tls:
    """The orders; `proxy.Control` holds them with its own."""

    def __init__(self):
        self.made, self.open_tunnels, self.servers = None, {}, []

    async def start(self, serve, context=None):
        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
        self.servers.append(server)
        return server.sockets[0].getsockname()[1]

    def certifier(self):
        self.made = self.made or Authority()
        return self.made

    async def authority(self, order):
        return self.certifier().pem

    async def tls(self, order):
        context = self.certifier().context(order["names"], order["days"])
        return {"port": await self.start(lambda *ends: join(*ends, order["target"]), context)}

    async def tunnel(self, order):
        tunnel = Tunnel(order["target"], order["user"])
        port = await self.start(tunnel.serve)
        self.open_tunnels[port] = tunnel
        return {"port": port}

    async def tunnels(self, order):
        return self.open_tunnels[order["port"]].seen
