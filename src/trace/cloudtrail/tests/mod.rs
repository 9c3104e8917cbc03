//! The reader as a whole.

mod damaged;
mod extracted;
mod forms;
mod generated;
mod preceded;
mod same;
mod turn;

use super::{Found, Reader, Trail};

/// What `bytes` hold.
fn read(bytes: &[u8]) -> Found {
    read_all(&[bytes])
}

fn read_all(files: &[&[u8]]) -> Found {
    let (mut reader, mut trail) = (Reader::default(), Trail::default());
    for (number, file) in files.iter().enumerate() {
        reader.read(&mut trail, &format!("file {number}"), &mut &**file);
    }
    trail.finish()
}

fn gzip(text: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(text).unwrap();
    out.finish().unwrap()
}

/// What was skipped: what and how often.
fn skipped(found: &Found) -> Vec<(&str, u64)> {
    found.skipped.iter().map(|skipped| (&*skipped.what, skipped.count)).collect()
}

/// A sign-in that was refused.
fn refusal(id: u32) -> String {
    format!(
        r#"{{"eventVersion":"1.10","userIdentity":{{"type":"Unknown","principalId":"Anonymous"}},"eventTime":"2026-11-22T10:00:{:02}Z","eventSource":"cognito-idp.amazonaws.com","eventName":"RespondToAuthChallenge","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.1","userAgent":"x","errorCode":"CodeMismatchException","errorMessage":"Invalid code or auth state for the user.","requestParameters":{{"challengeName":"EMAIL_OTP","clientId":"client1","session":"HIDDEN_DUE_TO_SECURITY_REASONS","challengeResponses":"HIDDEN_DUE_TO_SECURITY_REASONS"}},"responseElements":null,"additionalEventData":{{"sub":"sub-{id}","userPoolId":"us-east-1_AbCdEf123"}},"requestID":"r{id}","eventID":"e{id}","readOnly":false,"eventType":"AwsApiCall","recipientAccountId":"111122223333"}}"#,
        id % 60
    )
}

/// A record of another service.
fn foreign(id: u32) -> String {
    format!(
        r#"{{"eventVersion":"1.10","eventTime":"2026-11-22T10:00:00Z","eventSource":"sts.amazonaws.com","eventName":"AssumeRole","eventID":"f{id}","requestParameters":{{"note":"\"eventSource\":\"cognito-idp.amazonaws.com\" }}{{"}}}}"#
    )
}
