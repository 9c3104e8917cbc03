//! HTTPS by an authority that nobody knows, and an HTTP proxy that leads to it (`proxy_tls.py`).

use serde_json::{Value, json};

use super::proxy::order;

/// The certificate of the authority that signs for every [`Https`], PEM.
pub fn authority() -> String {
    order(json!({"do": "authority"})).as_str().expect("a PEM text").to_owned()
}

/// Ends TLS in front of a plain endpoint. Open until the test process ends.
pub struct Https {
    port: u16,
}

impl Https {
    /// In front of `target`, with a good certificate for 127.0.0.1 and for `aws.invalid`.
    pub fn before(target: &str) -> Self {
        Self::certified(target, &["127.0.0.1", "aws.invalid"], 30)
    }

    /// With a certificate for these names and for so many more days.
    pub fn certified(target: &str, names: &[&str], days: i32) -> Self {
        let opened = order(json!({"do": "tls", "target": target, "names": names, "days": days}));
        Self { port: port(&opened) }
    }

    pub fn endpoint(&self) -> String {
        format!("https://127.0.0.1:{}", self.port)
    }
}

/// An HTTP proxy for HTTPS. Open until the test process ends.
pub struct Tunnel {
    port: u16,
    user: Option<&'static str>,
}

impl Tunnel {
    /// Whatever host a client asks for, it gets `https`.
    pub fn to(https: &Https) -> Self {
        Self::open(https, None)
    }

    /// Only for `user`, a name and a password with a colon between them.
    pub fn for_user(https: &Https, user: &'static str) -> Self {
        Self::open(https, Some(user))
    }

    fn open(https: &Https, user: Option<&'static str>) -> Self {
        let opened = order(json!({"do": "tunnel", "target": https.endpoint(), "user": user}));
        Self { port: port(&opened), user }
    }

    /// With the user and password, where there is one.
    pub fn endpoint(&self) -> String {
        let user = self.user.map(|user| format!("{user}@")).unwrap_or_default();
        format!("http://{user}127.0.0.1:{}", self.port)
    }

    /// Without them.
    pub fn anonymous(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// `CONNECT host:port` of every request so far.
    pub fn requests(&self) -> Vec<String> {
        let seen = order(json!({"do": "tunnels", "port": self.port}));
        let line = |line: &Value| line.as_str().unwrap_or_default().to_owned();
        seen.as_array().expect("a list of requests").iter().map(line).collect()
    }
}

fn port(opened: &Value) -> u16 {
    let port = opened["port"].as_u64().and_then(|port| u16::try_from(port).ok());
    port.expect("the helper names its port")
}
