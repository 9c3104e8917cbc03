//! Long texts, read piece by piece.

use mfa_doctor::explain::{Recognition, Scanner, recognise};
use proptest::prelude::*;

fn counts(recognition: &Recognition) -> Vec<(&'static str, &'static str, u64)> {
    recognition.errors.iter().map(|met| (met.error.id, met.matched.as_str(), met.count)).collect()
}

fn in_pieces(text: &[u8], size: usize) -> Recognition {
    let mut scanner = Scanner::default();
    text.chunks(size).for_each(|piece| scanner.push(piece));
    scanner.finish()
}

/// A log in which errors stand at all distances from each other.
fn log(lines: usize) -> (String, u64, u64) {
    let (mut text, mut expired, mut missing) = (String::new(), 0, 0);
    for i in 0..lines {
        match i % 97 {
            0 => {
                expired += 1;
                text += "{\"level\":\"error\",\"err\":{\"name\":\"NotAuthorizedException\",\"message\":\"Invalid session for the user, session is expired.\"}}\n";
            }
            50 => {
                missing += 1;
                text += "Error: Software Token MFA has not been enabled by the userPool\n    at f {\n  __type: 'SoftwareTokenMFANotFoundException'\n}\n";
            }
            n => text += &format!("2026-11-22T10:00:{:02}Z INFO request {i} {}\n", i % 60, "x".repeat(n)),
        }
    }
    (text, expired, missing)
}

#[test]
fn a_long_log_is_counted_right_in_pieces_of_any_size() {
    let (text, expired, missing) = log(30_000);
    assert!(text.len() > 5 * 256 * 1024);
    for size in [997, 64 * 1024, 300_000, text.len()] {
        let got = counts(&in_pieces(text.as_bytes(), size));
        let want = [("session-expired", "exact", expired), ("totp-not-enabled-in-pool", "exact", missing)];
        assert_eq!(got, want, "pieces of {size}");
    }
}

#[test]
fn one_endless_line_has_its_errors_too() {
    let filler = "a1B2".repeat(90_000);
    let text = format!("{filler} CodeMismatchException: Invalid code or auth state for the user. {filler}");
    assert_eq!(counts(&in_pieces(text.as_bytes(), 4096)), [("code-or-auth-state-invalid", "exact", 1)]);
}

proptest! {
    #[test]
    fn bytes_of_any_kind_are_read(bytes in prop::collection::vec(any::<u8>(), 0..2000), size in 1_usize..500) {
        in_pieces(&bytes, size);
    }

    #[test]
    fn noise_around_an_error_does_not_hide_it(before in "[ -~\n]{0,200}", after in "[ -~\n]{0,200}") {
        let error = "EnableSoftwareTokenMFAException: Code mismatch and fail enable Software Token MFA";
        let recognition = recognise(&format!("{before}\n{error}\n{after}"));
        prop_assert_eq!(recognition.errors[0].error.id, "totp-enrolment-code-mismatch");
    }
}
