"""Calls to AWS for the tests, one JSON object a line in and out, many at once.

In:  {"id", "endpoint", "account", "region", "access_key", "secret_key", "session_token",
      "service", "operation", "params"}
Out: {"id", "ok": answer}  or  {"id", "error": {"code", "message", "status"}}

Starting Python and loading the service models once makes a seeding call cost milliseconds.
"""

import base64
import datetime
import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import botocore.session
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

# One attempt: a test that injects a fault wants to see that fault, at once.
CONFIG = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=60, max_pool_connections=16)

output_lock = threading.Lock()
clients_lock = threading.Lock()
clients = {}
# A client takes 30 ms to make, and each test has its own account and endpoint. So one client per
# service and Region serves all, and takes the rest from the request its thread is working on.
current = threading.local()


class CurrentCredentials(Credentials):
    def get_frozen_credentials(self):
        request = current.request
        return Credentials(
            request["access_key"], request["secret_key"], request["session_token"]
        ).get_frozen_credentials()


def direct_request(request, **_):
    """Before signing: to the endpoint of the current request."""
    scheme_and_host = current.request["endpoint"]
    request.url = scheme_and_host + "/" + request.url.split("/", 3)[3]


def name_account(request, **_):
    # moto takes the account from this header, ministack from the access key.
    request.headers["x-moto-account-id"] = current.request["account"]


SESSION = botocore.session.get_session()
SESSION._credentials = CurrentCredentials("of the", "current request")


def client_for(service, region):
    with clients_lock:  # making a client is not thread-safe, using one is
        if (service, region) not in clients:
            client = SESSION.create_client(service, region, endpoint_url="http://127.0.0.1:9", config=CONFIG)
            client.meta.events.register("before-sign", direct_request)
            client.meta.events.register("before-send", name_account)
            clients[service, region] = client
        return clients[service, region]


def as_json(value):
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if hasattr(value, "read"):
        value = value.read()
    if isinstance(value, (bytes, bytearray)):
        try:
            return bytes(value).decode()
        except UnicodeDecodeError:
            return base64.b64encode(value).decode()
    return str(value)


def answer(request):
    current.request = request
    try:
        client = client_for(request["service"], request["region"])
        got = getattr(client, request["operation"])(**request["params"])
        got.pop("ResponseMetadata", None)
        return {"ok": got}
    except ClientError as error:
        details = error.response.get("Error", {})
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        return {"error": {"code": details.get("Code", ""), "message": details.get("Message", ""), "status": status}}
    except Exception as error:  # bad parameters, no connection: the test shall see which
        return {"error": {"code": type(error).__name__, "message": str(error), "status": None}}


def serve(line):
    request = json.loads(line)
    text = json.dumps({"id": request["id"], **answer(request)}, default=as_json)
    with output_lock:
        print(text, flush=True)


def main():
    pool = ThreadPoolExecutor(16)
    for line in sys.stdin:
        pool.submit(serve, line)
    os._exit(0)  # end of input: the test process is gone, so nobody waits for a call under way


if __name__ == "__main__":
    main()
