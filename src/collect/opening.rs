//! Connections that are opened before they are needed.
//!
//! A new connection costs two round trips or three before its first request (TCP, TLS). Which role, sender and web ACL
//! a pool has is known only when Amazon Cognito has answered; the connections to the services that tell of them are
//! opened in the meantime, by a request without content that asks for nothing (`HEAD /`).

use super::connect::Connection;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextMut;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;

/// Makes any request one that only opens a connection.
#[derive(Debug)]
struct Opener;

#[derive(Debug, thiserror::Error)]
#[error("a connection without TLS is not worth it")]
struct Plain;

#[dyn_dispatch_hint]
impl Intercept for Opener {
    fn name(&self) -> &'static str {
        "Opener"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        let Some(rest) = request.uri().strip_prefix("https://") else { return Err(Plain.into()) };
        let root = format!("https://{}/", rest.split('/').next().unwrap_or_default());
        request.set_uri(root)?;
        request.set_method("HEAD")?;
        *request.body_mut() = SdkBody::empty();
        for name in ["content-length", "content-type", "x-amz-target"] {
            request.headers_mut().remove(name);
        }
        Ok(())
    }
}

impl Connection {
    /// Opens what the pools of `region` may need next, once; nobody waits for it, and what fails fails again where it
    /// matters.
    pub(super) fn open_ahead(&self, region: &str) {
        if !self.opened(region) {
            return;
        }
        let clients = self.clients(region);
        let iam = clients.iam().get_role().role_name("-").customize();
        let sns = clients.sns().get_sms_attributes().customize();
        let ses = clients.ses().get_account().customize();
        let waf = clients.waf().get_web_acl_for_resource().resource_arn("-").customize();
        let organizations = clients.organizations().describe_organization().customize();
        tokio::spawn(async move {
            let _answers = tokio::join!(
                iam.interceptor(Opener).send(),
                sns.interceptor(Opener).send(),
                ses.interceptor(Opener).send(),
                waf.interceptor(Opener).send(),
                organizations.interceptor(Opener).send(),
            );
        });
    }
}
