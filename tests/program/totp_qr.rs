//! `totp uri`: what is drawn reads back, by a decoder that is not ours, from the terminal and from both files.
use crate::run::doctor;
use mfa_doctor::totp::{Ground, Qr};
use proptest::prelude::*;
use serde_json::Value;
use std::path::Path;

const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const URI: &str = "otpauth://totp/ACME%20Co%20%26%20S%C3%B6hne:jo%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ACME%20Co%20%26%20S%C3%B6hne";
const NAMES: [&str; 4] = ["--issuer", "ACME Co & Söhne", "--account", "jo@example.com"];

/// A picture: rows of modules or pixels, true where dark.
type Picture = Vec<Vec<bool>>;

/// What the picture says, read as a scanner would.
fn decode(picture: &Picture) -> String {
    // The decoder wants more than a pixel for a module.
    const SCALE: usize = 4;
    let (width, height) = (picture[0].len() * SCALE, picture.len() * SCALE);
    let grey = |x: usize, y: usize| if picture[y / SCALE][x / SCALE] { 0 } else { 255 };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1, "one code is to be seen");
    grids[0].decode().unwrap().1
}

/// Half blocks as pixels; `ink` says whether a block is dark.
fn terminal(rows: &str, ink: bool) -> Picture {
    let mut picture = Vec::new();
    for row in rows.lines() {
        let half = |blocks: [char; 2]| row.chars().map(|c| blocks.contains(&c) == ink).collect();
        picture.push(half(['█', '▀']));
        picture.push(half(['█', '▄']));
    }
    picture
}

/// The rectangles of the path `MX YhWvHHXVY…`, and the ground behind them.
fn svg(document: &str) -> Picture {
    let number = |text: &str| text.parse::<usize>().unwrap();
    let size = |name: &str| {
        let rest = document.split_once(&format!(" {name}=\"")).unwrap().1;
        number(rest.split_once('"').unwrap().0)
    };
    let mut picture = vec![vec![false; size("width")]; size("height")];
    let path = document.split_once(" d=\"").unwrap().1.split_once('"').unwrap().0;
    for rectangle in path.split('M').skip(1) {
        let fields: Vec<usize> =
            rectangle.split([' ', 'h', 'v', 'H', 'V']).filter(|text| !text.is_empty()).map(number).collect();
        let [left, top, width, height, ..] = fields.as_slice() else { panic!("{rectangle}") };
        for row in &mut picture[*top..top + height] {
            row[*left..left + width].fill(true);
        }
    }
    picture
}

fn png(bytes: &[u8]) -> Picture {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!(info.color_type, png::ColorType::Grayscale);
    pixels.chunks(info.width as usize).map(|row| row.iter().map(|pixel| *pixel < 128).collect()).collect()
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(path).unwrap().permissions()) & 0o777
}

#[test]
fn a_made_uri_reads_back_from_the_terminal_and_from_files() {
    let folder = tempfile::tempdir().unwrap();
    let (picture, drawing) = (folder.path().join("qr.png"), folder.path().join("qr.svg"));
    std::fs::write(&picture, "was here, readable by all").unwrap();
    let files = ["--png", picture.to_str().unwrap(), "--svg", drawing.to_str().unwrap()];
    let output = doctor(&[&["totp", "uri"], NAMES.as_slice(), &files].concat(), SECRET);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.lines().next(), Some(URI));
    let rows = |text: &str| -> String {
        let row = |line: &&str| !line.is_empty() && line.chars().all(|c| " █▀▄".contains(c));
        text.lines().filter(row).map(|line| format!("{line}\n")).collect()
    };
    assert_eq!(decode(&terminal(&rows(&text), false)), URI);
    assert_eq!(decode(&png(&std::fs::read(&picture).unwrap())), URI);
    assert_eq!(decode(&svg(&std::fs::read_to_string(&drawing).unwrap())), URI);
    #[cfg(unix)]
    assert_eq!((mode(&picture), mode(&drawing)), (0o600, 0o600));

    let light = doctor(&[&["totp", "uri", "--invert"], NAMES.as_slice()].concat(), SECRET);
    assert_eq!(decode(&terminal(&rows(&String::from_utf8(light.stdout).unwrap()), true)), URI);

    // Colours make it black on white on every terminal.
    let coloured = doctor(&[&["totp", "uri", "--color", "always"], NAMES.as_slice()].concat(), SECRET);
    let coloured = String::from_utf8(coloured.stdout).unwrap();
    let paper = "\u{1b}[38;5;16m\u{1b}[48;5;231m";
    let coloured: String = coloured
        .lines()
        .filter_map(|line| Some(format!("{}\n", line.strip_prefix(paper)?.strip_suffix("\u{1b}[0m")?)))
        .collect();
    assert_eq!(decode(&terminal(&coloured, true)), URI);
}

#[test]
fn what_was_made_passes_the_check_and_what_is_unfit_does_not() {
    let json = |input: &str, code: i32| -> Value {
        let output = doctor(&["totp", "uri", "--format", "json"], input);
        assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let fit = json(URI, 0);
    assert_eq!((fit["fit"].as_bool(), fit["faults"].as_array().map(Vec::len)), (Some(true), Some(0)));
    assert!(fit["uri"].is_null() && fit["action"] == "checked");
    let unfit = json(&format!("{URI}&algorithm=SHA256&digits=8&period=60"), 1);
    let rules: Vec<&Value> = unfit["faults"].as_array().unwrap().iter().map(|fault| &fault["rule"]).collect();
    assert_eq!(rules, ["TOT007", "TOT007", "TOT007"]);
    assert_eq!(json(&URI.replace("&issuer", "&Issuer"), 0)["faults"][0]["severity"], "warning");

    // A fit one that was checked is drawn as it stands, an unfit one not at all.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("qr.svg");
    let draw = |input: &str| doctor(&["totp", "uri", "--svg", path.to_str().unwrap()], input).status.code();
    assert_eq!((draw(&format!("{URI}&digits=8")), path.exists()), (Some(1), false));
    assert_eq!(draw(&format!("{URI}\n")), Some(0));
    assert_eq!(decode(&svg(&std::fs::read_to_string(&path).unwrap())), URI);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_text_reads_back(text in "[ -~é名]{1,300}") {
        let qr = Qr::of(&text).unwrap();
        prop_assert_eq!(&decode(&terminal(&qr.terminal(Ground::Dark), false)), &text);
        prop_assert_eq!(&decode(&svg(&qr.svg())), &text);
    }
}
