//! What is kept of one event of Cognito.

use super::cover::cover;
use super::instant;
use super::record::Raw;
use super::words::Interner;
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
    /// `recipientAccountId`.
    pub account: Option<Words>,
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
}

impl Event {
    /// What matters of `raw`; `None` where it has no name or no time.
    pub(super) fn of(raw: &Raw<'_>, words: &mut Interner) -> Option<Event> {
        let name = words.get(raw.event_name.get()?);
        let time = instant::parse(raw.event_time.get()?)?;
        let mut word = |text: Option<&str>| text.map(|text| words.get(text));
        let (request, more) = (raw.request_parameters.known(), raw.additional_event_data.known());
        let form = more.and_then(|more| more.request_parameters.known());
        let refusal = raw.error_code.get().and_then(|code| {
            let message = raw.error_message.get().map(cover).unwrap_or_default();
            word(Some(code)).zip(word(Some(&message)))
        });
        Some(Event {
            time,
            name,
            account: word(raw.recipient_account_id.get()),
            region: word(raw.aws_region.get()),
            pool: word(
                request
                    .and_then(|request| request.user_pool_id.get())
                    .or_else(|| more.and_then(|more| more.user_pool_id.get())),
            ),
            client: word(
                request
                    .and_then(|request| request.client_id.get())
                    .or_else(|| form.and_then(|form| form.client_id.get())),
            ),
            sub: more.and_then(|more| more.sub.get()).map(short),
            flow: word(request.and_then(|request| request.auth_flow.get())),
            challenge: part(raw.request_parameters.part(|request| &request.challenge_name), &mut word),
            next: part(raw.response_elements.part(|answer| &answer.challenge_name), &mut word),
            verified: part(raw.response_elements.part(|answer| &answer.status), &mut word),
            tokens: match raw.response_elements.known() {
                Some(answer) if answer.authentication_result.0 => Part::Known(true),
                Some(answer) if answer.challenge_name.get().is_some() => Part::Known(false),
                _ => Part::Hidden,
            },
            status: more
                .and_then(|more| more.response_parameters.known())
                .and_then(|page| page.status.get()?.split('.').next()?.parse().ok()),
            page: raw.event_type.get() == Some("AwsServiceEvent"),
            id: raw.event_id.get().map(short),
            request: raw.request_id.get().filter(|_| refusal.is_some()).map(short),
            refusal,
        })
    }

    /// Whether it may be a step of somebody's sign-in; consoles and tools look pools up all the time.
    pub(super) fn is_step(&self) -> bool {
        const LOOKS: &[&str] = &[
            "Describe",
            "List",
            "AdminList",
            "AdminGet",
            "GetUserPool",
            "GetCSV",
            "GetGroup",
            "GetIdentity",
            "GetLog",
            "GetSigning",
            "GetUI",
        ];
        self.refusal.is_some() || !LOOKS.iter().any(|look| self.name.starts_with(look))
    }
}

fn part(part: Part<&str>, word: &mut impl FnMut(Option<&str>) -> Option<Words>) -> Part<Words> {
    match part {
        Part::Known(text) => word(Some(text)).map_or(Part::Absent, Part::Known),
        Part::Absent => Part::Absent,
        Part::Hidden => Part::Hidden,
    }
}

/// IDs have 36 characters; a text that is far longer is none, and is not worth the memory.
fn short(id: &str) -> Box<str> {
    Box::from(&id[..id.floor_char_boundary(100)])
}
