//! The reason that `totp verify` finds, for codes that another implementation made: every combination of secret,
//! algorithm, digits and period, at several distances.
use mfa_doctor::totp::{
    Algorithm, Fit, Form, Hypothesis, Key, Misreading, Question, Secret, TypedCode, Verdict, verify,
};

const VECTORS: &str = include_str!("../../fixtures/totp/vectors.tsv");
const NEWEST: &str = "GEZDGNBVGY3TQOJQMFRGGZDFMZTWQ2LK";
const EARLIER: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

struct Vector {
    hypothesis: Hypothesis,
    at: u64,
    code: &'static str,
}

fn vectors() -> Vec<Vector> {
    let vector = |line: &'static str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [key, algorithm, digits, period, at, code] = fields.as_slice() else { panic!("{line}") };
        let key = match *key {
            "newest" => Key::Newest,
            "earlier" => Key::Earlier(0),
            "text" => Key::Misread(Misreading::Text),
            "lower-text" => Key::Misread(Misreading::LowerText),
            "hex-text" => Key::Misread(Misreading::HexText),
            "base64" => Key::Misread(Misreading::Base64),
            other => panic!("{other}"),
        };
        let algorithm = Algorithm::ALL.into_iter().find(|known| known.as_str() == *algorithm).unwrap();
        let form = Form::Whole(digits.parse().unwrap());
        let hypothesis = Hypothesis { key, algorithm, period: period.parse().unwrap(), form };
        Vector { hypothesis, at: at.parse().unwrap(), code }
    };
    VECTORS.lines().map(vector).collect()
}

fn secrets() -> Vec<Secret> {
    [EARLIER, NEWEST].map(|text| Secret::read(text).unwrap()).into()
}

fn ask(codes: &[&str], at: u64) -> Verdict {
    let codes: Vec<TypedCode> = codes.iter().map(|code| TypedCode::read(code).unwrap()).collect();
    verify(Question { secrets: &secrets(), codes: &codes, at }).verdict
}

fn oddity(way: &Hypothesis) -> usize {
    usize::from(way.key != Key::Newest)
        + usize::from(way.algorithm != Algorithm::Sha1)
        + usize::from(way.period != 30)
}

/// Checks that `fit` is `way`, with a clock that is off by what it is off by.
fn assert_fit(fit: &Fit, way: &Hypothesis, made: u64, at: u64) {
    assert_eq!(&fit.hypothesis, way);
    // Within the step of the code the clock of the authenticator may have stood anywhere.
    let off = i64::try_from(made).unwrap() - i64::try_from(at).unwrap();
    assert_eq!(fit.clock, (off, off + i64::try_from(way.period).unwrap() - 1), "{way:?}");
}

#[test]
fn one_code_names_its_reason_near_the_time_of_the_check() {
    let (mut asked, mut second) = (0, 0);
    for Vector { hypothesis, at, code } in vectors() {
        for late in [0, 59] {
            let at = at + late;
            let verdict = ask(&[code], at);
            if hypothesis == Hypothesis::COGNITO && late < 59 {
                assert!(matches!(verdict, Verdict::Matches(_)), "{verdict:?}");
                continue;
            }
            match verdict {
                Verdict::Matches(fit) => assert_fit(&fit, &hypothesis, at - late, at),
                Verdict::Explained(fits) => {
                    // One code may fit a likelier guess by chance; then the truth stands beside it.
                    let place = fits.iter().position(|fit| fit.hypothesis == hypothesis);
                    let place = place.unwrap_or_else(|| panic!("{hypothesis:?} is not among {fits:?}"));
                    assert_fit(&fits[place], &hypothesis, at - late, at);
                    asked += 1;
                    second += usize::from(place > 0);
                }
                other => panic!("{hypothesis:?}: {other:?}"),
            }
        }
    }
    assert!(asked > 400 && second <= 2, "{second} of {asked} were outdone by a chance hit");
}

#[test]
fn two_codes_name_exactly_one_reason() {
    let all = vectors();
    for pair in all.chunks(2) {
        let [first, last] = pair else { panic!("a code without its next") };
        let way = last.hypothesis;
        let reach = if oddity(&way) < 2 { 3540 } else { 290 };
        for off in [0, 75, -reach] {
            let at = last.at.checked_add_signed(off).unwrap();
            match ask(&[first.code, last.code], at) {
                Verdict::Matches(fit) => {
                    assert!(way == Hypothesis::COGNITO && off == 0, "{way:?} at {off}");
                    assert_eq!(fit.offset, 0);
                }
                Verdict::Explained(fits) => {
                    assert_eq!(fits.len(), 1, "{way:?} at {off}: {fits:?}");
                    assert!(fits[0].chance < 1e-6, "{fits:?}");
                    let made = last.at;
                    assert_eq!(fits[0].hypothesis, way);
                    // The step of the check may begin before the moment of the check.
                    let (least, most) = fits[0].clock;
                    let truth = i64::try_from(made).unwrap() - i64::try_from(at).unwrap();
                    assert!(least == truth && most == truth + i64::try_from(way.period).unwrap() - 1);
                }
                other => panic!("{way:?} at {off}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_clock_is_found_within_a_day() {
    let code = vectors().into_iter().find(|vector| vector.hypothesis == Hypothesis::COGNITO).unwrap();
    for off in [-86_000, -7200, -3600, -1800, -61, 90, 300, 3600, 20_700, 86_370_i64] {
        let at = code.at.checked_add_signed(off).unwrap();
        let Verdict::Explained(fits) = ask(&[code.code], at) else { panic!("{off} is not explained") };
        let fit = fits.iter().find(|fit| fit.hypothesis == Hypothesis::COGNITO).unwrap();
        assert!(fit.clock.0 <= -off && -off <= fit.clock.1 && fit.clock_is_off(), "{off}: {fit:?}");
        assert_eq!(fit.chance, fit.tried as f64 / 1e6);
        assert!(fit.tried <= if off.abs() <= 600 { 41 } else { 7000 }, "{off}: {fit:?}");
    }
    let at = code.at + 90_000;
    assert!(matches!(ask(&[code.code], at), Verdict::Explained(_) | Verdict::Unexplained));
}

#[test]
fn cognito_accepts_the_step_before_and_after_and_no_other() {
    let code = vectors().into_iter().find(|vector| vector.hypothesis == Hypothesis::COGNITO).unwrap();
    for (off, accepted) in
        [(-31, false), (-30, true), (-1, true), (0, true), (29, true), (59, true), (60, false)]
    {
        let at = code.at.checked_add_signed(off).unwrap();
        assert_eq!(matches!(ask(&[code.code], at), Verdict::Matches(_)), accepted, "{off}");
    }
}

#[test]
fn digits_that_were_cut_or_lost_are_seen() {
    let all = vectors();
    let eight =
        all.iter().find(|v| v.hypothesis == Hypothesis { form: Form::Whole(8), ..Hypothesis::COGNITO });
    let eight = eight.unwrap();
    let Verdict::Explained(fits) = ask(&[&eight.code[..6]], eight.at) else { panic!("not explained") };
    assert_eq!(fits[0].hypothesis.form, Form::CutFromEight);
    // RFC 6238: the code of 1111111109 is 081804.
    let secret = [Secret::read("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap()];
    let codes = [TypedCode::read("81804").unwrap()];
    let answer = verify(Question { secrets: &secret, codes: &codes, at: 1_111_111_109 });
    let Verdict::Explained(fits) = answer.verdict else { panic!("not explained") };
    assert_eq!(fits[0].hypothesis.form, Form::LostZeros);
}

#[test]
fn codes_from_elsewhere_fit_as_seldom_as_is_said() {
    let secret = [Secret::read(NEWEST).unwrap()];
    let (mut hits, mut chance) = (0, 0.0);
    for number in 0..150_u32 {
        let code = TypedCode::read(&format!("{:06}", number.wrapping_mul(7_919_333) % 1_000_000)).unwrap();
        let answer = verify(Question { secrets: &secret, codes: &[code], at: 1_795_600_020 });
        hits += u32::from(answer.verdict != Verdict::Unexplained);
        chance += answer.tried as f64 / 1e6;
    }
    // About one is expected.
    assert!(chance < 1.5 && hits <= 6, "{hits} hits where {chance} were expected");
}

#[test]
fn the_same_code_twice_is_used() {
    let code = vectors().into_iter().find(|vector| vector.hypothesis == Hypothesis::COGNITO).unwrap();
    assert!(matches!(ask(&[code.code, code.code], code.at), Verdict::Used(_)));
    assert!(matches!(ask(&[code.code, code.code], code.at + 90), Verdict::Explained(_)));
}
