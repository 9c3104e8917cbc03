//! Unpacks gzip data in one go, several members one behind the other too.

use libdeflater::{DecompressionError, Decompressor};
use memchr::memmem;

/// How every member begins.
pub(super) const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];
/// More is unpacked piece by piece. CloudTrail's own files have some megabytes.
const MOST: usize = 128 << 20;
/// Deflate cannot make a file smaller than that.
const MOST_RATIO: usize = 1032;

/// What came out.
pub(super) struct Unpacked {
    /// How many bytes.
    pub length: usize,
    /// Whether something follows that is no gzip data.
    pub has_more: bool,
}

/// Unpacks `packed` into the beginning of `plain`; `None` where it is damaged, or too much.
pub(super) fn unpack(inflater: &mut Decompressor, packed: &[u8], plain: &mut Vec<u8>) -> Option<Unpacked> {
    let (mut at, mut length) = (0, 0);
    while packed[at..].starts_with(&MAGIC) {
        let member = &packed[at..];
        room(plain, length + announced(member).unwrap_or(1 << 16))?;
        let count = loop {
            match inflater.gzip_decompress(member, &mut plain[length..]) {
                Ok(count) => break count,
                Err(DecompressionError::InsufficientSpace) => room(plain, (2 * plain.len()).max(1 << 16))?,
                Err(DecompressionError::BadData) => return None,
            }
        };
        at += end(member, &plain[length..length + count])?;
        length += count;
    }
    Some(Unpacked { length, has_more: packed[at..].iter().any(|byte| *byte != 0) })
}

/// Makes room for `length` bytes.
fn room(plain: &mut Vec<u8>, length: usize) -> Option<()> {
    // A larger one stays, so that nothing is cleared twice.
    if plain.len() < length {
        let mut larger = vec![0; length];
        larger[..plain.len()].copy_from_slice(plain);
        *plain = larger;
    }
    (length <= MOST).then_some(())
}

/// How long the last member says it is.
fn announced(packed: &[u8]) -> Option<usize> {
    let length = u32::from_le_bytes(*packed.last_chunk()?) as usize;
    (length <= packed.len().saturating_mul(MOST_RATIO)).then_some(length)
}

/// Where the member ends that `plain` came of: libdeflate does not say.
fn end(packed: &[u8], plain: &[u8]) -> Option<usize> {
    let length = u32::try_from(plain.len()).ok()?.to_le_bytes();
    let another = memmem::find_iter(packed, &MAGIC)
        .skip(1)
        .find(|at| packed[..*at].ends_with(&length) && packed[..*at - 4].ends_with(&sum(plain)));
    if another.is_some() {
        return another;
    }
    if packed.ends_with(&length) {
        return Some(packed.len());
    }
    let trailer = [sum(plain), length].concat();
    memmem::rfind(packed, &trailer).map(|at| at + trailer.len())
}

fn sum(plain: &[u8]) -> [u8; 4] {
    libdeflater::crc32(plain).to_le_bytes()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn pack(text: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::default());
        out.write_all(text).unwrap();
        out.finish().unwrap()
    }

    fn all(packed: &[u8]) -> Option<(Vec<u8>, bool)> {
        let mut plain = Vec::new();
        let unpacked = unpack(&mut Decompressor::new(), packed, &mut plain)?;
        Some((plain[..unpacked.length].to_vec(), unpacked.has_more))
    }

    #[test]
    fn members_follow_each_other() {
        let (one, other) = (vec![b'a'; 100_000], b"bcd".repeat(5));
        let packed = [pack(&one), pack(&other), pack(&other), pack(b"")].concat();
        let plain = [&one[..], &other, &other].concat();
        assert_eq!(all(&packed), Some((plain.clone(), false)));
        assert_eq!(all(&[&packed[..], &[0; 512]].concat()), Some((plain.clone(), false)));
        assert_eq!(all(&[&packed[..], b"rest"].concat()), Some((plain, true)));
    }

    #[test]
    fn what_is_damaged_is_none() {
        let packed = pack(&vec![b'a'; 100_000]);
        assert_eq!(all(&packed[..packed.len() - 9]), None);
        assert_eq!(all(&packed[..packed.len() - 3]), None);
        assert_eq!(all(&[&packed[..], &packed[..20]].concat()), None);
        assert_eq!(all(&MAGIC), None);
    }
}
