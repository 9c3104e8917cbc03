//! The SDK's clients, one of each service and Region: to make one takes as long as a call.

use super::connect::Connection;
use aws_config::SdkConfig;
use std::sync::{Arc, OnceLock, PoisonError};

/// The clients for one Region, made when they are first needed; their calls go by [`Connection::send`].
#[derive(Debug)]
pub(super) struct Clients {
    config: SdkConfig,
    cognito: OnceLock<aws_sdk_cognitoidentityprovider::Client>,
    iam: OnceLock<aws_sdk_iam::Client>,
    organizations: OnceLock<aws_sdk_organizations::Client>,
    ses: OnceLock<aws_sdk_sesv2::Client>,
    sns: OnceLock<aws_sdk_sns::Client>,
    sts: OnceLock<aws_sdk_sts::Client>,
    trail: OnceLock<aws_sdk_cloudtrail::Client>,
    waf: OnceLock<aws_sdk_wafv2::Client>,
}

/// A method for each service.
macro_rules! clients {
    ($($service:ident: $client:ty),* $(,)?) => {
        $(pub fn $service(&self) -> &$client {
            self.$service.get_or_init(|| <$client>::new(&self.config))
        })*
    };
}

impl Clients {
    clients! {
        cognito: aws_sdk_cognitoidentityprovider::Client,
        iam: aws_sdk_iam::Client,
        organizations: aws_sdk_organizations::Client,
        ses: aws_sdk_sesv2::Client,
        sns: aws_sdk_sns::Client,
        sts: aws_sdk_sts::Client,
        trail: aws_sdk_cloudtrail::Client,
        waf: aws_sdk_wafv2::Client,
    }
}

impl Connection {
    /// The clients for `region`.
    pub(super) fn clients(&self, region: &str) -> Arc<Clients> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = clients.get(region) {
            return known.clone();
        }
        let made = Arc::new(Clients {
            config: self.in_region(region),
            cognito: OnceLock::new(),
            iam: OnceLock::new(),
            organizations: OnceLock::new(),
            ses: OnceLock::new(),
            sns: OnceLock::new(),
            sts: OnceLock::new(),
            trail: OnceLock::new(),
            waf: OnceLock::new(),
        });
        clients.insert(region.to_owned(), made.clone());
        made
    }
}
