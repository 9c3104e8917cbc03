//! Recordings of sign-ins.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use mfa_doctor_fuzz::{mutate, recording};

fuzz_target!(|data: &[u8]| recording::run(data));
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::input(data, size, max_size, seed, fuzzer_mutate)
});
