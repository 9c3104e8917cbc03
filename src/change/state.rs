//! A pool on its way through several requests.

use super::reset::{Reset, put};
use super::{Operation, Request, client, mfa, pool, role};
use crate::snapshot::{Arn, Fact, Ses, SmsRole, Snapshot, text};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The pool as it stands, with what is known of roles and senders that it does not use at the moment.
#[derive(Debug, Clone)]
pub struct State {
    /// The pool and everything around it.
    pub snapshot: Snapshot,
    /// Roles by ARN.
    roles: BTreeMap<String, Fact<SmsRole>>,
    /// Amazon SES by Region.
    senders: BTreeMap<String, Fact<Ses>>,
    /// Configuration sets by name.
    sets: BTreeMap<String, Fact<Value>>,
}

/// What AWS makes of a state by a request, if it takes the request.
#[derive(Debug, Clone)]
pub struct Applied {
    /// The state afterwards.
    pub state: State,
    /// What was set back because the request leaves it out.
    pub resets: Vec<Reset>,
    /// What the reader should know of it.
    pub remarks: Vec<String>,
    /// The pool that the request makes, where it makes one; the state is then as it was.
    pub made: Option<Snapshot>,
}

impl State {
    /// The pool of `snapshot`.
    pub fn new(snapshot: Snapshot) -> State {
        let mut state =
            State { roles: BTreeMap::new(), senders: BTreeMap::new(), sets: BTreeMap::new(), snapshot };
        state.remember();
        state
    }

    /// Adds what was read of a role, SES and SNS for a pool that `other` describes: what requests refer to.
    pub fn learn(&mut self, other: &Snapshot) {
        let known = State::new(other.clone());
        for (arn, role) in known.roles {
            self.roles.entry(arn).or_insert(role);
        }
        for (region, ses) in known.senders {
            match (self.senders.get_mut(&region), ses) {
                (Some(Fact::Known(held)), Fact::Known(read)) => {
                    for (identity, fact) in read.identities {
                        held.identities.entry(identity).or_insert(fact);
                    }
                    if held.service_linked_role.is_not_asked() {
                        held.service_linked_role = read.service_linked_role;
                    }
                }
                (Some(_), _) => {}
                (None, ses) => drop(self.senders.insert(region, ses)),
            }
        }
        for (name, set) in known.sets {
            self.sets.entry(name).or_insert(set);
        }
        for (region, standing) in &other.sms {
            self.snapshot.sms.entry(region.clone()).or_insert_with(|| standing.clone());
        }
        let region = self.sender_region();
        if let Some(held) = self.senders.get(&region) {
            let set = self.snapshot.ses.known().map(|ses| ses.configuration_set.clone()).unwrap_or_default();
            self.snapshot.ses = held.clone();
            if let Fact::Known(ses) = &mut self.snapshot.ses {
                ses.configuration_set = set;
            }
        }
    }

    /// The pool as each of `requests` would have it that names a role, a Region or a sender that it does not use now:
    /// of what they name nothing was read yet.
    pub fn referred(&self, requests: &[Request]) -> Vec<Snapshot> {
        let mut seen = vec![references(&self.snapshot)];
        let mut found = Vec::new();
        let mut now = self.clone();
        for request in requests {
            let applied = now.apply(request);
            let named = applied.made.unwrap_or_else(|| applied.state.snapshot.clone());
            if !seen.contains(&references(&named)) {
                seen.push(references(&named));
                found.push(named);
            }
            now = applied.state;
        }
        found
    }

    /// What AWS makes of it by `request`.
    pub fn apply(&self, request: &Request) -> Applied {
        let mut applied =
            Applied { state: self.clone(), resets: Vec::new(), remarks: request.remarks.clone(), made: None };
        match request.operation {
            Operation::UpdateUserPool => pool::apply(request, &mut applied),
            Operation::SetUserPoolMfaConfig => mfa::apply(request, &mut applied),
            Operation::UpdateUserPoolClient => client::apply(request, &mut applied),
            Operation::PutRolePolicy | Operation::UpdateAssumeRolePolicy => {
                role::apply(request, &mut applied)
            }
            Operation::CreateUserPool => applied.made = Some(self.made_by(request)),
            Operation::UpdateWebAcl => of_web_acl(request, &mut applied),
        }
        applied.state.follow(self);
        applied
    }

    /// Keeps what is known of the role and the sender that the pool uses now.
    fn remember(&mut self) {
        if let Some(caller) = caller(&self.snapshot) {
            self.roles.insert(caller, self.snapshot.sms_role.clone());
        }
        let region = self.sender_region();
        self.senders.insert(region, self.snapshot.ses.clone());
        if let (Some(name), Some(ses)) = (configuration_set(&self.snapshot), self.snapshot.ses.known()) {
            self.sets.insert(name, ses.configuration_set.clone());
        }
    }

    /// Puts what is known of the role and the sender that the pool uses now in the place of those that it used
    /// `before`: what was read of one says nothing of another.
    fn follow(&mut self, before: &State) {
        let role = caller(&self.snapshot);
        if role != caller(&before.snapshot) {
            self.snapshot.sms_role =
                role.as_ref().and_then(|arn| self.roles.get(arn)).cloned().unwrap_or_default();
        } else if sending(&self.snapshot) != sending(&before.snapshot) {
            // IAM was asked about the other way of sending.
            if let Fact::Known(role) = &mut self.snapshot.sms_role {
                role.simulation = Fact::NotAsked;
            }
        }
        let region = self.sender_region();
        if region != before.sender_region() {
            self.snapshot.ses = self.senders.get(&region).cloned().unwrap_or_default();
        }
        let set = configuration_set(&self.snapshot);
        if set != configuration_set(&before.snapshot)
            && let Fact::Known(ses) = &mut self.snapshot.ses
        {
            ses.configuration_set = set.and_then(|name| self.sets.get(&name)).cloned().unwrap_or_default();
        }
        self.remember();
    }

    fn sender_region(&self) -> String {
        let pool = self.snapshot.pool().ok();
        let source = pool.and_then(|pool| Arn::parse(text(pool.described, "EmailConfiguration.SourceArn")?));
        let region = source.map(|arn| arn.region).filter(|region| !region.is_empty());
        region.or(pool.map(|pool| pool.region())).unwrap_or_default().to_owned()
    }

    /// Changes what is known of the role with this name, where the pool or a later request uses it.
    pub(super) fn role_named(&mut self, name: &str, change: impl Fn(&mut SmsRole)) -> Vec<String> {
        let mut found = Vec::new();
        for (arn, role) in &mut self.roles {
            if Arn::parse(arn).is_some_and(|arn| arn.name() == name) {
                if let Fact::Known(role) = role {
                    change(role);
                }
                found.push(arn.clone());
            }
        }
        if let Some(role) = caller(&self.snapshot).and_then(|arn| self.roles.get(&arn)) {
            self.snapshot.sms_role = role.clone();
        }
        found
    }

    /// What is known of the role of this ARN.
    pub(super) fn role(&self, arn: &str) -> Option<&SmsRole> {
        self.roles.get(arn)?.known()
    }

    /// The pool that `CreateUserPool` makes, in the account and Region of this one.
    fn made_by(&self, request: &Request) -> Snapshot {
        let mut described = Value::Object(request.members.clone());
        put(&mut described, "Name", request.at("PoolName").cloned().unwrap_or_default());
        put(&mut described, "PoolName", Value::Null);
        put(&mut described, "SchemaAttributes", request.at("Schema").cloned().unwrap_or_default());
        put(&mut described, "Schema", Value::Null);
        let old = self.snapshot.pool().ok();
        if let Some(pool) = old {
            let arn = format!(
                "arn:{}:cognito-idp:{}:{}:userpool/new",
                pool.partition(),
                pool.region(),
                pool.account()
            );
            put(&mut described, "Arn", arn.into());
        }
        let mode = request.at("MfaConfiguration").cloned().unwrap_or_else(|| "OFF".into());
        let mut config = Map::from_iter([("MfaConfiguration".to_owned(), mode)]);
        if let Some(sms) = request.at("SmsConfiguration") {
            config.insert("SmsMfaConfiguration".to_owned(), serde_json::json!({ "SmsConfiguration": sms }));
        }
        let mut made = State {
            snapshot: Snapshot {
                user_pool: Fact::Known(described),
                mfa_config: Fact::Known(Value::Object(config)),
                clients: Fact::Known(Vec::new()),
                web_acl: Fact::Absent,
                log_delivery: Fact::Absent,
                users: Fact::NotAsked,
                ..self.snapshot.clone()
            },
            ..self.clone()
        };
        made.follow(self);
        made.snapshot
    }
}

/// The ARN of the role by which the pool sends SMS.
pub(super) fn caller(snapshot: &Snapshot) -> Option<String> {
    Some(snapshot.pool().ok()?.sms_path()?.caller().to_owned())
}

/// What IAM's simulator is asked about beside the role: the service and the Region.
fn sending(snapshot: &Snapshot) -> Option<String> {
    Some(format!("{:?}", snapshot.pool().ok()?.sms_path()?))
}

/// What the pool names of other services.
fn references(snapshot: &Snapshot) -> Vec<Option<String>> {
    let described = snapshot.pool().ok().map(|pool| pool.described);
    let named = |path: &str| text(described?, path).map(str::to_owned);
    vec![
        sending(snapshot),
        named("EmailConfiguration.EmailSendingAccount"),
        named("EmailConfiguration.SourceArn"),
        named("EmailConfiguration.From"),
        named("EmailConfiguration.ConfigurationSet"),
    ]
}

fn configuration_set(snapshot: &Snapshot) -> Option<String> {
    let described = snapshot.pool().ok()?.described;
    text(described, "EmailConfiguration.ConfigurationSet").map(str::to_owned)
}

/// `UpdateWebACL` replaces the rules and everything else of the web ACL.
fn of_web_acl(request: &Request, applied: &mut Applied) {
    let Fact::Known(acl) = &mut applied.state.snapshot.web_acl else {
        let known = matches!(applied.state.snapshot.web_acl, Fact::Absent);
        let why = if known { "the pool has no web ACL" } else { "the pool's web ACL was not read" };
        applied.remarks.push(format!("{why}, so what this web ACL does to sign-ins is not judged"));
        return;
    };
    if !request.is_for_web_acl(acl) {
        applied
            .remarks
            .push("this is not the web ACL of the pool; it changes nothing for the pool".to_owned());
        return;
    }
    for member in ["DefaultAction", "Rules", "CaptchaConfig", "ChallengeConfig", "TokenDomains"] {
        put(acl, member, request.at(member).cloned().unwrap_or_default());
    }
    if request.at("Rules").is_none() {
        put(acl, "Rules", Value::Array(Vec::new()));
    }
}
