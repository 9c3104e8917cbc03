//! The calls that sign a user in and enrol one. They are apart from [`super::OPERATIONS`]: each of these changes
//! something, and reading sends none of them.
//!
//! Nothing is sent twice: a Session works once, and each `InitiateAuth` sends a new code.

use super::call::Call as Reading;
use super::connect::{Access, Connection, unsigned};
use super::error::ConnectError;
use super::log::Trail;
use crate::permissions::DESCRIBE_CLIENT;
use crate::sign_in::{AppClient, Call, Hidden, Key, Operation, Parameters, Refusal, Reply, Tokens};
use crate::snapshot::Unread;
use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::types::{
    AuthFlowType, AuthenticationResultType, ChallengeNameType, SoftwareTokenMfaSettingsType,
    VerifySoftwareTokenResponseType,
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

/// Triggers of the pool run while a call waits, up to five seconds each.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where one pool's users sign in.
#[derive(Debug, Clone)]
pub struct Door {
    client: Client,
    pool: String,
    app_client: String,
}

impl Connection {
    /// The door by the caller's credentials, which `AdminInitiateAuth` needs.
    pub fn door(&self, region: &str, pool: &str, app_client: &str) -> Door {
        Door::of(&self.retrying_in_region(region), pool, app_client)
    }

    /// What a sign-in needs to know of an app client: its secret above all, which is kept nowhere else.
    ///
    /// # Errors
    /// When the caller may not read it.
    pub async fn app_client(&self, region: &str, pool: &str, id: &str) -> Result<AppClient, Unread> {
        let about = || format!("{} {region} {pool}", DESCRIBE_CLIENT.iam_action);
        let call = Reading::new(DESCRIBE_CLIENT).in_log(Trail::of_one(about));
        let client = Client::new(&self.retrying_in_region(region));
        let request = client.describe_user_pool_client().user_pool_id(pool).client_id(id);
        let sent = request.customize().interceptor(call.capture()).send().await;
        let output = sent.map_err(|error| call.unread(&error))?;
        let described = output.user_pool_client().ok_or_else(|| call.lacks(&["UserPoolClient"]))?;
        let minutes = described.auth_session_validity().map_or(3, i64::from);
        Ok(AppClient {
            secret: described.client_secret().filter(|secret| !secret.is_empty()).map(Hidden::new),
            flows: described.explicit_auth_flows().iter().map(|flow| flow.as_str().to_owned()).collect(),
            session_minutes: minutes,
        })
    }
}

/// The door without credentials, as applications use it.
///
/// # Errors
/// When a setting of the environment or the profile cannot be used.
pub async fn door(access: &Access, region: &str, pool: &str, app_client: &str) -> Result<Door, ConnectError> {
    Ok(Door::of(&unsigned(access, region).await?, pool, app_client))
}

/// What an answer says next. Those of the four operations that begin and go on have the same members and no type in
/// common.
macro_rules! next {
    ($answer:ident, $available:expr, $sent:ident) => {
        next(
            $answer.challenge_name,
            $answer.session,
            $answer.challenge_parameters,
            $available,
            $answer.authentication_result,
            &$sent,
        )
    };
}

impl Door {
    fn of(config: &SdkConfig, pool: &str, app_client: &str) -> Door {
        let patience = TimeoutConfig::builder()
            .connect_timeout(Duration::from_secs(2))
            .operation_attempt_timeout(PATIENCE)
            .operation_timeout(PATIENCE)
            .build();
        let config = aws_sdk_cognitoidentityprovider::config::Builder::from(config)
            .retry_config(RetryConfig::disabled())
            .timeout_config(patience)
            .build();
        Door { client: Client::from_conf(config), pool: pool.to_owned(), app_client: app_client.to_owned() }
    }

    /// Makes one call, once.
    ///
    /// # Errors
    /// What AWS said, or why it said nothing.
    pub async fn send(&self, call: &Call) -> Result<Reply, Refusal> {
        let sent = Sent::new(call.operation(), &self.pool);
        let capture = sent.0.capture();
        match call.clone() {
            Call::Begin { admin: false, flow, parameters } => {
                let request = self.client.initiate_auth().client_id(&self.app_client);
                let request = request.auth_flow(AuthFlowType::from(flow));
                let request = request.set_auth_parameters(Some(revealed(&parameters)));
                let answer = sent.answer(request.customize().interceptor(capture).send().await)?;
                let available = answer.available_challenges.unwrap_or_default();
                next!(answer, available, sent)
            }
            Call::Begin { admin: true, flow, parameters } => {
                let request = self.client.admin_initiate_auth().client_id(&self.app_client);
                let request = request.user_pool_id(&self.pool).auth_flow(AuthFlowType::from(flow));
                let request = request.set_auth_parameters(Some(revealed(&parameters)));
                let answer = sent.answer(request.customize().interceptor(capture).send().await)?;
                let available = answer.available_challenges.unwrap_or_default();
                next!(answer, available, sent)
            }
            Call::Answer { admin: false, challenge, session, responses } => {
                let request = self.client.respond_to_auth_challenge().client_id(&self.app_client);
                let request = request.challenge_name(ChallengeNameType::from(challenge.as_str()));
                let request = request.set_challenge_responses(Some(revealed(&responses)));
                let request = request.set_session(session.as_ref().map(reveal));
                let answer = sent.answer(request.customize().interceptor(capture).send().await)?;
                next!(answer, Vec::new(), sent)
            }
            Call::Answer { admin: true, challenge, session, responses } => {
                let request = self.client.admin_respond_to_auth_challenge().client_id(&self.app_client);
                let request = request.user_pool_id(&self.pool);
                let request = request.challenge_name(ChallengeNameType::from(challenge.as_str()));
                let request = request.set_challenge_responses(Some(revealed(&responses)));
                let request = request.set_session(session.as_ref().map(reveal));
                let answer = sent.answer(request.customize().interceptor(capture).send().await)?;
                next!(answer, Vec::new(), sent)
            }
            Call::Associate(key) => {
                let (session, token) = split(&key);
                let request = self.client.associate_software_token();
                let request = request.set_session(session).set_access_token(token);
                let answer = sent.answer(request.customize().interceptor(capture).send().await)?;
                let secret = answer.secret_code.filter(|secret| !secret.is_empty());
                let secret = secret.map(Hidden::new).ok_or_else(|| sent.lacks("SecretCode"))?;
                Ok(Reply::Associated { session: answer.session.map(Hidden::new), secret })
            }
            Call::Verify { by, code } => {
                let (session, token) = split(&by);
                let request = self.client.verify_software_token().user_code(code.reveal());
                let request = request.set_session(session).set_access_token(token);
                let answer = sent.answer(request.customize().interceptor(capture).send().await)?;
                let status = answer.status.ok_or_else(|| sent.lacks("Status"))?;
                let success = status == VerifySoftwareTokenResponseType::Success;
                Ok(Reply::Verified { success, session: answer.session.map(Hidden::new) })
            }
            Call::Prefer(token) => {
                let on = SoftwareTokenMfaSettingsType::builder().enabled(true).build();
                let request = self.client.set_user_mfa_preference().access_token(token.reveal());
                let request = request.software_token_mfa_settings(on);
                sent.answer(request.customize().interceptor(capture).send().await)?;
                Ok(Reply::Preferred)
            }
        }
    }
}

/// One call under way.
struct Sent(Reading);

impl Sent {
    fn new(operation: Operation, pool: &str) -> Sent {
        let iam_action = match operation {
            Operation::InitiateAuth => "cognito-idp:InitiateAuth",
            Operation::RespondToAuthChallenge => "cognito-idp:RespondToAuthChallenge",
            Operation::AdminInitiateAuth => "cognito-idp:AdminInitiateAuth",
            Operation::AdminRespondToAuthChallenge => "cognito-idp:AdminRespondToAuthChallenge",
            Operation::AssociateSoftwareToken => "cognito-idp:AssociateSoftwareToken",
            Operation::VerifySoftwareToken => "cognito-idp:VerifySoftwareToken",
            Operation::SetUserMfaPreference => "cognito-idp:SetUserMFAPreference",
        };
        Sent(Reading::named(iam_action).in_log(Trail::of_one(|| format!("{iam_action} {pool}"))))
    }

    fn answer<T, E>(&self, sent: Result<T, SdkError<E, HttpResponse>>) -> Result<T, Refusal>
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        sent.map_err(|error| {
            let by_aws = matches!(&error, SdkError::ServiceError(said) if said.err().code().is_some_and(|code| !code.is_empty()));
            refusal(self.0.unread(&error), by_aws)
        })
    }

    fn lacks(&self, member: &str) -> Refusal {
        refusal(self.0.lacks(&[member]), false)
    }
}

fn refusal(unread: Unread, by_aws: bool) -> Refusal {
    Refusal { code: unread.code, message: unread.message, by_aws }
}

fn reveal(hidden: &Hidden) -> String {
    hidden.reveal().to_owned()
}

fn revealed(parameters: &Parameters) -> HashMap<String, String> {
    parameters.iter().map(|(name, value)| (name.clone(), reveal(value))).collect()
}

fn split(key: &Key) -> (Option<String>, Option<String>) {
    match key {
        Key::Session(session) => (Some(reveal(session)), None),
        Key::Token(token) => (None, Some(reveal(token))),
    }
}

/// A challenge or tokens; an answer has one of them.
fn next(
    name: Option<ChallengeNameType>,
    session: Option<String>,
    parameters: Option<HashMap<String, String>>,
    available: Vec<ChallengeNameType>,
    result: Option<AuthenticationResultType>,
    sent: &Sent,
) -> Result<Reply, Refusal> {
    if let Some(result) = result {
        return Ok(Reply::Tokens(Tokens {
            new_device: result.new_device_metadata.is_some(),
            access: result.access_token.map(Hidden::new),
            id: result.id_token.map(Hidden::new),
            refresh: result.refresh_token.map(Hidden::new),
        }));
    }
    let name = name.ok_or_else(|| sent.lacks("ChallengeName"))?.as_str().to_owned();
    Ok(Reply::Challenge {
        name,
        session: session.filter(|session| !session.is_empty()).map(Hidden::new),
        parameters: parameters.unwrap_or_default().into_iter().collect(),
        available: available.iter().map(|name| name.as_str().to_owned()).collect(),
    })
}
