//! Every fault of a URI is named, and a fit one has none.
use super::check::{Fault, check};

const TEXT: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// The faults of a URI, each as `weight part text`.
fn faults(uri: &str) -> Vec<String> {
    let line = |fault: Fault| format!("{} {} {}", fault.weight.as_str(), fault.part, fault.text);
    check(&uri.replace("SECRET", TEXT)).faults.into_iter().map(line).collect()
}

#[test]
fn fit_ones_have_no_fault() {
    for uri in [
        "otpauth://totp/Shop:jo@example.com?secret=SECRET&issuer=Shop",
        "OTPAUTH://TOTP/Shop%3Ajo%40example.com?issuer=Shop&secret=SECRET",
        "otpauth://totp/Big%20Shop:%20jo?secret=SECRET&issuer=Big%20Shop&algorithm=SHA1&digits=6&period=30",
    ] {
        assert_eq!(faults(uri), [""; 0], "{uri}");
    }
}

#[test]
fn every_fault_is_named() {
    let twice = data_encoding::BASE32_NOPAD.encode(TEXT.as_bytes());
    let hex = data_encoding::BASE32_NOPAD.encode(b"3132333435363738393031323334353637383930");
    let good = "otpauth://totp/Shop:jo?secret=SECRET&issuer=Shop";
    for (uri, says) in [
        ("https://example.com/?secret=SECRET".to_owned(), "error uri does not begin with otpauth://"),
        ("otpauth-migration://offline?data=x".to_owned(), "error uri is an export of Google Authenticator"),
        (good.replace("totp", "hotp"), "error type is hotp"),
        (good.replace("totp", "otp"), "error type is neither"),
        (good.replace("secret=SECRET&", ""), "error secret is missing"),
        (good.replace("secret=SECRET", "Secret=SECRET"), "error secret is not written in lower case"),
        (good.replace("SECRET", ""), "error secret is empty"),
        (good.replace("SECRET", "SECRET&secret=SECRET"), "error secret stands twice"),
        (good.replace("SECRET", "SECRET1"), "error secret is not base32: character 33 is `1`"),
        (good.replace("SECRET", &twice), "error secret is base32 of a text that is base32 itself"),
        (good.replace("SECRET", &hex), "error secret is base32 of hexadecimal digits"),
        (good.replace("SECRET", "SECRET======"), "warning secret ends in padding"),
        (good.replace("SECRET", &TEXT.to_lowercase()), "warning secret is in lower case"),
        (good.replace("SECRET", "GEZD-GNBV-GY3T-QOJQ"), "warning secret holds separators"),
        (format!("{good}&algorithm=SHA256"), "error algorithm is SHA256"),
        (format!("{good}&algorithm=HMAC-SHA-512"), "error algorithm is SHA512"),
        (format!("{good}&algorithm=SHA-1"), "warning algorithm is SHA-1 in a spelling"),
        (format!("{good}&digits=8"), "error digits is 8"),
        (format!("{good}&digits=six"), "error digits is no number"),
        (format!("{good}&period=60"), "error period is 60"),
        (format!("{good}&Period=60"), "warning uri writes period in upper case"),
        (good.replace("&issuer=Shop", ""), "warning issuer is missing as a parameter"),
        (good.replace("&issuer=Shop", "").replace("Shop:", ""), "warning issuer is missing: apps"),
        (good.replace("issuer=Shop", "issuer=shop"), "warning issuer is `shop` as a parameter and `Shop`"),
        (good.replace("Shop", "My Shop"), "error uri holds a space"),
        (good.replace("Shop", "AT&T"), "warning uri has a parameter without a value (number 3)"),
        (good.replace("Shop", "50%"), "error uri holds a %"),
        (good.replace("issuer=Shop", "issuer=Shop#1"), "error uri holds a #"),
        (good.replace("Shop:jo", ""), "error label is empty"),
        (good.replace("Shop:jo", "Shop:"), "error label names no account"),
        (good.replace("Shop:jo", "Shop:a:b"), "warning label has more than one colon"),
        (good.replace("Shop", "My+Shop"), "warning issuer holds a +"),
        (good.replace("Shop", "Büro"), "warning uri holds letters outside of ASCII"),
    ] {
        let faults = faults(&uri);
        assert!(faults.iter().any(|fault| fault.starts_with(says)), "{uri}: {faults:#?}");
        assert!(!faults.concat().contains(TEXT), "{faults:?}");
    }
}
