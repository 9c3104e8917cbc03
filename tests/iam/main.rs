//! The policy evaluator on worked cases and on the fuzzer's corpus.
#![allow(clippy::unwrap_used)] // a test says what it expects by failing

mod cases;
