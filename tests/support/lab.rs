//! One test's own account on the servers, and the endpoint it shows to the program under test.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use super::aws::{Aws, Target};
use super::doctor::{Doctor, doctor};
use super::proxy::Proxy;
use super::seed;
use super::servers::servers;

pub struct Lab {
    /// A number nobody else in this test process has.
    pub account: String,
    pub region: String,
    /// The account's root, straight at the servers: seeding stays out of the proxy's rules and log.
    pub aws: Aws,
    /// What the program under test sees, quiet from the start.
    pub proxy: Proxy,
}

impl Lab {
    /// A healthy account in us-east-1 on ministack, with moto's SNS.
    pub fn new() -> Self {
        Self::in_region("us-east-1")
    }

    pub fn in_region(region: &str) -> Self {
        let servers = servers();
        let account = new_account();
        let aws = Aws {
            target: Target::root(&servers.ministack, &account, region),
            routes: vec![("sns", servers.sns.clone())],
        };
        let proxy = Proxy::ministack(&account);
        Self::open(account, region, aws, proxy)
    }

    /// A healthy account on moto, which resets on update what it is not told, as AWS does. It forgets
    /// email MFA and passkeys; SES is ministack's.
    pub fn on_moto() -> Self {
        let servers = servers();
        let account = new_account();
        let aws = Aws {
            target: Target::root(&servers.moto, &account, "us-east-1"),
            routes: vec![("sesv2", servers.ministack.clone())],
        };
        let proxy = Proxy::moto(&account);
        Self::open(account, "us-east-1", aws, proxy)
    }

    fn open(account: String, region: &str, aws: Aws, proxy: Proxy) -> Self {
        proxy.quiet();
        seed::healthy_account(&aws);
        Self { account, region: region.into(), aws, proxy }
    }

    /// The account's root behind the proxy.
    pub fn target(&self) -> Target {
        self.aws.target.with_endpoint(&self.proxy.endpoint())
    }

    /// The program with the root's credentials at the proxy.
    pub fn doctor(&self, args: &[&str]) -> Doctor {
        doctor(args).target(&self.target())
    }

    /// A new IAM user with just this policy, behind the proxy. Only ministack enforces it, so SNS
    /// answers whatever the policy says: deny SNS by a rule.
    pub fn user(&self, name: &str, policy: &Value) -> Target {
        self.aws.must("iam", "create_user", json!({"UserName": name}));
        self.aws.must(
            "iam",
            "put_user_policy",
            json!({"UserName": name, "PolicyName": "all", "PolicyDocument": policy.to_string()}),
        );
        let key = self.aws.must("iam", "create_access_key", json!({"UserName": name}));
        let member = |name: &str| key["AccessKey"][name].as_str().expect("a new access key").to_owned();
        self.target().with_key(&member("AccessKeyId"), &member("SecretAccessKey"))
    }

    /// A user who may do everything but these actions.
    pub fn user_without(&self, name: &str, actions: &[&str]) -> Target {
        self.user(
            name,
            &json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotAction": actions, "Resource": "*"}]}),
        )
    }
}

/// The next account number, the same in every run for the same order of tests.
fn new_account() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("{}", 210_000_000_000 + NEXT.fetch_add(1, Ordering::Relaxed))
}
