//! A simulated AWS account of many user pools, to try the program on without one.
//!
//! ```sh
//! cargo run --release --example fleet -- --pools 200 --clients 3 --delay-ms 30 --quotas
//! ```
//!
//! It prints the variables that lead to it and serves until it is ended; `GET /fleet/stats` tells what was asked.
#![allow(clippy::print_stdout)] // what it prints is what it is for

use std::time::Duration;

use clap::Parser;

#[path = "../tests/support/fleet/mod.rs"]
#[allow(dead_code, unused_imports)]
mod fleet;

use fleet::{ACCOUNT, Fleet, Policies, Roles, Settings};

/// Serves a simulated AWS account of many user pools on a free loopback port.
#[derive(Parser)]
struct Args {
    /// Pools of each Region.
    #[arg(long, default_value_t = 200)]
    pools: usize,
    /// App clients of each pool.
    #[arg(long, default_value_t = 3)]
    clients: usize,
    /// Regions that have pools.
    #[arg(long, value_delimiter = ',', default_value = "us-east-1")]
    regions: Vec<String>,
    /// One SMS role for all pools.
    #[arg(long)]
    shared_role: bool,
    /// What allows a role to send: inline, managed or managed-later.
    #[arg(long, default_value = "inline", value_parser = policies)]
    policies: Policies,
    /// Of a hundred pools, so many have no SMS configuration.
    #[arg(long, default_value_t = 0)]
    without_sms: usize,
    /// Of a hundred pools, so many have MFA OFF.
    #[arg(long, default_value_t = 0)]
    mfa_off: usize,
    /// Plants a fault in every so many-th pool.
    #[arg(long)]
    faults: Option<usize>,
    /// Roles of the account that no pool uses.
    #[arg(long, default_value_t = 0)]
    other_roles: usize,
    /// From a request to its answer.
    #[arg(long, default_value_t = 0)]
    delay_ms: u64,
    /// From a connection to the reading of its first request.
    #[arg(long, default_value_t = 0)]
    handshake_ms: u64,
    /// Amazon Cognito's default quotas, times this factor.
    #[arg(long, num_args = 0..=1, default_missing_value = "1")]
    quotas: Option<f64>,
    /// Accounts of an organization.
    #[arg(long, default_value_t = 0)]
    organization: usize,
    /// The external ID without which no role can be assumed.
    #[arg(long)]
    external_id: Option<String>,
}

fn policies(word: &str) -> Result<Policies, String> {
    match word {
        "inline" => Ok(Policies::Inline),
        "managed" => Ok(Policies::Managed),
        "managed-later" => Ok(Policies::ManagedLater),
        _ => Err("inline, managed or managed-later".to_owned()),
    }
}

fn main() -> std::io::Result<()> {
    let args = Args::parse();
    let region = args.regions[0].clone();
    let fleet = Fleet::start(Settings {
        pools: args.pools,
        clients: args.clients,
        regions: args.regions,
        roles: if args.shared_role { Roles::Shared } else { Roles::PerPool },
        without_sms: args.without_sms,
        mfa_off: args.mfa_off,
        policies: args.policies,
        faults: args.faults,
        other_roles: args.other_roles,
        delay: Duration::from_millis(args.delay_ms),
        handshake: Duration::from_millis(args.handshake_ms),
        quotas: args.quotas,
        organization: args.organization,
        external_id: args.external_id,
        ..Settings::default()
    })?;
    for (name, value) in fleet.env(ACCOUNT, &region) {
        println!("export {name}={value}");
    }
    loop {
        std::thread::park();
    }
}
