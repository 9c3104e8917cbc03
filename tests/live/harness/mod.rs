//! The harness itself: what the other tests stand on does stand.

mod proxy;
mod seeds;
mod tools;
