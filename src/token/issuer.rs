//! Which user pool an `iss` claim names.

/// A user pool as the issuer of tokens.
///
/// `https://cognito-idp.[region].amazonaws.com/[userPoolId]`, or the updated form with `issuer-cognito-idp`
/// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html>);
/// other partitions have domains of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Issuer<'a> {
    /// The claim.
    pub url: &'a str,
    /// The Region of the host.
    pub region: &'a str,
    /// The pool's ID.
    pub pool: &'a str,
}

const DOMAINS: &[&str] = &[".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu"];

impl<'a> Issuer<'a> {
    /// The pool; `None` where the host is not Cognito's or the path is no pool's ID: nothing is fetched from there.
    pub fn parse(url: &'a str) -> Option<Issuer<'a>> {
        let rest = url.strip_prefix("https://")?;
        let (host, pool) = rest.split_once('/')?;
        let host = host.strip_prefix("issuer-").unwrap_or(host).strip_prefix("cognito-idp.")?;
        let region = DOMAINS.iter().find_map(|domain| host.strip_suffix(domain))?;
        let word = |text: &str, more: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
        };
        let (of_pool, id) = pool.split_once('_')?;
        let fits = word(region, "-") && region.contains('-') && word(of_pool, "-") && word(id, "");
        (fits && pool.len() <= 55).then_some(Issuer { url, region, pool })
    }

    /// Where the pool's public keys are.
    pub fn keys_url(&self) -> String {
        format!("{}/.well-known/jwks.json", self.url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_documented_forms_are_issuers() {
        for url in [
            "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEf123",
            "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123",
            "https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_AbCdEf123",
        ] {
            let issuer = Issuer::parse(url).expect(url);
            assert!(issuer.pool.starts_with(issuer.region), "{issuer:?}");
        }
        for url in [
            "http://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEf123",
            "https://cognito-idp.us-east-1.amazonaws.com.evil.example/us-east-1_AbCdEf123",
            "https://cognito-idp.us-east-1.amazonaws.com@evil.example/us-east-1_AbCdEf123",
            "https://evil.example/cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEf123",
            "https://cognito-idp.us-east-1.amazonaws.com:8443/us-east-1_AbCdEf123",
            "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEf123/../x",
            "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC?x",
            "https://cognito-idp.a.evil.amazonaws.com/us-east-1_AbCdEf123",
            "https://accounts.google.com",
            "",
        ] {
            assert_eq!(Issuer::parse(url), None, "{url}");
        }
    }
}
