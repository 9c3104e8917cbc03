//! What is kept of one event of Cognito.

use crate::trace::Part;
use std::sync::Arc;

/// A text that many events share.
pub type Words = Arc<str>;

/// One call of the user pools API, or one page of managed login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// `eventTime`, in seconds since 1970.
    pub time: i64,
    /// `eventName`: `InitiateAuth`, `Mfa_POST`.
    pub name: Words,
    /// `errorCode` and `errorMessage`, where AWS refused; what users typed is covered in the message.
    pub refusal: Option<(Words, Words)>,
    /// `awsRegion`.
    pub region: Option<Words>,
    /// The pool's ID.
    pub pool: Option<Words>,
    /// The app client's ID.
    pub client: Option<Words>,
    /// `additionalEventData.sub`: the only thing that tells users apart.
    pub sub: Option<Box<str>>,
    /// `authFlow` of the request.
    pub flow: Option<Words>,
    /// `challengeName` of the request.
    pub challenge: Part<Words>,
    /// `challengeName` of the answer.
    pub next: Part<Words>,
    /// `status` of the answer to VerifySoftwareToken.
    pub verified: Part<Words>,
    /// Whether tokens came.
    pub tokens: Part<bool>,
    /// The HTTP status of a page of managed login.
    pub status: Option<u16>,
    /// Whether it is a page of managed login (`AwsServiceEvent`).
    pub page: bool,
    /// `eventID`.
    pub id: Option<Box<str>>,
    /// `requestID`, which AWS Support asks for; of refusals only.
    pub request: Option<Box<str>>,
    /// `readOnly`.
    pub read_only: bool,
}
