//! A trail such as an account of some size has: 2 % of the records are Cognito's, every eighth of these an error.

use libdeflater::{CompressionLvl, Compressor};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// About as much as CloudTrail puts into a file of a busy account.
const FILE: usize = 6 << 20;

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, limit: u64) -> u64 {
        (self.next() >> 16) % limit
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len() as u64) as usize]
    }

    fn uuid(&mut self) -> String {
        let (a, b) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            a >> 32,
            a >> 16 & 0xffff,
            a & 0xffff,
            b >> 48,
            b & 0xffff_ffff_ffff
        )
    }
}

/// Fills `folder` with so many MiB, unless that was done before. The same each time.
pub fn folder(folder: &Path, mib: usize) {
    let done = folder.with_extension("done");
    if done.exists() && folder.exists() {
        return;
    }
    fs::create_dir_all(folder).unwrap();
    let mut dice = Dice(0x6d66_6164_6f63_746f);
    let (mut left, mut number) = (mib << 20, 0);
    while left > 0 {
        let size = left.min(FILE / 4 + dice.below(2 * FILE as u64) as usize);
        let text = file(&mut dice, size);
        left = left.saturating_sub(text.len());
        let mut packer = Compressor::new(CompressionLvl::new(6).unwrap());
        let mut packed = vec![0; packer.gzip_compress_bound(text.len())];
        let length = packer.gzip_compress(text.as_bytes(), &mut packed).unwrap();
        let day = folder.join(format!("us-east-1/2026/11/{:02}", 1 + number % 28));
        fs::create_dir_all(&day).unwrap();
        fs::write(
            day.join(format!("111122223333_CloudTrail_us-east-1_{number:05}.json.gz")),
            &packed[..length],
        )
        .unwrap();
        number += 1;
    }
    fs::write(done, "").unwrap();
}

fn file(dice: &mut Dice, size: usize) -> String {
    let mut out = String::from("{\"Records\":[");
    while out.len() + 2 < size {
        if !out.ends_with('[') {
            out.push(',');
        }
        match dice.below(1000) {
            0..20 => cognito(dice, &mut out),
            20..70 => iam(dice, &mut out),
            _ => other(dice, &mut out),
        }
    }
    out.push_str("]}");
    out
}

fn head(dice: &mut Dice, source: &str, name: &str, out: &mut String) {
    let (second, minute, hour, day) = (dice.below(60), dice.below(60), dice.below(24), 1 + dice.below(28));
    let role = dice.pick(&[
        "deploy",
        "ci-runner",
        "app-server",
        "data-pipeline",
        "AWSReservedSSO_Admin_0123456789abcdef",
    ]);
    let session = dice.next();
    let _ = write!(
        out,
        r#"{{"eventVersion":"1.10","userIdentity":{{"type":"AssumedRole","principalId":"AROAEXAMPLE{role}:i-{session:016x}","arn":"arn:aws:sts::111122223333:assumed-role/{role}/i-{session:016x}","accountId":"111122223333","accessKeyId":"ASIA{:016X}","sessionContext":{{"sessionIssuer":{{"type":"Role","principalId":"AROAEXAMPLE{role}","arn":"arn:aws:iam::111122223333:role/{role}","accountId":"111122223333","userName":"{role}"}},"attributes":{{"creationDate":"2026-11-{day:02}T{hour:02}:00:00Z","mfaAuthenticated":"false"}},"ec2RoleDelivery":"2.0"}}}},"eventTime":"2026-11-{day:02}T{hour:02}:{minute:02}:{second:02}Z","eventSource":"{source}","eventName":"{name}","awsRegion":"us-east-1","sourceIPAddress":"10.{}.{}.{}","userAgent":"aws-sdk-java/2.25.{} Linux/5.10 OpenJDK_64-Bit_Server_VM/17.0.10 Java/17 vendor/Amazon.com_Inc. exec-env/AWS_ECS_FARGATE io/sync http/Apache cfg/retry-mode/standard","#,
        dice.next(),
        dice.below(256),
        dice.below(256),
        dice.below(256),
        dice.below(60),
    );
}

fn tail(dice: &mut Dice, out: &mut String) {
    let _ = write!(
        out,
        r#""requestID":"{}","eventID":"{}","readOnly":true,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333","eventCategory":"Management","tlsDetails":{{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"service.us-east-1.amazonaws.com"}}}}"#,
        dice.uuid(),
        dice.uuid(),
    );
}

fn other(dice: &mut Dice, out: &mut String) {
    let (source, name) = [
        ("ec2.amazonaws.com", "DescribeInstances"),
        ("sts.amazonaws.com", "AssumeRole"),
        ("kms.amazonaws.com", "Decrypt"),
        ("s3.amazonaws.com", "GetBucketAcl"),
        ("logs.amazonaws.com", "CreateLogStream"),
        ("lambda.amazonaws.com", "GetFunction20150331v2"),
        ("cognito-identity.amazonaws.com", "GetId"),
    ][dice.below(7) as usize];
    head(dice, source, name, out);
    if dice.below(12) == 0 {
        let _ = write!(
            out,
            r#""errorCode":"AccessDenied","errorMessage":"User is not authorized to perform: {name}","#
        );
    }
    let (bucket, key) = (dice.next(), dice.uuid());
    // As much that cannot be guessed as in real ones, so that unpacking takes as long.
    let digest: String = (0..8).map(|_| format!("{:016x}", dice.next())).collect();
    let policy = r#"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"cognito-idp.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}"#;
    let policy = if dice.below(10) == 0 { policy } else { "none" };
    let _ = write!(
        out,
        r#""requestParameters":{{"digest":"{digest}","bucketName":"logs-{bucket:x}","keyId":"arn:aws:kms:us-east-1:111122223333:key/{key}","filterSet":{{"items":[{{"name":"instance-state-name","valueSet":{{"items":[{{"value":"running"}}]}}}}]}},"policy":"{policy}"}},"responseElements":null,"resources":[{{"accountId":"111122223333","type":"AWS::KMS::Key","ARN":"arn:aws:kms:us-east-1:111122223333:key/{key}"}}],"#
    );
    tail(dice, out);
}

fn iam(dice: &mut Dice, out: &mut String) {
    let name = if dice.below(100) == 0 {
        "PutRolePolicy"
    } else {
        dice.pick(&["GetRole", "ListRoles", "GetPolicyVersion"])
    };
    head(dice, "iam.amazonaws.com", name, out);
    let _ = write!(
        out,
        r#""requestParameters":{{"roleName":"role-{}","policyName":"sms"}},"responseElements":null,"#,
        dice.below(50)
    );
    tail(dice, out);
}

fn cognito(dice: &mut Dice, out: &mut String) {
    let name = dice.pick(&[
        "InitiateAuth",
        "RespondToAuthChallenge",
        "RespondToAuthChallenge",
        "GetUser",
        "VerifySoftwareToken",
    ]);
    head(dice, "cognito-idp.amazonaws.com", name, out);
    if dice.below(8) == 0 {
        let (code, message) = [
            ("NotAuthorizedException", "Incorrect username or password."),
            ("NotAuthorizedException", "Invalid session for the user, session is expired."),
            ("CodeMismatchException", "Invalid code or auth state for the user."),
            ("InvalidSmsRoleAccessPolicyException", "Role does not have permission to publish with SNS"),
        ][dice.below(4) as usize];
        let _ = write!(out, r#""errorCode":"{code}","errorMessage":"{message}","#);
    }
    let _ = write!(
        out,
        r#""requestParameters":{{"authFlow":"USER_SRP_AUTH","challengeName":"SMS_MFA","clientId":"client{}","authParameters":"HIDDEN_DUE_TO_SECURITY_REASONS","session":"HIDDEN_DUE_TO_SECURITY_REASONS"}},"responseElements":{{"challengeName":"SMS_MFA","session":"HIDDEN_DUE_TO_SECURITY_REASONS"}},"additionalEventData":{{"sub":"sub-{:08x}","userPoolId":"us-east-1_AbCdEf12{}"}},"#,
        dice.below(4),
        dice.below(2000),
        dice.below(3),
    );
    tail(dice, out);
}
