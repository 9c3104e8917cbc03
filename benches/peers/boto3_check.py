"""What a careful script would do: the calls of `mfa-doctor check`, sent by boto3, and the planted conditions counted.

    boto3_check.py --pool us-east-1_AbCdEf123 [...]   or   --all      [--threads 16]

Endpoint, Region and credentials come from the environment (AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, ...).
Each thread reads one pool at a time, one call after the other; what pools share (the caller, the organization,
Amazon SNS and SES, a role by its ARN) is read once. On standard output: counts as one JSON object.
"""

import argparse
import fnmatch
import json
import os
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

SERVICES = ("cognito-idp", "iam", "sts", "sns", "sesv2", "wafv2", "organizations")


def as_list(value):
    return value if isinstance(value, list) else [value]


class Once:
    """Values that are made once each, by whichever thread comes first; the others wait for it."""

    def __init__(self):
        self.lock, self.made = threading.Lock(), {}

    def get(self, key, make):
        with self.lock:
            entry = self.made.setdefault(key, {"lock": threading.Lock()})
        with entry["lock"]:
            if "value" not in entry:
                entry["value"] = make()
            return entry["value"]


class Account:
    def __init__(self, threads):
        region = os.environ["AWS_REGION"]
        config = Config(max_pool_connections=max(threads, 10), retries={"mode": "standard"})
        session = boto3.session.Session(region_name=region)
        self.aws = {name: session.client(name, config=config) for name in SERVICES}
        self.once = Once()
        self.calls, self.calls_lock = Counter(), threading.Lock()
        session_events = [client.meta.events for client in self.aws.values()]
        for events in session_events:
            events.register("before-send", self.count)

    def count(self, event_name, **_):
        with self.calls_lock:
            self.calls[event_name.split(".", 1)[1]] += 1

    def pools(self):
        pages = self.aws["cognito-idp"].get_paginator("list_user_pools").paginate(PaginationConfig={"PageSize": 60})
        return [pool["Id"] for page in pages for pool in page["UserPools"]]

    def shared(self, region):
        """What does not depend on the pool."""
        aws = self.aws
        self.own = self.once.get("caller", aws["sts"].get_caller_identity)["Account"]
        self.once.get("organization", self.organization)
        self.once.get(("sms", region), lambda: (
            aws["sns"].get_sms_attributes()["attributes"], aws["sns"].get_sms_sandbox_account_status()["IsInSandbox"]))
        return self.once.get(("ses", region), aws["sesv2"].get_account)

    def organization(self):
        """The organization and the account's parent, or AWS's word that there is none."""
        organizations, answers = self.aws["organizations"], []
        for ask in (organizations.describe_organization, lambda: organizations.list_parents(ChildId=self.own)):
            try:
                answers.append(ask())
            except ClientError as error:
                answers.append(error.response["Error"]["Code"])
        return answers

    def role(self, arn):
        """Trust policy and the policies of one role, and IAM's own word on it."""
        iam, name = self.aws["iam"], arn.rsplit("/", 1)[1]
        trust = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
        documents = []
        for page in iam.get_paginator("list_role_policies").paginate(RoleName=name):
            for policy in page["PolicyNames"]:
                documents.append(iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"])
        for page in iam.get_paginator("list_attached_role_policies").paginate(RoleName=name):
            for policy in page["AttachedPolicies"]:
                version = iam.get_policy(PolicyArn=policy["PolicyArn"])["Policy"]["DefaultVersionId"]
                got = iam.get_policy_version(PolicyArn=policy["PolicyArn"], VersionId=version)
                documents.append(got["PolicyVersion"]["Document"])
        simulated = iam.simulate_principal_policy(
            PolicySourceArn=arn, ActionNames=["sns:Publish"], ResourceArns=["*"])["EvaluationResults"]
        return trust, documents, [result["EvalDecision"] for result in simulated]


def trusts(trust, external_id, pool_arn):
    """(whether Cognito is let in, whether with this external ID)"""
    cognito = False
    for statement in as_list(trust["Statement"]):
        services = as_list(statement.get("Principal", {}).get("Service", []))
        if statement["Effect"] != "Allow" or "cognito-idp.amazonaws.com" not in services:
            continue
        conditions = statement.get("Condition", {})
        sources = as_list(conditions.get("ArnLike", {}).get("aws:SourceArn", "*"))
        cognito = cognito or any(fnmatch.fnmatchcase(pool_arn, source) for source in sources)
        asked = conditions.get("StringEquals", {}).get("sts:ExternalId")
        if cognito and (asked is None or external_id in as_list(asked)):
            return True, True
    return cognito, False


def publishes(documents):
    for document in documents:
        for statement in as_list(document["Statement"]):
            actions = (action.lower() for action in as_list(statement.get("Action", [])))
            allows = statement["Effect"] == "Allow" and "*" in as_list(statement.get("Resource", []))
            if allows and any(fnmatch.fnmatchcase("sns:publish", action) for action in actions):
                return True
    return False


def check(account, pool_id):
    """The conditions of one pool."""
    found = Counter(pools=1)
    cognito, region = account.aws["cognito-idp"], pool_id.split("_")[0]
    pool = cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    mfa = cognito.get_user_pool_mfa_config(UserPoolId=pool_id)
    cognito.get_log_delivery_configuration(UserPoolId=pool_id)
    cognito.describe_risk_configuration(UserPoolId=pool_id)
    account.aws["wafv2"].get_web_acl_for_resource(ResourceArn=pool["Arn"])
    account.shared(region)
    token = {}
    while True:
        page = cognito.list_user_pool_clients(UserPoolId=pool_id, MaxResults=60, **token)
        for client in page["UserPoolClients"]:
            got = cognito.describe_user_pool_client(UserPoolId=pool_id, ClientId=client["ClientId"])["UserPoolClient"]
            found["clients"] += 1
            found["clients with short sessions"] += got.get("AuthSessionValidity", 3) < 5
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    email = pool.get("EmailConfiguration", {})
    if email.get("EmailSendingAccount") == "DEVELOPER":
        domain = email["SourceArn"].rsplit("/", 1)[1]
        ses, iam = account.aws["sesv2"], account.aws["iam"]
        identity = account.once.get(("identity", domain), lambda: ses.get_email_identity(EmailIdentity=domain))
        found["senders not verified"] += not identity["VerifiedForSendingStatus"]
        account.once.get("linked", lambda: iam.get_role(RoleName="AWSServiceRoleForAmazonCognitoIdpEmailService"))
    if mfa.get("MfaConfiguration") == "ON" and not mfa.get("SoftwareTokenMfaConfiguration", {}).get("Enabled"):
        found["MFA without TOTP"] += 1
    sms = pool.get("SmsConfiguration")
    if sms:
        arn = sms["SnsCallerArn"]
        trust, documents, decisions = account.once.get(("role", arn), lambda: account.role(arn))
        cognito_trusted, same_id = trusts(trust, sms.get("ExternalId"), pool["Arn"])
        found["role without trust in Cognito"] += not cognito_trusted
        found["external ID differs"] += cognito_trusted and not same_id
        found["role without sns:Publish"] += not publishes(documents)
        found["simulation disagrees"] += publishes(documents) != all(word == "allowed" for word in decisions)
    return found


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = arguments.add_mutually_exclusive_group(required=True)
    which.add_argument("--pool", nargs="+")
    which.add_argument("--all", action="store_true")
    arguments.add_argument("--threads", type=int, default=16)
    asked = arguments.parse_args()
    account = Account(asked.threads)
    pools = account.pools() if asked.all else asked.pool
    total = Counter()
    if asked.threads == 1:
        for pool in pools:
            total.update(check(account, pool))
    else:
        with ThreadPoolExecutor(asked.threads) as executor:
            for found in executor.map(lambda pool: check(account, pool), pools):
                total.update(found)
    json.dump({"found": total, "calls": sum(account.calls.values()), "by operation": account.calls}, sys.stdout)


if __name__ == "__main__":
    main()
