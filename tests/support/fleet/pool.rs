//! One pool: what it is called, and what is the matter with it. A function of account, Region and number.

use super::role::Role;
use super::settings::{Roles, Settings};

/// What is planted in a faulty pool; MFA of such a pool is ON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The pool's external ID is not that of its role's trust policy.
    ExternalId,
    /// The role trusts another service than Cognito; only where each pool has a role of its own.
    Trust,
    /// No policy of the role allows `sns:Publish`; only where each pool has a role of its own.
    Publish,
    /// SMS is the only factor.
    NoTotp,
}

/// One user pool.
#[derive(Clone, Copy, Debug)]
pub struct Pool<'a> {
    pub(super) settings: &'a Settings,
    /// Twelve digits.
    pub account: &'a str,
    /// Its Region.
    pub region: &'a str,
    /// From 0.
    pub number: usize,
}

impl<'a> Pool<'a> {
    /// The pool of this number, where there is one.
    pub fn numbered(
        settings: &'a Settings,
        account: &'a str,
        region: &str,
        number: usize,
    ) -> Option<Pool<'a>> {
        let region = settings.regions.iter().find(|own| *own == region)?;
        (number < settings.pools).then_some(Pool { settings, account, region, number })
    }

    /// The pool of this ID, where this account has it in this Region.
    pub(super) fn named(
        settings: &'a Settings,
        account: &'a str,
        region: &str,
        id: &str,
    ) -> Option<Pool<'a>> {
        let number = id.get(id.len().checked_sub(5)?..)?.parse().ok()?;
        Pool::numbered(settings, account, region, number).filter(|pool| pool.id() == id)
    }

    /// `us-east-1_AbCd00042`: four characters of account and Region, then the number.
    pub fn id(&self) -> String {
        let place = code(hash(&[self.account, self.region]), 4);
        format!("{}_{place}{:05}", self.region, self.number)
    }

    /// The name that its owner gave it.
    pub fn name(&self) -> String {
        format!("shop-{:05}", self.number)
    }

    /// Its ARN.
    pub fn arn(&self) -> String {
        format!("arn:aws:cognito-idp:{}:{}:userpool/{}", self.region, self.account, self.id())
    }

    /// What was planted.
    pub fn fault(&self) -> Option<Fault> {
        let every = self.settings.faults.filter(|every| *every > 0)?;
        let kinds: &[Fault] = match self.settings.roles {
            Roles::PerPool => &[Fault::ExternalId, Fault::Trust, Fault::Publish, Fault::NoTotp],
            Roles::Shared => &[Fault::ExternalId, Fault::NoTotp],
        };
        (self.number + 1).is_multiple_of(every).then(|| kinds[self.number / every % kinds.len()])
    }

    /// Its `MfaConfiguration`.
    pub fn mfa(&self) -> &'static str {
        match self.fault() {
            Some(_) => "ON",
            None if self.among(self.settings.mfa_off) => "OFF",
            None if self.number % 3 == 1 => "ON",
            None => "OPTIONAL",
        }
    }

    /// The role that sends its SMS.
    pub(super) fn role(&self) -> Option<Role<'a>> {
        if self.fault().is_none() && self.among(self.settings.without_sms) {
            return None;
        }
        Some(match self.settings.roles {
            Roles::PerPool => Role::Own(*self),
            Roles::Shared => Role::Shared,
        })
    }

    /// The external ID that its role asks for.
    pub(super) fn trusted_external_id(&self) -> String {
        match self.settings.roles {
            Roles::PerPool => format!("{}-{}", self.name(), code(hash(&[self.account, self.region]), 8)),
            Roles::Shared => super::role::SHARED_EXTERNAL_ID.to_owned(),
        }
    }

    /// The external ID that it sends.
    pub(super) fn external_id(&self) -> String {
        let lost = if self.fault() == Some(Fault::ExternalId) { "-before" } else { "" };
        self.trusted_external_id() + lost
    }

    /// Whether it is among `percent` of a hundred pools, spread evenly.
    fn among(&self, percent: usize) -> bool {
        self.number * 37 % 100 < percent
    }
}

/// A number that stays the same in every build (FNV-1a).
pub(super) fn hash(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// So many characters for a number.
pub(super) fn code(mut number: u64, length: usize) -> String {
    const DIGITS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefgh";
    let mut next = || {
        number = number.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        char::from(DIGITS[(number >> 59) as usize])
    };
    (0..length).map(|_| next()).collect()
}
