//! Errors and logs.
#![no_main]

use mfa_doctor_fuzz::error;

libfuzzer_sys::fuzz_target!(|data: &[u8]| error::run(data));
