//! GIF's blocks (`GIF89a` sections 17 to 27) in the file's order: nothing is decompressed, and every length is checked.

use crate::codecs::Reader;

/// Extensions and their labels, images, and the trailer.
const EXTENSION: u8 = 0x21;
const CONTROL: u8 = 0xf9;
const COMMENT: u8 = 0xfe;
const APPLICATION: u8 = 0xff;
const IMAGE: u8 = 0x2c;
const TRAILER: u8 = 0x3b;
/// Codes have at most twelve bits, so the first ones at most eleven (appendix F).
const MOST_BITS: u8 = 11;

/// The logical screen.
pub struct Screen<'a> {
    pub width: u32,
    pub height: u32,
    /// The colours of frames that have none of their own.
    pub palette: Option<&'a [u8]>,
}

/// What the control extension says of the frame that follows.
#[derive(Clone, Copy, Default)]
pub struct Control {
    /// Hundredths of a second.
    pub delay: u16,
    pub disposal: u8,
    pub transparent: Option<u8>,
}

pub struct Image<'a> {
    pub left: u32,
    pub top: u32,
    pub width: u32,
    pub height: u32,
    pub interlaced: bool,
    pub control: Control,
    pub palette: Option<&'a [u8]>,
    /// Bits of an index, from 0 to 11.
    pub bits: u8,
    /// Sub-blocks without their terminator; what is there of them, where the bytes end before it.
    pub data: &'a [u8],
    pub whole: bool,
}

/// Why there is no further image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Trailer,
    /// The bytes end.
    Cut,
    /// Something that is no block.
    Unknown,
}

/// A walk over a file's images.
pub struct Blocks<'a> {
    reader: Reader<'a>,
    bytes: &'a [u8],
    /// Times that an animation is shown, where an extension before the last image says it; 0 is for ever.
    pub loops: Option<u32>,
}

impl<'a> Blocks<'a> {
    /// `None` where the bytes end before the first block.
    pub fn new(bytes: &'a [u8]) -> Option<(Screen<'a>, Self)> {
        let mut reader = Reader::new(bytes);
        reader.take(6)?;
        let (width, height) = (u32::from(reader.u16_le()?), u32::from(reader.u16_le()?));
        let [flags, _background, _aspect] = reader.array()?;
        let palette = palette(&mut reader, flags).ok()?;
        Some((Screen { width, height, palette }, Self { reader, bytes, loops: None }))
    }

    pub fn next_image(&mut self) -> Result<Image<'a>, End> {
        let mut control = Control::default();
        loop {
            match self.reader.u8().ok_or(End::Cut)? {
                EXTENSION => self.extension(&mut control).ok_or(End::Cut)?,
                IMAGE => return self.image(control),
                TRAILER => return Err(End::Trailer),
                _ => return Err(End::Unknown),
            }
        }
    }

    fn extension(&mut self, control: &mut Control) -> Option<()> {
        let label = self.reader.u8()?;
        // A comment has no block of its own before its sub-blocks.
        if label != COMMENT {
            let len = usize::from(self.reader.u8()?);
            match (label, self.reader.take(len)?) {
                (CONTROL, [flags, low, high, index, ..]) => {
                    let transparent = (flags & 1 != 0).then_some(*index).or(control.transparent);
                    let (delay, disposal) = (u16::from_le_bytes([*low, *high]), (flags >> 2) & 7);
                    *control = Control { delay, disposal, transparent };
                }
                (APPLICATION, b"NETSCAPE2.0" | b"ANIMEXTS1.0") => {
                    let mut ahead = self.reader;
                    if let [3, 1, low, high] = ahead.array()? {
                        // It counts the times after the first; 0 is for ever.
                        let again = u32::from(u16::from_le_bytes([low, high]));
                        self.loops = Some(if again == 0 { 0 } else { again + 1 });
                    }
                }
                _ => {}
            }
        }
        self.sub_blocks().1.then_some(())
    }

    fn image(&mut self, control: Control) -> Result<Image<'a>, End> {
        let reader = &mut self.reader;
        let mut side = || reader.u16_le().map(u32::from).ok_or(End::Cut);
        let (left, top, width, height) = (side()?, side()?, side()?, side()?);
        let flags = reader.u8().ok_or(End::Cut)?;
        let palette = palette(reader, flags)?;
        let bits = reader.u8().ok_or(End::Cut)?;
        if bits > MOST_BITS {
            return Err(End::Unknown);
        }
        let (data, whole) = self.sub_blocks();
        let interlaced = flags & 0x40 != 0;
        Ok(Image { left, top, width, height, interlaced, control, palette, bits, data, whole })
    }

    /// What is there up to the terminator, and whether that is there.
    fn sub_blocks(&mut self) -> (&'a [u8], bool) {
        let start = self.reader.position();
        loop {
            let before = self.reader.position();
            match self.reader.u8().map(usize::from) {
                Some(0) => return (self.bytes.get(start..before).unwrap_or_default(), true),
                Some(len) if self.reader.take(len).is_some() => {}
                _ => {
                    self.reader.seek(self.bytes.len());
                    return (self.bytes.get(start..).unwrap_or_default(), false);
                }
            }
        }
    }
}

/// `Ok(None)` where the flags name none.
fn palette<'a>(reader: &mut Reader<'a>, flags: u8) -> Result<Option<&'a [u8]>, End> {
    if flags & 0x80 == 0 {
        return Ok(None);
    }
    reader.take(3 << ((flags & 7) + 1)).map(Some).ok_or(End::Cut)
}
