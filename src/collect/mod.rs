//! AWS → snapshot.
