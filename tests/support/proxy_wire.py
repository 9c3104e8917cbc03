"""What an AWS request asks for, and what AWS's own answers and errors look like on the wire."""

import json
import re
import urllib.parse
from xml.sax.saxutils import escape

# The services of the test account that speak Query (form in, XML out), with their XML namespaces.
NAMESPACES = {
    "iam": "https://iam.amazonaws.com/doc/2010-05-08/",
    "sts": "https://sts.amazonaws.com/doc/2011-06-15/",
    "sns": "http://sns.amazonaws.com/doc/2010-03-31/",
}
# Unsigned calls (sign-in, calls by access token) name their service only here.
TARGET_SERVICES = {"AWSCognitoIdentityProviderService": "cognito-idp", "AWSWAF_20190729": "wafv2"}
SESV2 = [
    ("GET", r"account", "GetAccount"),
    ("GET", r"identities", "ListEmailIdentities"),
    ("POST", r"identities", "CreateEmailIdentity"),
    ("GET", r"identities/[^/]+", "GetEmailIdentity"),
    ("DELETE", r"identities/[^/]+", "DeleteEmailIdentity"),
    ("GET", r"identities/[^/]+/policies", "GetEmailIdentityPolicies"),
    ("POST", r"identities/[^/]+/policies/[^/]+", "CreateEmailIdentityPolicy"),
    ("GET", r"configuration-sets", "ListConfigurationSets"),
    ("POST", r"configuration-sets", "CreateConfigurationSet"),
    ("GET", r"configuration-sets/[^/]+", "GetConfigurationSet"),
    ("GET", r"suppression/addresses/[^/]+", "GetSuppressedDestination"),
]
DENIED = {"iam": "AccessDenied", "sts": "AccessDenied", "sns": "AuthorizationError"}
THROTTLED = {
    "cognito-idp": ("TooManyRequestsException", 400),
    "ses": ("TooManyRequestsException", 429),
    "organizations": ("TooManyRequestsException", 400),
    "wafv2": ("ThrottlingException", 400),
    "iam": ("Throttling", 400),
    "sts": ("Throttling", 400),
    "sns": ("Throttling", 400),
}
INTERNAL = {
    "cognito-idp": "InternalErrorException",
    "ses": "InternalServiceErrorException",
    "wafv2": "WAFInternalErrorException",
    "iam": "ServiceFailure",
    "sts": "InternalFailure",
    "sns": "InternalError",
}
CONTENT_TYPES = {"json": "application/x-amz-json-1.1", "query": "text/xml", "rest": "application/json"}


class Request:
    """One request, with what its signature, headers and body say about it."""

    def __init__(self, method, target, headers, body):
        # A client that takes us for its HTTP_PROXY names the whole URL.
        target = re.sub(r"^http://[^/]+", "", target) or "/"
        self.method, self.target, self.headers, self.body = method, target, headers, body
        self.path, _, query = target.partition("?")
        scope = re.search(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request", self.header("authorization"))
        self.access_key, self.region, self.service = scope.groups() if scope else ("", "", "")
        self.session_token = self.header("x-amz-security-token")
        self.text = body.decode("utf-8", "replace")
        form = "x-www-form-urlencoded" in self.header("content-type")
        fields = dict(urllib.parse.parse_qsl(self.text if form else query, keep_blank_values=True))
        amz_target = self.header("x-amz-target")
        if amz_target:
            prefix, _, self.operation = amz_target.rpartition(".")
            self.protocol = "json"
            self.service = self.service or TARGET_SERVICES.get(prefix, "")
        elif "Action" in fields:
            self.operation, self.protocol = fields["Action"], "query"
        else:
            self.operation, self.protocol = self._rest_operation(), "rest"
        self.members = fields if self.protocol == "query" else self._json()

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name), "")

    def _json(self):
        try:
            return json.loads(self.text) if self.text else {}
        except ValueError:
            return self.text

    def _rest_operation(self):
        if self.path.startswith("/v2/email/"):
            rest = self.path[len("/v2/email/") :].rstrip("/")
            for method, pattern, name in SESV2:
                if method == self.method and re.fullmatch(pattern, rest):
                    return name
        return f"{self.method} {self.path}"


def error(request, code, message, status=400):
    """(status, headers, body) of an error in the form of the request's protocol."""
    headers = [("Content-Type", CONTENT_TYPES[request.protocol]), ("x-amzn-RequestId", "00000000-injected")]
    if request.protocol == "query":
        namespace = NAMESPACES.get(request.service, NAMESPACES["iam"])
        kind = "Sender" if status < 500 else "Receiver"
        body = (
            f'<ErrorResponse xmlns="{namespace}"><Error><Type>{kind}</Type><Code>{escape(code)}</Code>'
            f"<Message>{escape(message)}</Message></Error><RequestId>00000000-injected</RequestId></ErrorResponse>"
        )
    elif request.protocol == "json":
        body = json.dumps({"__type": code, "message": message})
    else:
        headers.append(("x-amzn-ErrorType", code))
        body = json.dumps({"message": message})
    return status, headers, body.encode()


def denied(request, message=None):
    action = f"{request.service or 'cognito-idp'}:{request.operation}"
    said = f"User: arn:aws:iam::123456789012:user/doctor is not authorized to perform: {action}"
    said += f" because no identity-based policy allows the {action} action"
    status = 400 if request.protocol == "json" else 403
    return error(request, DENIED.get(request.service, "AccessDeniedException"), message or said, status)


def throttled(request):
    code, status = THROTTLED.get(request.service, ("ThrottlingException", 429))
    return error(request, code, "Rate exceeded", status)


def internal(request):
    code = INTERNAL.get(request.service, "InternalFailure")
    return error(request, code, "An internal error occurred.", 500)


def answer_json(request, value):
    return 200, [("Content-Type", CONTENT_TYPES[request.protocol])], json.dumps(value).encode()


def answer_xml(request, result):
    """A Query answer around the inner XML of its result element."""
    name, namespace = request.operation, NAMESPACES.get(request.service, NAMESPACES["iam"])
    body = (
        f'<{name}Response xmlns="{namespace}"><{name}Result>{result}</{name}Result>'
        f"<ResponseMetadata><RequestId>00000000-injected</RequestId></ResponseMetadata></{name}Response>"
    )
    return 200, [("Content-Type", "text/xml")], body.encode()


def set_member(value, dotted, new):
    """Sets a member by its path; numbers index lists."""
    *front, last = dotted.split(".")
    for step in front:
        value = value[int(step)] if isinstance(value, list) else value.setdefault(step, {})
    if isinstance(value, list):
        value[int(last)] = new
    else:
        value[last] = new


def unset_member(value, dotted):
    *front, last = dotted.split(".")
    for step in front:
        value = value[int(step)] if isinstance(value, list) else value.get(step, {})
    if isinstance(value, list):
        del value[int(last)]
    else:
        value.pop(last, None)
