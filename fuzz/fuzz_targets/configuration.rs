//! What sets a run up, and requests that are to be sent.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use mfa_doctor_fuzz::{configuration, mutate};

fuzz_target!(|data: &[u8]| configuration::run(data));
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::input(data, size, max_size, seed, fuzzer_mutate)
});
