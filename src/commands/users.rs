//! Which users are asked for, and which of them there are.

use super::{Common, Failure, terminal};
use crate::report::Unreadable;
use crate::snapshot::{Fact, Snapshot, at, mask, text};
use serde_json::Value;

const GET_USER: &str = "cognito-idp:AdminGetUser";

/// The users that a run asks for.
#[derive(Debug, Clone, Default)]
pub struct Users {
    /// By user name, alias or `sub`.
    pub names: Vec<String>,
    /// Whether two of them are to be compared, and nothing else shown.
    pub compare: bool,
    /// Whether addresses and numbers are shown as they are.
    pub show_contact: bool,
}

impl Users {
    /// The names, each once: a user who is read twice costs twice.
    pub(super) fn once(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for name in &self.names {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        names
    }

    /// Says whether the names can be asked for.
    ///
    /// # Errors
    /// When a user is to be compared with itself.
    pub(super) fn check(&self) -> Result<(), Failure> {
        match self.names.as_slice() {
            [one, other] if self.compare && one == other => {
                Err(Failure::new(format!("--compare names `{}` twice", self.shown(one)))
                    .hint("name one user who can sign in, and one who cannot"))
            }
            _ => Ok(()),
        }
    }

    /// Leaves just the users that were asked for, in the order asked; all where none was.
    ///
    /// # Errors
    /// When a user is in none of the snapshots, or two could be the one that is meant.
    pub(super) fn pick(&self, snapshots: &mut [Snapshot], common: &Common) -> Result<(), Failure> {
        let names = self.once();
        if names.is_empty() {
            return Ok(());
        }
        for name in &names {
            if !snapshots.iter().any(|snapshot| held(snapshot).any(|user| is_meant(user, name))) {
                let shown = self.shown(name);
                return Err(Failure::new(format!("the snapshot holds no user `{shown}`"))
                    .hint(format!("take it again with `mfa-doctor snapshot --pool ID --user {shown}`")));
            }
        }
        for snapshot in snapshots {
            let mut picked = Vec::new();
            for name in &names {
                picked.extend(self.one(snapshot, name, common)?.cloned());
            }
            snapshot.users = Fact::Known(picked);
        }
        Ok(())
    }

    /// The user of a snapshot that is meant by `name`: by that name itself, else by its masked form.
    fn one<'a>(
        &self,
        snapshot: &'a Snapshot,
        name: &str,
        common: &Common,
    ) -> Result<Option<&'a Value>, Failure> {
        if let Some(user) = held(snapshot).find(|user| is_named(user, name)) {
            return Ok(Some(user));
        }
        let meant: Vec<&Value> = held(snapshot).filter(|user| is_meant(user, name)).collect();
        let shown = self.shown(name);
        match meant.as_slice() {
            [] => Ok(None),
            [user] => {
                let masked = text(user, "Username").unwrap_or_default();
                let taken = format!("the snapshot has masked names: its user {masked} is taken for {shown}");
                terminal::remark(common, &taken);
                Ok(Some(user))
            }
            several => {
                let count = several.len();
                Err(Failure::new(format!(
                    "{count} users of the snapshot could be `{shown}`: their names are masked"
                ))
                .hint("name the user by user name or sub, or take the snapshot with --show-contact"))
            }
        }
    }

    /// The users that no pool has, as parts that could not be read.
    ///
    /// # Errors
    /// When nothing is left to say: there is none of them, or not both of those to be compared.
    pub(super) fn missing(&self, snapshots: &[Snapshot]) -> Result<Vec<Unreadable>, Failure> {
        let here = |name: &String| {
            let exists = |user: &Value| is_meant(user, name) && user.get("User") != Some(&Value::Null);
            snapshots.iter().any(|snapshot| held(snapshot).any(exists))
        };
        let names = self.once();
        let missing: Vec<&String> = names.iter().filter(|name| !here(name)).collect();
        let pools: Vec<String> = snapshots.iter().map(pool_name).collect();
        let pools = format!("pool{} {}", if pools.len() == 1 { "" } else { "s" }, pools.join(", "));
        if !missing.is_empty() && (self.compare || missing.len() == names.len()) {
            let shown: Vec<String> = missing.iter().map(|name| format!("`{}`", self.shown(name))).collect();
            return Err(Failure::new(format!("there is no user {} in {pools}", shown.join(" and no user ")))
                .hint(
                    "a user goes by user name or sub, or by an alias that the pool signs in with; \
                     `aws cognito-idp list-users --user-pool-id ID --filter 'email = \"…\"'` finds the user name",
                ));
        }
        let unreadable = |name: &&String| Unreadable {
            scope: "user",
            account: String::new(),
            region: String::new(),
            id: self.shown(name),
            operation: GET_USER.to_owned(),
            code: "UserNotFoundException".to_owned(),
            message: format!("there is no such user in {pools}"),
        };
        Ok(missing.iter().map(unreadable).collect())
    }

    /// Drops what nobody needs to know of the users, and masks what they can be reached by, unless it is to be shown.
    pub(super) fn mask(&self, snapshots: &mut [Snapshot]) {
        let mask = if self.show_contact { Snapshot::trim_users } else { Snapshot::mask_users };
        snapshots.iter_mut().for_each(mask);
    }

    fn shown(&self, name: &str) -> String {
        if self.show_contact { name.to_owned() } else { mask(name) }
    }
}

/// The users in a snapshot.
fn held(snapshot: &Snapshot) -> impl Iterator<Item = &Value> {
    snapshot.users.known().into_iter().flatten()
}

/// Whether a user goes by `name`.
fn is_named(user: &Value, name: &str) -> bool {
    let attributes = at(user, "User.UserAttributes").and_then(Value::as_array);
    let mut subs = attributes.into_iter().flatten().filter(|found| text(found, "Name") == Some("sub"));
    ["Username", "User.Username"].iter().any(|path| text(user, path) == Some(name))
        || subs.any(|sub| text(sub, "Value") == Some(name))
}

/// Whether a user goes by `name`, or by what is left of it when it is masked.
fn is_meant(user: &Value, name: &str) -> bool {
    is_named(user, name) || is_named(user, &mask(name))
}

fn pool_name(snapshot: &Snapshot) -> String {
    snapshot.pool().map_or_else(
        |_| "unknown".to_owned(),
        |pool| match (pool.name(), pool.id()) {
            (name, id) if name == id => id.to_owned(),
            (name, id) => format!("{name} ({id})"),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::Color;
    use serde_json::json;

    fn common() -> Common {
        Common {
            profile: None,
            region: None,
            endpoint_url: None,
            color: Color::Never,
            quiet: true,
            verbose: false,
        }
    }

    fn users(names: &[&str]) -> Users {
        Users { names: names.iter().map(|name| (*name).to_owned()).collect(), ..Users::default() }
    }

    fn snapshot(users: Value) -> Snapshot {
        let mut snapshot = Snapshot::empty();
        snapshot.user_pool = Fact::Known(json!({"Id": "us-east-1_AbCdEf123", "Name": "shop"}));
        snapshot.users = Fact::Known(users.as_array().cloned().expect("a list"));
        snapshot
    }

    fn names(snapshot: &Snapshot) -> Vec<&str> {
        held(snapshot).filter_map(|user| text(user, "Username")).collect()
    }

    #[test]
    fn users_are_picked_by_any_name_in_the_order_asked() {
        let sub = json!([{"Name": "sub", "Value": "8d1f"}]);
        let all = json!([
            {"Username": "a•••@e•••.com", "User": {"Username": "u1", "UserAttributes": sub}},
            {"Username": "bob", "User": {"Username": "bob"}}, {"Username": "carol", "User": null}
        ]);
        for (asked, picked) in [
            (&["bob", "u1", "bob"][..], &["bob", "a•••@e•••.com"][..]),
            (&["8d1f"], &["a•••@e•••.com"]),
            (&["alice@example.com"], &["a•••@e•••.com"]),
            (&[], &["a•••@e•••.com", "bob", "carol"]),
        ] {
            let mut found = [snapshot(all.clone())];
            users(asked).pick(&mut found, &common()).expect("they are there");
            assert_eq!(names(&found[0]), picked, "{asked:?}");
        }
        let failure =
            users(&["bob", "dave@d.org"]).pick(&mut [snapshot(all)], &common()).expect_err("no dave");
        assert_eq!(failure.message, "the snapshot holds no user `d•••@d•••.org`");
    }

    #[test]
    fn two_masked_users_are_not_told_apart() {
        let mut found = [snapshot(json!([{"Username": "a•••@e•••.com"}, {"Username": "a•••@e•••.com"}]))];
        let failure = users(&["alice@example.com"]).pick(&mut found, &common()).expect_err("either");
        assert!(failure.message.starts_with("2 users of the snapshot could be `a•••@e•••.com`"), "{failure}");
    }

    #[test]
    fn a_user_whom_no_pool_has_is_missing() {
        let one = snapshot(json!([{"Username": "bob", "User": null}, {"Username": "ann", "User": {}}]));
        let other = snapshot(json!([{"Username": "bob", "User": {}}, {"Username": "ann", "User": null}]));
        let both = [one.clone(), other];
        assert_eq!(users(&["bob", "ann"]).missing(&both).expect("both are somewhere").len(), 0);
        let missing = users(&["bob", "ann"]).missing(std::slice::from_ref(&one)).expect("ann is there");
        assert_eq!((missing.len(), missing[0].scope, missing[0].id.as_str()), (1, "user", "bob"));
        let failure = users(&["bob"]).missing(std::slice::from_ref(&one)).expect_err("nobody");
        assert_eq!(failure.message, "there is no user `bob` in pool shop (us-east-1_AbCdEf123)");
        let compared = Users { compare: true, ..users(&["ann", "bob"]) };
        assert!(compared.missing(&[one]).is_err(), "one alone is no comparison");
        let unread = json!({"Unread": {"Operation": GET_USER, "Code": "AccessDenied"}});
        let unread = snapshot(json!([{"Username": "bob", "User": unread}]));
        assert_eq!(users(&["bob"]).missing(&[unread]).expect("who knows").len(), 0);
    }
}
