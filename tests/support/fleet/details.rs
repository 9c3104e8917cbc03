//! Every role and managed policy of the account, page by page.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html>

use super::answer::{Answer, Ask};
use super::documents::encoded;
use super::iam::{attachment, described, described_policy, described_version, refused, said};
use super::pool::Pool;
use super::role::{Policy, Role};
use super::settings::{Policies, Roles};

/// What a page has at most, and what it has where nobody says how much.
const MOST: usize = 1000;
const USUAL: usize = 100;

/// `GetAccountAuthorizationDetails`
pub(super) fn page(ask: &Ask<'_>) -> Answer {
    let kinds: Vec<&str> = ask.form.list("Filter").collect();
    let wanted = |kind: &str| kinds.is_empty() || kinds.contains(&kind);
    let most = ask.form.number("MaxItems").unwrap_or(USUAL);
    let first = match ask.form.text("Marker") {
        None => Some(0),
        Some(marker) => marker.strip_prefix("item-").and_then(|number| number.parse().ok()),
    };
    let Some(mut at) = first.filter(|_| (1..=MOST).contains(&most)) else {
        return refused(400, "ValidationError", "MaxItems or Marker is out of range");
    };
    let (mut roles, mut policies, mut shown) = (String::new(), String::new(), 0);
    let all = Listing { ask };
    while at < all.len() && shown < most {
        match all.item(at) {
            Some(Item::Role(role)) if wanted("Role") => {
                roles += &role_detail(&role, ask);
                shown += 1;
            }
            Some(Item::Policy(policy)) if wanted("LocalManagedPolicy") => {
                policies += &policy_detail(&policy, ask);
                shown += 1;
            }
            _ => {}
        }
        at += 1;
    }
    let truncated = at < all.len();
    let marker = if truncated { format!("<Marker>item-{at}</Marker>") } else { String::new() };
    said(
        "GetAccountAuthorizationDetails",
        &format!(
            "<IsTruncated>{truncated}</IsTruncated>{marker}<UserDetailList/><GroupDetailList/>\
             <RoleDetailList>{roles}</RoleDetailList><Policies>{policies}</Policies>"
        ),
    )
}

enum Item<'a> {
    Role(Role<'a>),
    Policy(Policy<'a>),
}

/// Everything in order, some places of it empty: the roles of something else, those of all pools, those of each pool,
/// then the policies in the same order.
struct Listing<'a, 'b> {
    ask: &'b Ask<'a>,
}

impl<'a> Listing<'a, '_> {
    fn pools(&self) -> usize {
        match self.ask.settings.roles {
            Roles::PerPool => self.ask.settings.regions.len() * self.ask.settings.pools,
            Roles::Shared => 0,
        }
    }

    /// Places of roles.
    fn roles(&self) -> usize {
        self.ask.settings.other_roles + 2 + self.pools()
    }

    fn len(&self) -> usize {
        let policies = if self.ask.settings.policies == Policies::Inline { 0 } else { self.roles() };
        self.roles() + 1 + policies
    }

    fn role(&self, place: usize) -> Option<Role<'a>> {
        let settings = self.ask.settings;
        let Some(place) = place.checked_sub(settings.other_roles) else { return Some(Role::Other(place)) };
        match place {
            0 => settings.ses.then_some(Role::Email),
            1 => (settings.roles == Roles::Shared).then_some(Role::Shared),
            _ => {
                let place = place - 2;
                let region = settings.regions.get(place / settings.pools.max(1))?;
                Pool::numbered(settings, self.ask.account, region, place % settings.pools.max(1))?.role()
            }
        }
    }

    fn item(&self, place: usize) -> Option<Item<'a>> {
        let settings = self.ask.settings;
        match place.checked_sub(self.roles()) {
            None => self.role(place).map(Item::Role),
            Some(0) => settings.boundary.then_some(Item::Policy(Policy::Boundary)),
            Some(place) => self.role(place - 1)?.attached(settings).map(Item::Policy),
        }
    }
}

fn role_detail(role: &Role<'_>, ask: &Ask<'_>) -> String {
    let inline = role.inline(ask.settings).map(|(name, document)| {
        let document = encoded(document);
        format!("<member><PolicyName>{name}</PolicyName><PolicyDocument>{document}</PolicyDocument></member>")
    });
    let attached = role.attached(ask.settings).map(|policy| attachment(&policy, ask));
    format!(
        "<member>{}<InstanceProfileList/><RolePolicyList>{}</RolePolicyList>\
         <AttachedManagedPolicies>{}</AttachedManagedPolicies></member>",
        described(role, ask),
        inline.unwrap_or_default(),
        attached.unwrap_or_default()
    )
}

fn policy_detail(policy: &Policy<'_>, ask: &Ask<'_>) -> String {
    let versions = policy.versions(ask.settings);
    let versions = versions.iter().map(|version| format!("<member>{}</member>", described_version(version)));
    let versions: String = versions.collect();
    let described = described_policy(policy, ask);
    format!("<member>{described}<PolicyVersionList>{versions}</PolicyVersionList></member>")
}
