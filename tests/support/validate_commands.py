"""Checks the commands of printed fixes against the AWS CLI's own models, without sending anything.

In:  one JSON object a line: {"fixture", "snapshot", "steps": [{"rule", "patches", "step": {"why", "argv", "input"}}]}
Out: what is wrong, one line each, and exit code 1; else a summary.
"""

import base64
import contextlib
import io
import json
import os
import re
import sys
import tempfile

import botocore.session
from awscli.clidriver import CLIOperationCaller, create_clidriver
from botocore.validate import ParamValidator

os.environ.update(AWS_DEFAULT_REGION="us-east-1", AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none",
                  AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull)

DRIVER = create_clidriver()
MODELS = botocore.session.get_session()
PLACEHOLDER = re.compile(r"<[A-Z][A-Z_]+>")

wrong = []
seen = set()


def complain(case, entry, text):
    line = f"{os.path.relpath(case['fixture'])}: {entry['rule']}: {text}"
    if line not in wrong:
        wrong.append(line)


def model_of(service, command):
    model = MODELS.get_service_model(service)
    names = {re.sub(r"[-_]", "", name).lower(): name for name in model.operation_names}
    name = names.get(command.replace("-", ""))
    return name and model.operation_model(name)


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for element in value:
            yield from texts(element)
    elif isinstance(value, dict):
        for name, element in value.items():
            yield name
            yield from texts(element)


def against_shape(value, shape, path):
    """What botocore leaves to the service: lengths, patterns, enumerations."""
    if shape.type_name == "structure":
        for name, member in value.items():
            if name not in shape.members:
                if name == "EumsSms":  # newer than the pinned AWS CLI
                    continue
                yield f"{path}.{name} is unknown"
            else:
                yield from against_shape(member, shape.members[name], f"{path}.{name}")
    elif shape.type_name == "list":
        yield from in_range(len(value), shape, path)
        for index, element in enumerate(value):
            yield from against_shape(element, shape.member, f"{path}[{index}]")
    elif shape.type_name == "map":
        for name, element in value.items():
            yield from against_shape(name, shape.key, f"{path} key")
            yield from against_shape(element, shape.value, f"{path}.{name}")
    elif shape.type_name == "string" and not PLACEHOLDER.search(value):
        yield from in_range(len(value), shape, path)
        if shape.enum and value not in shape.enum:
            yield f"{path} {value!r} is none of {shape.enum}"
        pattern = shape.metadata.get("pattern")
        if pattern and not fits(pattern, value):
            yield f"{path} {value!r} does not fit {pattern}"
    elif shape.type_name in ("integer", "long", "double", "float"):
        yield from in_range(value, shape, path)


def in_range(size, shape, path):
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if (least is not None and size < least) or (most is not None and size > most):
        yield f"{path} is {size}, which is not within {least} and {most}"


def fits(pattern, text):
    # The models write Java's classes of characters.
    for java, python in (
        (r"\p{L}\p{M}\p{S}\p{N}\p{P}", r"\S"), (r"\p{L}\p{Z}\p{N}", r"\w\s"), (r"\p{L}", r"\w"),
        (r"\p{M}", ""), (r"\p{S}", "+=<>|~^$`"), (r"\p{N}", r"\d"), (r"\p{P}", "!-/:-@"), (r"\p{Z}", r"\s"),
        (r"\p{Graph}", r"\S"), (r"\p{Alpha}", "a-zA-Z"),
    ):
        pattern = pattern.replace(java, python)
    try:
        return re.search(f"^(?:{pattern})$", text, re.S) is not None
    except re.error:
        return True


def validate(_caller, service, operation, parameters, _globals):
    """Stands in the place of the call: botocore's validation of what would be sent."""
    model = MODELS.get_service_model(service).operation_model(operation)
    report = ParamValidator().validate(parameters, model.input_shape)
    unknown = "Unknown parameter in input"
    # The pinned AWS CLI is older than End User Messaging in user pools.
    newer = "EumsSms" in json.dumps(parameters, default=str)
    errors = [e for e in report.generate_report().splitlines() if not (newer and (unknown in e or "SnsCallerArn" in e))]
    if errors:
        print("; ".join(errors), file=sys.stderr)
    return 1 if errors else 0


CLIOperationCaller.invoke = validate


def run_cli(argv):
    """The AWS CLI's own reading of the command: options, files, types, required members."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = DRIVER.main(argv)
        except SystemExit as ended:
            code = ended.code
    return None if not code else err.getvalue().strip().splitlines()[-1:]


def is_policy(document):
    return isinstance(document, dict) and isinstance(document.get("Statement"), list) and all(
        statement.get("Effect") in ("Allow", "Deny") for statement in document["Statement"]
    )


def check_command(case, entry):
    step = entry["step"]
    argv, document = step["argv"], step["input"]
    if argv[0] != "aws":
        return complain(case, entry, f"{argv[0]} is not aws")
    service, command = argv[1], argv[2]
    operation = model_of(service, command)
    if operation is None:
        return complain(case, entry, f"aws {service} {command} does not exist")
    if command.startswith(("delete-", "remove-", "detach-", "disassociate-")):
        complain(case, entry, f"{command} takes something away")
    for name in set(PLACEHOLDER.findall("\n".join(texts([argv, document])))):
        if name not in step["why"]:
            complain(case, entry, f"{name} is not explained: {step['why']}")
    key = json.dumps([argv, document])
    if key in seen:
        return
    seen.add(key)
    files = [word for word in argv if word.startswith("file://")]
    if (document is not None) != (len(files) == 1):
        complain(case, entry, f"input and files do not go together: {argv}")
    with tempfile.TemporaryDirectory() as folder:
        words = []
        # A guard: version 1, as here, refuses it, and would send base64 as text.
        guard = ["--cli-binary-format", "base64"]
        if service == "wafv2" and all(word in argv for word in guard):
            argv = [word for word in argv if word not in guard]
        for word in argv[1:]:
            if word.startswith("file://"):
                path = os.path.join(folder, "document.json")
                with open(path, "w") as file:
                    file.write(PLACEHOLDER.sub("arn:aws:logs:us-east-1:111122223333:placeholder", json.dumps(document)))
                word = f"file://{path}"
            words.append(word)
        said = run_cli(words)
    if said is not None:
        complain(case, entry, f"aws {service} {command}: {said}")
    if "--cli-input-json" in argv:
        shape = operation.input_shape
        for text in against_shape(document, shape, command):
            complain(case, entry, text)
        for name in shape.required_members:
            if name not in document:
                complain(case, entry, f"{command} lacks {name}")
    elif document is not None:
        option = argv[argv.index(files[0]) - 1]
        if option.endswith("policy-document") or option == "--policy":
            if not is_policy(document):
                complain(case, entry, f"no policy: {document}")
            elif len(json.dumps(document, separators=(",", ":"))) > (10240 if command == "put-role-policy" else 6144):
                complain(case, entry, "the policy is too long")
    for option, value in zip(argv, argv[1:]):
        member = next((shape for name, shape in operation.input_shape.members.items()
                       if option == "--" + re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()), None)
        if member is not None and member.type_name == "string" and not value.startswith("file://"):
            for text in against_shape(value, member, option):
                complain(case, entry, text)


def leaves(value, path=""):
    if isinstance(value, dict) and value:
        for name, member in value.items():
            yield from leaves(member, f"{path}.{name}".lstrip("."))
    elif value not in (None, "", {}):
        yield path, value


# Members that the request leaves out on purpose: see src/fix/request.rs.
POOL_EXCEPTIONS = re.compile(
    r"AdminCreateUserConfig\.UnusedAccountValidityDays|SmsVerificationMessage|EmailVerification(Message|Subject)"
    r"|UserPoolTags\.aws:|LambdaConfig\.Custom(SMS|Email)Sender\.LambdaVersion"
)


def restates(case, entry, read, renamed, done):
    """Everything that was read and that the operation takes is in the request, as it was or as a step changed it."""
    document = entry["step"]["input"]
    command = entry["step"]["argv"][2]
    shape = model_of("cognito-idp", command).input_shape
    before = {renamed.get(name, name): value for name, value in read.items()}
    before = {name: value for name, value in before.items() if name in shape.members}
    old, new = dict(leaves(before)), dict(leaves(document))
    changed = [path for paths in done for path, _ in paths]

    def touched(path):
        return any(path == other or path.startswith(other + ".") or other.startswith(path + ".") for other in changed)

    for path in sorted(set(old) | set(new)):
        if path in ("UserPoolId", "ClientId") or old.get(path) == new.get(path):
            continue
        if touched(path) or (path not in new and POOL_EXCEPTIONS.match(path)):
            continue
        complain(case, entry, f"{command} turns {path} from {old.get(path)!r} into {new.get(path)!r}")
    for path, value in entry["patches"]:
        found = document
        for name in path.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        if found != value:
            complain(case, entry, f"{command} does not set {path}: {found!r} is not {value!r}")


def as_policy(document):
    if isinstance(document, str):
        from urllib.parse import unquote
        document = json.loads(document if document.lstrip().startswith("{") else unquote(document))
    return document


def statements(document):
    found = as_policy(document).get("Statement", [])
    return found if isinstance(found, list) else [found]


def is_cognitos_alone(statement):
    principal = statement.get("Principal")
    return principal in ({"Service": "cognito-idp.amazonaws.com"}, {"Service": ["cognito-idp.amazonaws.com"]})


def known(value):
    return value if isinstance(value, dict) and "Unread" not in value else {}


def check_harm(case, entry, done):
    step, snapshot = entry["step"], case["snapshot"]
    argv, document = step["argv"], step["input"]
    command = argv[2]
    role = known(snapshot.get("SmsRole"))
    option = lambda name: argv[argv.index(name) + 1]
    if command == "update-user-pool":
        sync = [[("SmsConfiguration", None)]] if any("SmsMfaConfiguration" in p for e in done for p, _ in e) else []
        restates(case, entry, snapshot["UserPool"], {"Name": "PoolName"}, done + sync)
    elif command == "set-user-pool-mfa-config":
        sync = [[(f"SmsMfaConfiguration.{path}", None)] for e in done for path, _ in e]
        # Where only the pool told the mode, leaving it out would turn MFA off.
        mode = snapshot["UserPool"].get("MfaConfiguration")
        restates(case, entry, {"MfaConfiguration": mode, **snapshot["MfaConfig"]}, {}, done + sync)
    elif command == "update-user-pool-client":
        client = next(c for c in snapshot["Clients"] if c.get("ClientId") == document["ClientId"])
        restates(case, entry, client, {}, done)
    elif command == "put-role-policy":
        inline = role.get("InlinePolicies")
        for policy in inline if isinstance(inline, list) else []:
            if policy.get("PolicyName") == option("--policy-name") and "create-role" not in case.get("made", ""):
                was = statements(policy["PolicyDocument"]) if "PolicyDocument" in policy else None
                lost = [s for s in was or [None] if s not in statements(document)]
                if lost:
                    complain(case, entry, f"put-role-policy replaces {policy['PolicyName']}: {lost} would be lost")
        if not isinstance(inline, list) and known(role.get("Role")):
            complain(case, entry, "put-role-policy although the inline policies were not read")
    elif command == "update-assume-role-policy":
        before = statements(role["Role"]["AssumeRolePolicyDocument"])
        for statement in before:
            if not is_cognitos_alone(statement) and statement not in statements(document):
                rest = json.dumps(statement.get("Principal"))
                kept = json.dumps([s.get("Principal") for s in statements(document)])
                others = [p for p in re.findall(r'"([^"]+\.amazonaws\.com|arn:[^"]+|\d{12}|\*)"', rest)
                          if not p.startswith("cognito-idp.")]
                if any(other not in kept for other in others):
                    complain(case, entry, f"update-assume-role-policy drops {statement}")
    elif command == "set-log-delivery-configuration":
        delivery = known(snapshot.get("LogDelivery"))
        for configuration in delivery.get("LogConfigurations") or []:
            if configuration not in document and configuration.get("EventSource") != "userNotification":
                complain(case, entry, f"set-log-delivery-configuration drops {configuration}")
    elif command == "set-risk-configuration":
        risk = snapshot["Risk"]
        of = risk["Clients"][document["ClientId"]] if "ClientId" in document else risk["Pool"]
        for path, value in leaves(of):
            name = path.split(".")[0]
            if name in ("LastModifiedDate", "ClientId", "UserPoolId"):
                continue
            if dict(leaves(document)).get(path) != value and "EventAction" not in path:
                complain(case, entry, f"set-risk-configuration changes {path}")
    elif command == "update-web-acl":
        shape = model_of("wafv2", "update-web-acl").input_shape
        for name, value in snapshot["WebAcl"].items():
            if name in shape.members and name != "Rules" and value != "" and document.get(name) != value:
                complain(case, entry, f"update-web-acl changes {name}")
        was = {rule["Name"]: rule for rule in snapshot["WebAcl"]["Rules"]}
        now = {rule["Name"]: rule for rule in document["Rules"]}
        if list(was) != list(now):
            complain(case, entry, f"update-web-acl changes the list of rules: {list(was)}, {list(now)}")
        for name, rule in was.items():
            if {k: v for k, v in rule.items() if k != "Statement"} != {
                k: v for k, v in now.get(name, {}).items() if k != "Statement"
            }:
                complain(case, entry, f"update-web-acl changes more than the statement of {name}")
        for rule in document["Rules"]:
            for text in re.findall(r'"SearchString": "([^"]*)"', json.dumps(rule)):
                base64.b64decode(text, validate=True)


def main():
    count, commands = 0, {}
    for line in sys.stdin:
        case = json.loads(line)
        done = []
        for entry in case["steps"]:
            step = entry["step"]
            done.append([(path, value) for path, value in entry["patches"]])
            if not step["argv"]:
                continue
            count += 1
            name = " ".join(step["argv"][1:3])
            commands[name] = commands.get(name, 0) + 1
            if step["argv"][2] == "create-role":
                case["made"] = "create-role"
            try:
                check_command(case, entry)
                check_harm(case, entry, done)
            except Exception as error:  # a step of a form that nobody expected
                complain(case, entry, f"{type(error).__name__} {error} for {step['argv'][:3]}")
    for text in wrong:
        print(text)
    print(f"{count} commands, {len(seen)} different: {commands}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
