//! The operations that several entries share, as the API model declares them.

/// May send an SMS, or store the SMS configuration.
pub(super) const SENDS_SMS: &[&str] = &[
    "AdminCreateUser",
    "AdminInitiateAuth",
    "AdminResetUserPassword",
    "AdminRespondToAuthChallenge",
    "AdminUpdateUserAttributes",
    "CreateUserPool",
    "ForgotPassword",
    "GetUserAttributeVerificationCode",
    "InitiateAuth",
    "ResendConfirmationCode",
    "RespondToAuthChallenge",
    "SetUserPoolMfaConfig",
    "SignUp",
    "UpdateUserAttributes",
    "UpdateUserPool",
];

/// May send an email through SES, or store the email configuration.
pub(super) const SENDS_EMAIL: &[&str] = &[
    "AdminInitiateAuth",
    "AdminResetUserPassword",
    "AdminRespondToAuthChallenge",
    "AdminUpdateUserAttributes",
    "CreateUserPool",
    "ForgotPassword",
    "GetUserAttributeVerificationCode",
    "InitiateAuth",
    "ResendConfirmationCode",
    "RespondToAuthChallenge",
    "SetRiskConfiguration",
    "SignUp",
    "UpdateUserAttributes",
    "UpdateUserPool",
];

/// Report that a code was not delivered.
pub(super) const DELIVERS_CODES: &[&str] = &[
    "AdminCreateUser",
    "ForgotPassword",
    "GetUserAttributeVerificationCode",
    "ResendConfirmationCode",
    "SetRiskConfiguration",
    "SignUp",
    "UpdateUserAttributes",
];

/// Write the pool.
pub(super) const WRITES_POOL: &[&str] = &["CreateUserPool", "UpdateUserPool"];

/// Write the pool or its MFA configuration.
pub(super) const WRITES_POOL_OR_MFA: &[&str] = &["CreateUserPool", "SetUserPoolMfaConfig", "UpdateUserPool"];

/// Write an app client.
pub(super) const WRITES_CLIENT: &[&str] = &["CreateUserPoolClient", "UpdateUserPoolClient"];

/// Answer a challenge.
pub(super) const ANSWERS_CHALLENGE: &[&str] = &["AdminRespondToAuthChallenge", "RespondToAuthChallenge"];

/// Start a sign-in.
pub(super) const STARTS_SIGN_IN: &[&str] = &["AdminInitiateAuth", "InitiateAuth"];

/// Start or continue a sign-in.
pub(super) const SIGNS_IN: &[&str] =
    &["AdminInitiateAuth", "AdminRespondToAuthChallenge", "InitiateAuth", "RespondToAuthChallenge"];

/// Take the Session of a challenge.
pub(super) const TAKES_SESSION: &[&str] = &[
    "AdminRespondToAuthChallenge",
    "AssociateSoftwareToken",
    "RespondToAuthChallenge",
    "VerifySoftwareToken",
];

/// Take the user's access token.
pub(super) const TAKES_ACCESS_TOKEN: &[&str] = &[
    "AssociateSoftwareToken",
    "ChangePassword",
    "CompleteWebAuthnRegistration",
    "ConfirmDevice",
    "DeleteUser",
    "DeleteUserAttributes",
    "DeleteWebAuthnCredential",
    "ForgetDevice",
    "GetDevice",
    "GetUser",
    "GetUserAttributeVerificationCode",
    "GetUserAuthFactors",
    "GlobalSignOut",
    "ListDevices",
    "ListUserSessions",
    "ListWebAuthnCredentials",
    "RevokeUserSession",
    "SetUserMFAPreference",
    "SetUserSettings",
    "StartWebAuthnRegistration",
    "UpdateDeviceStatus",
    "UpdateUserAttributes",
    "VerifySoftwareToken",
    "VerifyUserAttribute",
];

/// Set a user's factors.
pub(super) const SETS_MFA_PREFERENCE: &[&str] = &["AdminSetUserMFAPreference", "SetUserMFAPreference"];

/// May call a Lambda trigger.
pub(super) const CALLS_LAMBDA: &[&str] = &[
    "AdminConfirmSignUp",
    "AdminCreateUser",
    "AdminInitiateAuth",
    "AdminResetUserPassword",
    "AdminRespondToAuthChallenge",
    "AdminUpdateUserAttributes",
    "ConfirmForgotPassword",
    "ConfirmSignUp",
    "ForgotPassword",
    "GetDerivedToken",
    "GetTokensFromRefreshToken",
    "GetUserAttributeVerificationCode",
    "InitiateAuth",
    "ResendConfirmationCode",
    "RespondToAuthChallenge",
    "SignUp",
    "UpdateUserAttributes",
];

/// Pass the web ACL of the pool.
pub(super) const INSPECTED_BY_WAF: &[&str] = &[
    "AssociateSoftwareToken",
    "ChangePassword",
    "CompleteWebAuthnRegistration",
    "ConfirmDevice",
    "ConfirmForgotPassword",
    "ConfirmSignUp",
    "DeleteUser",
    "DeleteUserAttributes",
    "DeleteWebAuthnCredential",
    "ForgetDevice",
    "ForgotPassword",
    "GetClientToken",
    "GetDerivedToken",
    "GetDevice",
    "GetTokensFromRefreshToken",
    "GetUser",
    "GetUserAttributeVerificationCode",
    "GetUserAuthFactors",
    "GlobalSignOut",
    "InitiateAuth",
    "ListDevices",
    "ListUserSessions",
    "ListWebAuthnCredentials",
    "ResendConfirmationCode",
    "RespondToAuthChallenge",
    "RevokeToken",
    "RevokeUserSession",
    "SetUserMFAPreference",
    "SetUserSettings",
    "SignUp",
    "StartWebAuthnRegistration",
    "UpdateDeviceStatus",
    "UpdateUserAttributes",
    "VerifySoftwareToken",
    "VerifyUserAttribute",
];

/// Want a confirmed user.
pub(super) const NEEDS_CONFIRMED_USER: &[&str] = &[
    "AdminDeleteSoftwareToken",
    "AdminInitiateAuth",
    "AdminRespondToAuthChallenge",
    "AdminSetUserMFAPreference",
    "ChangePassword",
    "ConfirmDevice",
    "ConfirmForgotPassword",
    "DeleteUser",
    "DeleteUserAttributes",
    "ForgetDevice",
    "GetDevice",
    "GetUser",
    "GetUserAttributeVerificationCode",
    "GetUserAuthFactors",
    "GlobalSignOut",
    "InitiateAuth",
    "ListDevices",
    "ListUserSessions",
    "RespondToAuthChallenge",
    "RevokeUserSession",
    "SetUserMFAPreference",
    "SetUserSettings",
    "UpdateDeviceStatus",
    "UpdateUserAttributes",
    "VerifySoftwareToken",
    "VerifyUserAttribute",
];

/// Want a user whose password need not be reset.
pub(super) const NEEDS_VALID_PASSWORD: &[&str] = &[
    "AdminInitiateAuth",
    "AdminRespondToAuthChallenge",
    "AdminSetUserMFAPreference",
    "ChangePassword",
    "CompleteWebAuthnRegistration",
    "ConfirmDevice",
    "DeleteUser",
    "DeleteUserAttributes",
    "DeleteWebAuthnCredential",
    "ForgetDevice",
    "GetDevice",
    "GetUser",
    "GetUserAttributeVerificationCode",
    "GetUserAuthFactors",
    "GlobalSignOut",
    "InitiateAuth",
    "ListDevices",
    "ListUserSessions",
    "ListWebAuthnCredentials",
    "RespondToAuthChallenge",
    "RevokeUserSession",
    "SetUserMFAPreference",
    "SetUserSettings",
    "StartWebAuthnRegistration",
    "UpdateDeviceStatus",
    "UpdateUserAttributes",
    "VerifySoftwareToken",
    "VerifyUserAttribute",
];

/// Count attempts or resources.
pub(super) const COUNTS_ATTEMPTS: &[&str] = &[
    "AddUserPoolClientSecret",
    "AdminConfirmSignUp",
    "AdminLinkProviderForUser",
    "AdminResetUserPassword",
    "ChangePassword",
    "CompleteWebAuthnRegistration",
    "ConfirmForgotPassword",
    "ConfirmSignUp",
    "CreateGroup",
    "CreateIdentityProvider",
    "CreateManagedLoginBranding",
    "CreateResourceServer",
    "CreateTerms",
    "CreateUserImportJob",
    "CreateUserPool",
    "CreateUserPoolClient",
    "CreateUserPoolDomain",
    "CreateUserPoolReplica",
    "DeleteUserPoolClientSecret",
    "DeleteWebAuthnCredential",
    "ForgotPassword",
    "GetUserAttributeVerificationCode",
    "ListUserPoolClientSecrets",
    "ListWebAuthnCredentials",
    "ResendConfirmationCode",
    "SignUp",
    "StartWebAuthnRegistration",
    "VerifyUserAttribute",
];

/// Check the feature plan of the pool.
pub(super) const CHECKS_TIER: &[&str] = &[
    "AdminInitiateAuth",
    "CreateUserPool",
    "CreateUserPoolClient",
    "CreateUserPoolDomain",
    "CreateUserPoolReplica",
    "InitiateAuth",
    "SetLogDeliveryConfiguration",
    "SetUserPoolClientSessionConfiguration",
    "SetUserPoolMfaConfig",
    "SetUserPoolSessionConfiguration",
    "UpdateUserPool",
    "UpdateUserPoolClient",
    "UpdateUserPoolDomain",
];

/// Refuse to change a resource twice at once.
pub(super) const MODIFIES: &[&str] = &[
    "AssociateSoftwareToken",
    "CreateManagedLoginBranding",
    "CreateTerms",
    "CreateUserPoolDomain",
    "DeleteIdentityProvider",
    "DeleteManagedLoginBranding",
    "DeleteTerms",
    "DeleteUserPoolClient",
    "DeleteUserPoolDomain",
    "SetUserPoolClientSessionConfiguration",
    "SetUserPoolMfaConfig",
    "SetUserPoolSessionConfiguration",
    "UpdateIdentityProvider",
    "UpdateManagedLoginBranding",
    "UpdateTerms",
    "UpdateUserPool",
    "UpdateUserPoolClient",
    "UpdateUserPoolDomain",
];

/// Want the secret hash of a client that has a secret.
pub(super) const CHECKS_SECRET_HASH: &[&str] = &[
    "AdminInitiateAuth",
    "AdminRespondToAuthChallenge",
    "ConfirmForgotPassword",
    "ConfirmSignUp",
    "ForgotPassword",
    "InitiateAuth",
    "ResendConfirmationCode",
    "RespondToAuthChallenge",
    "SignUp",
];

/// The operations of Amazon Cognito user pools that no entry lists; with those of the entries, the whole API.
///
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html>
pub const OTHER_OPERATIONS: &[&str] = &[
    "AddCustomAttributes",
    "AdminAddUserToGroup",
    "AdminDeleteUser",
    "AdminDeleteUserAttributes",
    "AdminDisableProviderForUser",
    "AdminDisableUser",
    "AdminEnableUser",
    "AdminForgetDevice",
    "AdminGetDevice",
    "AdminGetUser",
    "AdminGetUserAuthFactors",
    "AdminListDevices",
    "AdminListGroupsForUser",
    "AdminRemoveUserFromGroup",
    "AdminSetUserPassword",
    "AdminSetUserSettings",
    "AdminUpdateDeviceStatus",
    "AdminUserGlobalSignOut",
    "DeleteGroup",
    "DeleteResourceServer",
    "DeleteUserPool",
    "DeleteUserPoolReplica",
    "DescribeIdentityProvider",
    "DescribeManagedLoginBranding",
    "DescribeManagedLoginBrandingByClient",
    "DescribeResourceServer",
    "DescribeTerms",
    "DescribeTermsByClient",
    "DescribeUserImportJob",
    "DescribeUserPoolClient",
    "DescribeUserPoolDomain",
    "GetCSVHeader",
    "GetGroup",
    "GetIdentityProviderByIdentifier",
    "GetLogDeliveryConfiguration",
    "GetProvisionedLimit",
    "GetSigningCertificate",
    "GetUICustomization",
    "GetUserPoolMfaConfig",
    "ListGroups",
    "ListIdentityProviders",
    "ListResourceServers",
    "ListTagsForResource",
    "ListTerms",
    "ListUserImportJobs",
    "ListUserPoolClients",
    "ListUserPoolReplicas",
    "ListUserPools",
    "ListUsers",
    "ListUsersInGroup",
    "SetUICustomization",
    "StartUserImportJob",
    "StopUserImportJob",
    "TagResource",
    "UntagResource",
    "UpdateGroup",
    "UpdateProvisionedLimit",
    "UpdateResourceServer",
    "UpdateUserPoolReplica",
];
