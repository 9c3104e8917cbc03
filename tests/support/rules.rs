//! Rules for the proxy: which request, and what happens to it.

use serde_json::{Value, json};

/// One rule: `Rule::on("GetRole").denied()`.
#[derive(Clone, Debug)]
pub struct Rule(pub(super) Value);

impl Rule {
    /// For one operation of any service.
    pub fn on(operation: &str) -> Self {
        Self(json!({"operation": operation, "action": {"do": "forward"}}))
    }

    /// For every operation of a service, as its signature names it (sesv2 is `ses`).
    pub fn on_service(service: &str) -> Self {
        Self(json!({"service": service, "action": {"do": "forward"}}))
    }

    /// For every request.
    pub fn on_all() -> Self {
        Self(json!({"action": {"do": "forward"}}))
    }

    /// Only of this service.
    pub fn of(self, service: &str) -> Self {
        self.with("service", json!(service))
    }

    /// Only if the body matches this regular expression.
    pub fn body(self, pattern: &str) -> Self {
        self.with("body", json!(pattern))
    }

    /// Not for the first `n` that match.
    pub fn skip(self, n: u32) -> Self {
        self.with("skip", json!(n))
    }

    /// For at most `n`, after which the next rule has its turn.
    pub fn times(self, n: u32) -> Self {
        self.with("times", json!(n))
    }

    fn with(mut self, member: &str, value: Value) -> Self {
        self.0[member] = value;
        self
    }

    fn action(self, action: Value) -> Self {
        self.with("action", action)
    }

    /// An error in the operation's own wire form.
    pub fn error(self, code: &str, message: &str) -> Self {
        self.action(json!({"do": "error", "code": code, "message": message}))
    }

    /// The status of an error, where it is not 400.
    pub fn status(mut self, status: u16) -> Self {
        self.0["action"]["status"] = json!(status);
        self
    }

    /// The service's own access denied, for a lacking Allow.
    pub fn denied(self) -> Self {
        self.action(json!({"do": "denied"}))
    }

    /// The service's own throttling error.
    pub fn throttled(self) -> Self {
        self.action(json!({"do": "throttle"}))
    }

    /// The service's own internal error, status 500.
    pub fn internal(self) -> Self {
        self.action(json!({"do": "internal"}))
    }

    /// Any HTTP answer at all.
    pub fn http(self, status: u16, content_type: &str, body: &str) -> Self {
        self.action(json!({"do": "http", "status": status, "content_type": content_type, "body": body}))
    }

    /// Changes members, by dotted path, of the server's JSON answer.
    pub fn edit(self, set: Value) -> Self {
        self.action(json!({"do": "edit", "set": set}))
    }

    /// Removes members, by dotted path, from the server's JSON answer.
    pub fn remove(self, paths: &[&str]) -> Self {
        self.action(json!({"do": "edit", "unset": paths}))
    }

    /// This JSON answer instead of the server's.
    pub fn json(self, value: Value) -> Self {
        self.action(json!({"do": "json", "value": value}))
    }

    /// This JSON answer, with members of the request put in: `{"dotted path": "request member"}`.
    pub fn json_echoing(self, value: Value, echo: Value) -> Self {
        self.action(json!({"do": "json", "value": value, "echo": echo}))
    }

    /// This Query answer: the inner XML of the operation's result element.
    pub fn xml(self, result: &str) -> Self {
        self.action(json!({"do": "xml", "result": result}))
    }

    /// A success without members.
    pub fn empty(self) -> Self {
        self.action(json!({"do": "empty"}))
    }

    /// A success that is no answer of AWS.
    pub fn garbage(self) -> Self {
        self.action(json!({"do": "garbage"}))
    }

    /// The first half of the server's answer, then the end of the connection.
    pub fn truncated(self) -> Self {
        self.action(json!({"do": "truncate"}))
    }

    /// The connection reset (RST) before any answer.
    pub fn reset(self) -> Self {
        self.action(json!({"do": "reset"}))
    }

    /// The connection closed (FIN) before any answer.
    pub fn closed(self) -> Self {
        self.action(json!({"do": "close"}))
    }

    /// The first half of the server's answer, then a reset (RST).
    pub fn cut(self) -> Self {
        self.action(json!({"do": "cut"}))
    }

    /// The first half of the server's answer, then silence.
    pub fn stalls(self) -> Self {
        self.action(json!({"do": "stall"}))
    }

    /// The first half of the server's answer, which says that it is all.
    pub fn shortened(self) -> Self {
        self.action(json!({"do": "shorten"}))
    }

    /// Replaces what a regular expression matches in the server's answer.
    pub fn replaced(self, pattern: &str, by: &str) -> Self {
        self.action(json!({"do": "replace", "pattern": pattern, "by": by}))
    }

    /// Gives the value at a [`Place`](super::proxy::Place)'s path another type.
    pub fn retyped(self, path: &Value, by: &Value) -> Self {
        self.action(json!({"do": "retype", "path": path, "by": by}))
    }

    /// Leaves out the member at a [`Place`](super::proxy::Place)'s path.
    pub fn dropped(self, path: &Value) -> Self {
        self.action(json!({"do": "drop", "path": path}))
    }

    /// The answer as it would be, but this much later.
    pub fn late(self, ms: u32) -> Self {
        self.action(json!({"do": "whole"})).after_ms(ms)
    }

    /// The first page of a list for ever, its next token (a JSON member of this name) the same or always a new one.
    pub fn pages(self, token: &str, endless: bool) -> Self {
        self.action(json!({"do": "pages", "token": token, "endless": endless}))
    }

    /// How the log calls what was done; last, as it belongs to the action.
    pub fn named(mut self, name: &str) -> Self {
        self.0["action"]["name"] = json!(name);
        self
    }

    /// No answer, ever.
    pub fn hangs(self) -> Self {
        self.action(json!({"do": "hang"}))
    }

    /// Whatever the rule does, this much later.
    pub fn after_ms(mut self, ms: u32) -> Self {
        self.0["action"]["delay_ms"] = json!(ms);
        self
    }
}

/// A healthy account where the servers have no answer or a misleading one. The SMS spend limit is
/// not here: moto keeps it (see `seed::healthy_account`).
pub fn healthy_account() -> Vec<Rule> {
    vec![
        sms_sandbox(false),
        us_origination_number(),
        ses_identity_verified(),
        log_delivery(true),
        no_risk_configuration(),
        simulation("allowed", None),
    ]
}

/// SNS GetSMSSandboxAccountStatus.
pub fn sms_sandbox(sandboxed: bool) -> Rule {
    Rule::on("GetSMSSandboxAccountStatus").of("sns").xml(&format!("<IsInSandbox>{sandboxed}</IsInSandbox>"))
}

/// SNS ListOriginationNumbers of an account that may send to the United States.
pub fn us_origination_number() -> Rule {
    Rule::on("ListOriginationNumbers").of("sns").xml(
        "<PhoneNumbers><member><PhoneNumber>+12065550100</PhoneNumber><Status>ACTIVE</Status>\
         <Iso2CountryCode>US</Iso2CountryCode><RouteType>TollFree</RouteType>\
         <NumberCapabilities><member>SMS</member></NumberCapabilities></member></PhoneNumbers>",
    )
}

/// iam SimulatePrincipalPolicy of the SMS role: ministack errs about roles with a path, moto has none. The flag is
/// AllowedByOrganizations.
pub fn simulation(decision: &str, organization: Option<bool>) -> Rule {
    let organization = organization.map(|allowed| {
        format!(
            "<OrganizationsDecisionDetail><AllowedByOrganizations>{allowed}</AllowedByOrganizations>\
             </OrganizationsDecisionDetail>"
        )
    });
    let result = format!(
        "<EvalActionName>sns:Publish</EvalActionName><EvalResourceName>*</EvalResourceName>\
         <EvalDecision>{decision}</EvalDecision><MatchedStatements/><MissingContextValues/>{}",
        organization.unwrap_or_default()
    );
    let results = format!("<EvaluationResults><member>{result}</member></EvaluationResults>");
    Rule::on("SimulatePrincipalPolicy").of("iam").xml(&format!("{results}<IsTruncated>false</IsTruncated>"))
}

/// organizations DescribeOrganization of an organization that another account manages.
pub fn organization_member() -> Rule {
    Rule::on("DescribeOrganization")
        .of("organizations")
        .edit(json!({"Organization.MasterAccountId": "999988887777"}))
}

/// SNS GetSMSAttributes, instead of what moto holds.
pub fn sms_attributes(attributes: &[(&str, &str)]) -> Rule {
    let entry =
        |(key, value): &(&str, &str)| format!("<entry><key>{key}</key><value>{value}</value></entry>");
    let entries: String = attributes.iter().map(entry).collect();
    Rule::on("GetSMSAttributes").of("sns").xml(&format!("<attributes>{entries}</attributes>"))
}

/// sesv2 GetEmailIdentity as of a verified identity: ministack leaves the status out.
pub fn ses_identity_verified() -> Rule {
    Rule::on("GetEmailIdentity")
        .of("ses")
        .edit(json!({"VerifiedForSendingStatus": true, "VerificationStatus": "SUCCESS"}))
}

/// sesv2 GetEmailIdentity as of an identity not (or no longer) verified, say `PENDING` or `FAILED`.
pub fn ses_identity_unverified(status: &str) -> Rule {
    Rule::on("GetEmailIdentity")
        .of("ses")
        .edit(json!({"VerifiedForSendingStatus": false, "VerificationStatus": status}))
}

/// sesv2 GetAccount of an account in the SES sandbox.
pub fn ses_sandbox() -> Rule {
    Rule::on("GetAccount").of("ses").edit(json!({"ProductionAccessEnabled": false}))
}

/// cognito-idp GetLogDeliveryConfiguration, with or without a destination for delivery errors.
pub fn log_delivery(configured: bool) -> Rule {
    let errors = json!({"LogLevel": "ERROR", "EventSource": "userNotification", "CloudWatchLogsConfiguration":
        {"LogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/cognito"}});
    let configured = if configured { json!([errors]) } else { json!([]) };
    Rule::on("GetLogDeliveryConfiguration").json_echoing(
        json!({"LogDeliveryConfiguration": {"LogConfigurations": configured}}),
        json!({"LogDeliveryConfiguration.UserPoolId": "UserPoolId"}),
    )
}

/// cognito-idp DescribeRiskConfiguration where nothing was ever configured.
pub fn no_risk_configuration() -> Rule {
    risk_configuration(json!({}))
}

/// cognito-idp DescribeRiskConfiguration with these members.
pub fn risk_configuration(members: Value) -> Rule {
    Rule::on("DescribeRiskConfiguration").json_echoing(
        json!({"RiskConfiguration": members}),
        json!({"RiskConfiguration.UserPoolId": "UserPoolId"}),
    )
}

/// cognito-idp DescribeUserPool of a pool whose messages AWS could not send lately.
pub fn sms_configuration_failure(said: &str) -> Rule {
    Rule::on("DescribeUserPool").edit(json!({"UserPool.SmsConfigurationFailure": said}))
}

/// wafv2 GetWebACLForResource of a resource without one, as AWS answers it; ministack raises an error.
pub fn no_web_acl() -> Rule {
    Rule::on("GetWebACLForResource").of("wafv2").json(json!({}))
}
