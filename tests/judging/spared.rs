//! App clients that cannot bear on MFA are not read where many pools are: the diagnosis must be the same without them.
use crate::fixture::Fixture;
use mfa_doctor::rules::{Selection, Wishes, judge};
use mfa_doctor::snapshot::{Fact, Snapshot};
use serde_json::{Value, json};

/// All that is said of a pool of which nothing is required.
fn said(snapshot: &Snapshot) -> Value {
    match judge(snapshot, &Wishes::default(), &Selection::default()) {
        Err(gap) => json!([gap.needs, gap.core]),
        Ok(judgement) => {
            let standings = judgement.standings.iter();
            let standings = standings.map(|s| {
                json!([s.factor, s.offered, s.verdict.map(|v| v.as_str()), s.blocked_by, s.unproven_by])
            });
            json!({"findings": judgement.findings, "not_judged": judgement.not_judged,
                   "standings": standings.collect::<Vec<_>>(), "complete": judgement.complete})
        }
    }
}

/// The same pool without MFA, passkeys, threat protection and the LITE plan; each of these alone.
fn without_mfa(document: &Value) -> Value {
    let mut document = document.clone();
    for part in ["UserPool", "MfaConfig"] {
        if let Some(part) = document.get_mut(part).and_then(Value::as_object_mut) {
            part.insert("MfaConfiguration".to_owned(), json!("OFF"));
        }
    }
    if let Some(pool) = document.get_mut("UserPool").and_then(Value::as_object_mut) {
        if pool.get("UserPoolTier") == Some(&json!("LITE")) {
            pool.remove("UserPoolTier");
        }
        if let Some(mode) = pool.get_mut("UserPoolAddOns") {
            *mode = json!({"AdvancedSecurityMode": "OFF"});
        }
        let factors = pool.get_mut("Policies").and_then(|policies| policies.get_mut("SignInPolicy"));
        if let Some(factors) = factors {
            *factors = json!({"AllowedFirstAuthFactors": ["PASSWORD"]});
        }
    }
    document
}

#[test]
fn nothing_is_missed_without_the_clients() {
    let mut spared = 0;
    let mut wrong = Vec::new();
    for fixture in Fixture::all() {
        for document in [fixture.document(), without_mfa(&fixture.document())] {
            let Ok(snapshot) = Snapshot::from_json(&document.to_string()) else { continue };
            let Ok(pool) = snapshot.pool() else { continue };
            // That a client could not be read is said where it was asked for.
            let read = |client: &Value| client.get("Unread").is_none();
            let has_clients = |clients: &Vec<Value>| !clients.is_empty() && clients.iter().all(read);
            if pool.needs_clients() || !snapshot.clients.known().is_some_and(has_clients) {
                continue;
            }
            spared += 1;
            let without = Snapshot { clients: Fact::NotAsked, ..snapshot.clone() };
            let (with, without) = (said(&snapshot), said(&without));
            if with != without {
                wrong.push(format!("{}\n with: {with}\n without: {without}", fixture.path.display()));
            }
        }
    }
    assert!(spared > 100, "{spared}");
    assert!(wrong.is_empty(), "{} of {spared}:\n{}", wrong.len(), wrong.join("\n"));
}
