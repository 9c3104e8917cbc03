//! Links the program without relocation on Linux.
//!
//! The AWS SDK brings 48,000 places that a position-independent program has to adjust at every start, in 160 pages that
//! it has to copy for that: a third of the time in which `explain` and `decode-token`, which need no AWS, are done.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = |key: &str| std::env::var(format!("CARGO_CFG_TARGET_{key}")).unwrap_or_default();
    let linux_gnu = target("OS") == "linux" && target("ENV") == "gnu";
    // A static program is linked in another way, which this flag would contradict.
    let is_static = target("FEATURE").split(',').any(|feature| feature == "crt-static");
    if linux_gnu && !is_static && std::env::var_os("CARGO_FEATURE_AWS").is_some() {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
