"""boto3 calls for the tests, one JSON object a line in and out, many at once.

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

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

LOADER = botocore.session.get_session().get_component("data_loader")
# One attempt: a test that injects a fault wants to see that fault, at once.
CONFIG = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=60, max_pool_connections=16)
CLIENT_MEMBERS = ("endpoint", "account", "region", "access_key", "secret_key", "session_token", "service")

clients = {}
clients_lock = threading.Lock()
output_lock = threading.Lock()


def client_for(request):
    key = tuple(request.get(member) for member in CLIENT_MEMBERS)
    with clients_lock:  # making a client is not thread-safe, using one is
        if key not in clients:
            core = botocore.session.get_session()
            core.register_component("data_loader", LOADER)  # parsed models, shared by all accounts
            client = boto3.session.Session(botocore_session=core).client(
                request["service"],
                endpoint_url=request["endpoint"],
                region_name=request["region"],
                aws_access_key_id=request["access_key"],
                aws_secret_access_key=request["secret_key"],
                aws_session_token=request.get("session_token"),
                config=CONFIG,
            )
            account = request["account"]

            def name_account(request, **_):
                # moto takes the account from this header, ministack from the access key.
                request.headers["x-moto-account-id"] = account

            client.meta.events.register("before-send", name_account)
            clients[key] = client
        return clients[key]


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
    try:
        got = getattr(client_for(request), request["operation"])(**request["params"])
        got.pop("ResponseMetadata", None)
        return {"ok": got}
    except ClientError as error:
        details = error.response.get("Error", {})
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        return {"error": {"code": details.get("Code", ""), "message": details.get("Message", ""), "status": status}}
    except Exception as error:  # bad parameters, no connection: the test should see which
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
