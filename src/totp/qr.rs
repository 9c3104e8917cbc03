//! QR codes, for a terminal and for files.

use qrcode::render::{svg, unicode::Dense1x2};
use qrcode::{Color, EcLevel, QrCode};

/// Light modules around a code (ISO/IEC 18004 asks for four).
const QUIET: usize = 4;

/// Pixels of a module in a PNG.
const SCALE: usize = 8;

/// The background of a terminal that gets no colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Light letters on a dark ground.
    Dark,
    /// Dark letters on a light ground.
    Light,
}

/// A QR code.
pub struct Qr(QrCode);

/// Why there is no QR code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QrError {
    /// More than the largest holds.
    #[error("is too long for a QR code")]
    TooLong,
    /// The encoder failed.
    #[error("could not be drawn")]
    Encoder,
}

impl Qr {
    /// The code of `text`, with the least error correction: a screen has no stains, and a smaller code fits on it.
    ///
    /// # Errors
    /// When `text` is too long.
    pub fn of(text: &str) -> Result<Qr, QrError> {
        QrCode::with_error_correction_level(text, EcLevel::L).map(Qr).map_err(|_| QrError::TooLong)
    }

    /// Rows of half blocks, two rows of modules each, with the quiet zone.
    pub fn terminal(&self, ground: Ground) -> String {
        let mut drawing = self.0.render::<Dense1x2>();
        if ground == Ground::Dark {
            // Where letters are light, a block is a light module.
            drawing.dark_color(Dense1x2::Light).light_color(Dense1x2::Dark);
        }
        drawing.build()
    }

    /// An SVG document.
    pub fn svg(&self) -> String {
        self.0.render::<svg::Color<'_>>().build()
    }

    /// A PNG file in greyscale.
    ///
    /// # Errors
    /// When the encoder fails.
    pub fn png(&self) -> Result<Vec<u8>, QrError> {
        let width = self.0.width();
        let side = (width + 2 * QUIET) * SCALE;
        let modules = self.0.to_colors();
        let dark = |x: usize, y: usize| {
            let (Some(x), Some(y)) = ((x / SCALE).checked_sub(QUIET), (y / SCALE).checked_sub(QUIET)) else {
                return false;
            };
            x < width && y < width && modules[y * width + x] == Color::Dark
        };
        let pixels: Vec<u8> = (0..side * side)
            .map(|pixel| if dark(pixel % side, pixel / side) { 0 } else { u8::MAX })
            .collect();
        let side = u32::try_from(side).map_err(|_| QrError::TooLong)?;
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, side, side);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().map_err(|_| QrError::Encoder)?;
        writer.write_image_data(&pixels).map_err(|_| QrError::Encoder)?;
        writer.finish().map_err(|_| QrError::Encoder)?;
        Ok(file)
    }
}
