//! What the rules about users share: which factors a user has, and which the pool gives without any set-up.

use super::{UserCase, destination, factor_called, name_of};
use crate::finding::Factor;
use crate::rules::mfa::BY_MESSAGE;
use crate::snapshot::{Gap, Profile};

/// Where the factors of a user stand.
pub(super) const FACTORS: &str = "UserMFASettingList";

/// The page about factors by message, and the addresses that they share with recovery.
pub(super) const MESSAGE_PAGE: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html";

/// Whether the user lists or prefers `factor`.
pub(super) fn has(profile: &Profile<'_>, factor: Factor) -> bool {
    let name = name_of(factor);
    profile.factors().contains(&name) || profile.preferred() == Some(name)
}

/// The factors that the user lists, as far as they are known.
pub(super) fn listed(profile: &Profile<'_>) -> Vec<Factor> {
    profile.factors().into_iter().filter_map(factor_called).collect()
}

impl UserCase<'_> {
    /// Those of `among` that the pool offers.
    ///
    /// # Errors
    /// The gap, when the MFA configuration was not read.
    pub(super) fn offered(&self, among: &[Factor]) -> Result<Vec<Factor>, Gap> {
        let (factors, gaps) = self.case.offered(among);
        gaps.into_iter().next().map_or(Ok(factors), Err)
    }

    /// The message factors that the pool offers and for which the user has the attribute. They need no set-up of the
    /// user: in a pool that requires MFA such a user is challenged although `UserMFASettingList` is empty.
    ///
    /// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html>
    ///
    /// # Errors
    /// As [`UserCase::offered`].
    pub(super) fn eligible(&self, profile: &Profile<'_>) -> Result<Vec<Factor>, Gap> {
        let mut factors = self.offered(BY_MESSAGE)?;
        factors.retain(|factor| destination(profile, *factor).is_some());
        Ok(factors)
    }

    /// Whether sign-ins of the user use `factor`, a message: it is one of the user's, or the pool requires MFA and the
    /// user has none of another kind.
    ///
    /// # Errors
    /// As [`UserCase::offered`].
    pub(super) fn is_asked_for(&self, profile: &Profile<'_>, factor: Factor) -> Result<bool, Gap> {
        match self.case.mfa_mode()? {
            "OFF" => Ok(false),
            _ if has(profile, factor) => Ok(true),
            "ON" if profile.factors().is_empty() => Ok(self.eligible(profile)?.contains(&factor)),
            _ => Ok(false),
        }
    }

    /// Whether a custom sender stands in for an SMS configuration that the pool lacks: whether SMS is then a factor is
    /// not documented.
    pub(super) fn sms_is_uncertain(&self) -> bool {
        self.case.pool.has_custom_sms_sender() && self.case.pool.sms_path().is_none()
    }
}
