//! AWS's own words: they name nobody and stay.

/// How Regions begin.
pub(super) const REGION_AREAS: &[&str] = &[
    "us", "eu", "ap", "ca", "sa", "me", "af", "il", "mx", "cn", "us-gov", "us-iso", "us-isob", "us-isof",
    "eu-isoe", "eusc-de",
];

/// What follows.
pub(super) const REGION_DIRECTIONS: &[&str] =
    &["north", "south", "east", "west", "central", "northeast", "northwest", "southeast", "southwest"];

/// How IAM's unique IDs begin: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>
pub(super) const ID_PREFIXES: &[&str] =
    &["ABIA", "ACCA", "AGPA", "AIDA", "AIPA", "AKIA", "ANPA", "ANVA", "APKA", "AROA", "ASCA", "ASIA"];

/// Resource types and fixed path segments of ARNs. None holds the letter that marks patterns in tokens.
pub(super) const SEGMENTS: &[&str] = &[
    "alias",
    "assumed-role",
    "aws-reserved",
    "aws-service-role",
    "configuration-set",
    "deliverystream",
    "federated-user",
    "function",
    "global",
    "group",
    "identity",
    "identitypool",
    "instance-profile",
    "ipset",
    "key",
    "log-group",
    "log-stream",
    "managed",
    "mfa",
    "oidc-provider",
    "opt-out-list",
    "phone-number",
    "policy",
    "pool",
    "regexpatternset",
    "regional",
    "role",
    "root",
    "rulegroup",
    "saml-provider",
    "sender-id",
    "service-role",
    "stack",
    "topic",
    "user",
    "userpool",
    "webacl",
];

/// Services as service principals and actions name them.
pub(super) const SERVICES: &[&str] = &[
    "access-analyzer",
    "apigateway",
    "cloudformation",
    "cloudfront",
    "cloudtrail",
    "cloudwatch",
    "cognito-identity",
    "cognito-idp",
    "cognito-sync",
    "config",
    "dynamodb",
    "ec2",
    "ecs",
    "ecs-tasks",
    "edgelambda",
    "email",
    "events",
    "firehose",
    "iam",
    "kms",
    "lambda",
    "logs",
    "mobile-targeting",
    "monitoring",
    "organizations",
    "pinpoint",
    "s3",
    "secretsmanager",
    "ses",
    "sms-voice",
    "sns",
    "sqs",
    "ssm",
    "sso",
    "states",
    "sts",
    "wafv2",
];

/// Labels of AWS's hosts and service principals that are no service.
pub(super) const HOST_WORDS: &[&str] = &[
    "auth",
    "dkim",
    "email",
    "feedback-smtp",
    "inbound-smtp",
    "execute-api",
    "signin",
    "amazonses",
    "dualstack",
];

/// Names that AWS gives.
pub(super) const AWS_NAMES: &[&str] =
    &["FullAWSAccess", "RCPFullAWSAccess", "p-FullAWSAccess", "p-RCPFullAWSAccess"];

/// Standard attributes of users, and those of devices that are kept: <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html>
pub(super) const ATTRIBUTES: &[&str] = &[
    "address",
    "admin_only",
    "birthdate",
    "cognito:mfa_enabled",
    "cognito:user_status",
    "dev:device_remembered_status",
    "device_status",
    "email",
    "email_verified",
    "family_name",
    "gender",
    "given_name",
    "identities",
    "last_ip_used",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "phone_number_verified",
    "picture",
    "preferred_username",
    "profile",
    "sub",
    "updated_at",
    "username",
    "verified_email",
    "verified_phone_number",
    "website",
    "zoneinfo",
];

/// Scopes and identity providers that Cognito itself names.
pub(super) const BUILT_IN: &[&str] = &[
    "openid",
    "email",
    "phone",
    "profile",
    "aws.cognito.signin.user.admin",
    "COGNITO",
    "Facebook",
    "Google",
    "LoginWithAmazon",
    "SignInWithApple",
];

/// Request headers that rules of a web ACL look at.
pub(super) const HEADERS: &[&str] = &[
    "accept",
    "accept-language",
    "authorization",
    "content-length",
    "content-type",
    "cookie",
    "host",
    "origin",
    "referer",
    "user-agent",
    "x-amz-target",
    "x-amz-user-agent",
    "x-amzn-client-id",
    "x-amzn-cognito-client-id",
    "x-amzn-cognito-operation-name",
    "x-forwarded-for",
    "x-requested-with",
];

/// What rules of a web ACL compare with that is Cognito's own: operations, and paths of managed login.
pub(super) const WEB_TERMS: &[&str] = &[
    "post",
    "get",
    "put",
    "delete",
    "associatesoftwaretoken",
    "verifysoftwaretoken",
    "initiateauth",
    "respondtoauthchallenge",
    "admininitiateauth",
    "adminrespondtoauthchallenge",
    "signup",
    "confirmsignup",
    "forgotpassword",
    "confirmforgotpassword",
    "resendconfirmationcode",
    "getuser",
    "setusermfapreference",
    "setusersettings",
    "changepassword",
    "revoketoken",
    "globalsignout",
    "updateuserattributes",
    "verifyuserattribute",
    "getuserattributeverificationcode",
    "confirmdevice",
    "forgetdevice",
    "updatedevicestatus",
    "startwebauthnregistration",
    "completewebauthnregistration",
    "getuserauthfactors",
    "gettokensfromrefreshtoken",
    "awscognitoidentityproviderservice",
    "awscognitoidentityprovider",
    "/login/continue",
    "/mfa/register",
    "/passkeys/add",
    "/oauth2/authorize",
    "/oauth2/token",
    "/oauth2/revoke",
    "/oauth2/userinfo",
    "/oauth2/idpresponse",
    "/saml2/idpresponse",
    "/saml2/logout",
    "/logout",
    "/confirmuser",
    "/error",
    "/resendcode",
    "/.well-known/jwks.json",
    "/.well-known/openid-configuration",
];

/// The words of AWS's error messages, in lower case.
pub(super) const MESSAGE: &str = "a access account action action: actions address admin allow allows allowed already \
    an and answer answered any arn are as assume assumed at attempt attempts authentication authorization \
    authorized aws be because been before boundary but by call called calling can cannot certificate check client \
    code configuration configured connect connection contact control could credentials current date \
    denied deny details did disabled dispatch does domain email enabled end entity environment error error: \
    exceed exceeded exist exists expected expired explicit failed failure feature for format found from group \
    has have header host http https iam id identity identity-based if in included incorrect information input \
    internal invalid is it key level limit maximum may member message method minutes missing mode more must name \
    no not number of on only operation operation: or organization organizations out password perform \
    perform: permission permissions policies policy pool pools principal profile provided provider \
    rate reached read region requested resource resource: resource-based response retry role role: root \
    seconds security server service session set signature sms sns specified status \
    such supported support than that the there this throttled throttling tier time timed timeout to token too try \
    unable unauthorized unavailable unknown unsupported until unused user user: users valid validation value \
    value: version waf was web were when which while with within without you your answered";
