//! A hand driver.
#![allow(clippy::print_stdout, clippy::print_stderr, missing_docs)]
use mfa_doctor::collect::{Access, PoolRef, Wanted, connect};
use mfa_doctor::snapshot::pool_region;
fn main() {
    let mut args = std::env::args().skip(1);
    let (mut access, mut pool, mut wanted, mut account) = (Access::default(), None, Wanted::default(), None);
    while let Some(a) = args.next() {
        match a.as_str() {
            "--profile" => access.profile = args.next(),
            "--region" => access.region = args.next(),
            "--endpoint-url" => access.endpoint_url = args.next(),
            "--account" => account = args.next(),
            "--sms" => wanted.sms = true,
            "--email" => wanted.email = true,
            _ => pool = Some(a),
        }
    }
    let start = std::time::Instant::now();
    let rt = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("runtime");
    let code = rt.block_on(async {
        let region = pool.as_deref().and_then(pool_region).map(str::to_owned);
        let c = match connect(&access, region.as_deref()).await {
            Ok(c) => c,
            Err(e) => {
                eprintln!("error: {e}\nhint: {}", e.hint());
                return 2;
            }
        };
        eprintln!("connected {} ({:?})", c.region(), start.elapsed());
        let Some(id) = pool else {
            match c.list_pools().await {
                Ok(l) => {
                    for p in l {
                        println!("{} {}", p.id, p.name);
                    }
                }
                Err(e) => {
                    eprintln!("error: {e}\nhint: {}", e.hint());
                    return 2;
                }
            }
            return 0;
        };
        let p = PoolRef { region: region.unwrap_or_default(), id, account, partition: "aws".into() };
        match c.read_pool(&p, &wanted).await {
            Ok(s) => println!("{}", serde_json::to_string_pretty(&s).expect("json")),
            Err(e) => {
                eprintln!("error: {e}\nhint: {}", e.hint());
                return 2;
            }
        }
        0
    });
    eprintln!("{:?}", start.elapsed());
    std::process::exit(code);
}
