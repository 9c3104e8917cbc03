//! A snapshot that can be handed on.
