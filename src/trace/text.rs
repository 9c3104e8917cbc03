//! A file's bytes as text: unpacked, and in UTF-8 whatever it was written in.

use flate2::read::MultiGzDecoder;
use std::borrow::Cow;
use std::io::Read as _;

/// What gzip begins with (RFC 1952).
const GZIP: &[u8] = &[0x1f, 0x8b];

/// The most that a file may unpack to: no recording of a sign-in comes near, and what does is no recording.
const MOST: u64 = 1 << 30;

/// A text, and what had to be done for it.
#[derive(Debug)]
pub(super) struct Text<'a> {
    pub(super) text: Cow<'a, str>,
    /// What could not be used, and how often.
    pub(super) lost: Vec<(&'static str, u64)>,
}

/// Why a file is no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// There is nothing in it.
    #[error("is empty")]
    Empty,
    /// It begins like gzip, and nothing can be unpacked.
    #[error("begins like a gzip file, but cannot be unpacked")]
    Gzip,
    /// More than is read.
    #[error("unpacks to more than {} MiB", MOST >> 20)]
    Long,
}

/// The text of a file.
pub(super) fn read(bytes: &[u8]) -> Result<Text<'_>, TextError> {
    let mut lost = Vec::new();
    let bytes = if bytes.starts_with(GZIP) {
        let (unpacked, whole) = gunzip(bytes, MOST)?;
        if !whole {
            lost.push(("ends of gzip data that was cut off", 1));
        }
        Cow::Owned(unpacked)
    } else {
        Cow::Borrowed(bytes)
    };
    let (text, wrong) = match bytes {
        Cow::Borrowed(bytes) => decoded(bytes),
        Cow::Owned(bytes) => {
            let (text, wrong) = decoded(&bytes);
            (Cow::Owned(text.into_owned()), wrong)
        }
    };
    if wrong > 0 {
        lost.push(("bytes that are no UTF-8, read as Latin-1", wrong));
    }
    if text.trim_start().is_empty() { Err(TextError::Empty) } else { Ok(Text { text, lost }) }
}

/// Unpacks gzip, and says whether all of it was there: the beginning of a file that was cut off is of use.
pub(super) fn gunzip(bytes: &[u8], most: u64) -> Result<(Vec<u8>, bool), TextError> {
    let mut unpacked = Vec::new();
    let read = MultiGzDecoder::new(bytes).take(most + 1).read_to_end(&mut unpacked);
    match read {
        _ if unpacked.len() as u64 > most => Err(TextError::Long),
        Ok(_) => Ok((unpacked, true)),
        Err(_) if unpacked.is_empty() => Err(TextError::Gzip),
        Err(_) => Ok((unpacked, false)),
    }
}

/// How a file begins, unpacked; what stands at the end may be torn.
pub(super) fn beginning(bytes: &[u8]) -> Cow<'_, str> {
    const ENOUGH: usize = 256 << 10;
    if !bytes.starts_with(GZIP) {
        return decoded(&bytes[..bytes.len().min(ENOUGH)]).0;
    }
    let mut unpacked = Vec::new();
    // What can be unpacked of a file that is cut off is in there all the same.
    let _ = MultiGzDecoder::new(bytes).take(ENOUGH as u64).read_to_end(&mut unpacked);
    Cow::Owned(decoded(&unpacked).0.into_owned())
}

/// The text, and how many bytes of it are no UTF-8. Windows tools write UTF-16, with and without a mark.
fn decoded(bytes: &[u8]) -> (Cow<'_, str>, u64) {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [b'{' | b'[', 0, ..] => utf16(bytes, u16::from_le_bytes),
        [0, b'{' | b'[', ..] => utf16(bytes, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        _ => utf8(bytes),
    }
}

fn utf16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> (Cow<'_, str>, u64) {
    let units = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
    let text = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    (Cow::Owned(text), 0)
}

fn utf8(bytes: &[u8]) -> (Cow<'_, str>, u64) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), 0);
    }
    let mut text = String::with_capacity(bytes.len());
    let mut wrong = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        wrong += chunk.invalid().len() as u64;
        text.extend(chunk.invalid().iter().map(|byte| char::from(*byte)));
    }
    (Cow::Owned(text), wrong)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn whatever_it_was_written_in() {
        let said = r#"{"log":"é"}"#;
        let wide = |mark: &[u8], write: fn(u16) -> [u8; 2]| {
            mark.iter().copied().chain(said.encode_utf16().flat_map(write)).collect::<Vec<u8>>()
        };
        let files = [
            said.as_bytes().to_vec(),
            format!("\u{feff}{said}").into_bytes(),
            wide(&[0xff, 0xfe], u16::to_le_bytes),
            wide(&[0xfe, 0xff], u16::to_be_bytes),
            wide(&[], u16::to_le_bytes),
            wide(&[], u16::to_be_bytes),
            gzip(said.as_bytes()),
        ];
        for file in &files {
            let text = read(file).unwrap();
            assert_eq!((&*text.text, text.lost.len()), (said, 0));
        }
        let latin = read(b"{\"log\":\"\xe9\"}").unwrap();
        assert_eq!((&*latin.text, latin.lost[0].1), (said, 1));
    }

    #[test]
    fn what_is_cut_off_is_used_as_far_as_it_goes() {
        let packed = gzip("0123456789".repeat(10_000).as_bytes());
        let text = read(&packed[..packed.len() - 9]).unwrap();
        assert_eq!(text.lost.len(), 1);
        assert_eq!(read(&packed[..3]).unwrap_err(), TextError::Gzip);
        assert_eq!(read(b" \n").unwrap_err(), TextError::Empty);
        assert_eq!(gunzip(&packed, 10).unwrap_err(), TextError::Long);
    }
}
