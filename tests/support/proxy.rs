//! One listener of the answer- and fault-injecting proxy (`proxy.py`), with rules and a log of its own.

use serde_json::{Value, json};

use super::rules::{self, Rule};
use super::servers::servers;

/// Closes its listener when dropped.
pub struct Proxy {
    port: u16,
}

/// One request that went through, whatever became of it.
#[derive(Clone, Debug)]
pub struct Call {
    /// By the signature's scope: sesv2 is `ses`.
    pub service: String,
    /// `DescribeUserPool`; an unknown REST call is its method and path.
    pub operation: String,
    /// `/` but for REST: sesv2 names its identity here.
    pub path: String,
    pub region: String,
    pub access_key: String,
    /// Empty where the credentials have none.
    pub session_token: String,
    /// The members sent: JSON, or the fields of the form.
    pub body: Value,
    /// `None` if the client got no (whole) answer.
    pub status: Option<u16>,
    /// What the proxy did: `forward`, or the name of the rule's action.
    pub action: String,
}

/// A member of an answer, or an element of a list in one.
#[derive(Clone, Debug)]
pub struct Place {
    /// `service:Operation` that answered.
    pub call: String,
    /// `UserPool.SmsConfiguration.SnsRegion`
    pub name: String,
    /// What [`Rule::dropped`] and [`Rule::retyped`] take.
    pub path: Value,
    /// An element of a list: without it there is just a shorter list.
    pub is_element: bool,
    /// AWS's model of the operation says that it is always there.
    pub is_required: bool,
    /// Values of other types.
    pub others: Vec<Value>,
}

impl Call {
    /// `service:Operation`, as IAM writes it.
    pub fn name(&self) -> String {
        format!("{}:{}", self.service, self.operation)
    }
}

impl Proxy {
    /// In front of `target`, with some services (signature names) sent elsewhere, and no rules.
    pub fn new(account: &str, target: &str, routes: &[(&str, &str)]) -> Self {
        let routes: Value = routes.iter().map(|(service, at)| (service.to_string(), json!(at))).collect();
        let opened = json!({"do": "open", "account": account, "target": target, "routes": routes});
        let port = order(opened)["port"].as_u64().and_then(|port| u16::try_from(port).ok());
        Self { port: port.expect("the proxy names its port") }
    }

    /// In front of ministack, with moto's SNS: all that the program reads, in one endpoint.
    pub fn ministack(account: &str) -> Self {
        let servers = servers();
        Self::new(account, &servers.ministack, &[("sns", &servers.sns)])
    }

    /// In front of moto, which has no SES account: that comes from ministack.
    pub fn moto(account: &str) -> Self {
        let servers = servers();
        Self::new(account, &servers.moto, &[("ses", &servers.ministack)])
    }

    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A healthy account where no server can tell of one.
    pub fn quiet(&self) {
        self.rules(&[]);
    }

    /// These rules, first match wins, before those of a healthy account.
    pub fn rules(&self, rules: &[Rule]) {
        let all: Vec<Rule> = rules.iter().cloned().chain(rules::healthy_account()).collect();
        self.only_rules(&all);
    }

    /// Exactly these rules.
    pub fn only_rules(&self, rules: &[Rule]) {
        let rules: Vec<&Value> = rules.iter().map(|rule| &rule.0).collect();
        order(json!({"do": "rules", "port": self.port, "rules": rules}));
    }

    /// Every answer this much later, rules or not: round trips then show in the time a run takes.
    pub fn slow(&self, ms: u32) {
        order(json!({"do": "slow", "port": self.port, "ms": ms}));
    }

    /// Every request so far, in the order of arrival.
    pub fn calls(&self) -> Vec<Call> {
        let calls = order(json!({"do": "calls", "port": self.port}));
        let text = |call: &Value, member: &str| call[member].as_str().unwrap_or_default().to_owned();
        let call = |call: &Value| Call {
            service: text(call, "service"),
            operation: text(call, "operation"),
            path: text(call, "path"),
            region: text(call, "region"),
            access_key: text(call, "access_key"),
            session_token: text(call, "session_token"),
            body: call["body"].clone(),
            status: call["status"].as_u64().and_then(|status| u16::try_from(status).ok()),
            action: text(call, "action"),
        };
        calls.as_array().expect("a list of calls").iter().map(call).collect()
    }

    /// The requests of one operation.
    pub fn calls_of(&self, operation: &str) -> Vec<Call> {
        self.calls().into_iter().filter(|call| call.operation == operation).collect()
    }

    /// What the answers so far consisted of.
    pub fn members(&self) -> Vec<Place> {
        let found = order(json!({"do": "members", "port": self.port}));
        let place = |place: &Value| Place {
            call: place["call"].as_str().unwrap_or_default().to_owned(),
            name: place["name"].as_str().unwrap_or_default().to_owned(),
            path: place["path"].clone(),
            is_element: place["element"] == true,
            is_required: place["required"] == true,
            others: place["others"].as_array().cloned().unwrap_or_default(),
        };
        found.as_array().expect("a list of places").iter().map(place).collect()
    }

    /// Starts the log anew.
    pub fn forget(&self) {
        order(json!({"do": "forget", "port": self.port}));
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // A panicking test drops its proxy too, maybe because the helper is gone.
        let _gone = servers().proxies.ask(json!({"do": "close", "port": self.port}));
    }
}

pub(super) fn order(order: Value) -> Value {
    servers().proxies.ask(order).unwrap_or_else(|error| panic!("the proxy refused: {error}"))
}
