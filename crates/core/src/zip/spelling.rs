//! A name as it is read: its text (APPNOTE 4.4.17, 4.6.9 and appendix D), and what is odd or dangerous in it.

use super::name;
use super::record::{EXTRA_COMMENT, EXTRA_NAME, UTF8, extra_fields};
use crate::codecs::Reader;
use crate::error::Code;

/// A name that was read.
#[derive(Debug)]
pub struct Name {
    /// With slashes.
    pub text: String,
    backslashes: bool,
    /// Two readers may show it differently.
    disputed: bool,
}

impl Name {
    pub fn read(raw: &[u8], flags: u16, extra: &[u8]) -> Self {
        let said = name::decode(raw);
        let flagged = flags & UTF8 != 0;
        let second = unicode(raw, extra, EXTRA_NAME).filter(|second| *second != said);
        // What every code page has needs no second name.
        let disputed = match &second {
            Some(second) => flagged || second.is_ascii(),
            None => flagged && std::str::from_utf8(raw).is_err(),
        };
        let text = second.unwrap_or(said);
        let backslashes = text.contains('\\');
        Self { text: if backslashes { text.replace('\\', "/") } else { text }, backslashes, disputed }
    }

    /// The rules of `policy.rs` that it breaks by itself.
    pub fn oddities(&self) -> impl Iterator<Item = Code> {
        let backslash = self.backslashes.then_some(Code::BackslashName);
        let deceptive = (self.disputed || self.text.chars().any(is_hidden)).then_some(Code::DeceptiveName);
        [backslash, deceptive, self.unsafety()].into_iter().flatten()
    }

    /// Why it is not extracted under this name.
    pub fn unsafety(&self) -> Option<Code> {
        if self.text.is_empty() || self.text.contains('\0') || name::is_unsafe(&self.text) {
            Some(Code::UnsafeName)
        } else if self.text.split('/').any(is_reserved) {
            Some(Code::ReservedName)
        } else {
            None
        }
    }
}

/// A comment as it is read.
pub fn comment(raw: &[u8], extra: &[u8]) -> String {
    unicode(raw, extra, EXTRA_COMMENT).unwrap_or_else(|| name::decode(raw))
}

/// 4.6.8, 4.6.9: the text in UTF-8, where it belongs to these bytes: a tool that knew nothing of it may have changed them.
fn unicode(raw: &[u8], extra: &[u8], id: u16) -> Option<String> {
    let mut fields = extra_fields(extra).filter(|(found, _)| *found == id);
    fields.find_map(|(_, data)| {
        let mut field = Reader::new(data);
        let (version, crc) = (field.u8()?, field.u32_le()?);
        let text = field.take(field.remaining()).filter(|text| !text.is_empty())?;
        (version == 1 && crc == crc32fast::hash(raw)).then(|| String::from_utf8(text.to_vec()).ok()).flatten()
    })
}

/// Control characters but NUL, which is worse, and marks that change the direction of what follows (Unicode's `Bidi_Control`).
fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\0')
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Windows' devices, streams, and the ends of names that it drops ("Naming Files, Paths, and Namespaces").
fn is_reserved(part: &str) -> bool {
    if matches!(part, "" | ".") {
        return false;
    }
    part.contains(':') || part.ends_with(['.', ' ']) || name::is_device(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extra(id: u16, raw: &[u8], text: &str) -> Vec<u8> {
        let mut out = id.to_le_bytes().to_vec();
        out.extend(((text.len() + 5) as u16).to_le_bytes());
        out.push(1);
        out.extend(crc32fast::hash(raw).to_le_bytes());
        out.extend(text.as_bytes());
        out
    }

    fn odd(raw: &[u8], flags: u16, extra: &[u8]) -> (String, Vec<Code>) {
        let name = Name::read(raw, flags, extra);
        let oddities = name.oddities().collect();
        (name.text, oddities)
    }

    #[test]
    fn the_unicode_field_counts_where_it_belongs_to_the_name() {
        let raw = b"\x84.txt";
        assert_eq!(odd(raw, 0, &extra(EXTRA_NAME, raw, "я.txt")), ("я.txt".into(), vec![]));
        // Its CRC-32 is that of another name: a tool renamed the entry.
        assert_eq!(odd(raw, 0, &extra(EXTRA_NAME, b"b", "я.txt")), ("ä.txt".into(), vec![]));
        assert_eq!(odd(b"a", 0, &extra(EXTRA_NAME, b"a", "b")), ("b".into(), vec![Code::DeceptiveName]));
        assert_eq!(odd(b"a", UTF8, &extra(EXTRA_NAME, b"a", "b")), ("b".into(), vec![Code::DeceptiveName]));
        // The first that belongs to it, of several.
        let several =
            [extra(EXTRA_NAME, b"b", "one"), extra(EXTRA_NAME, raw, ""), extra(EXTRA_NAME, raw, "ж")]
                .concat();
        assert_eq!(odd(raw, 0, &several).0, "ж");
        assert_eq!(odd(b"a", 0, &extra(EXTRA_NAME, b"a", "../b")).1, [Code::DeceptiveName, Code::UnsafeName]);
        assert_eq!(odd(b"\xff", UTF8, &[]), ("\u{a0}".into(), vec![Code::DeceptiveName]));
        assert_eq!(comment(raw, &extra(EXTRA_COMMENT, raw, "я")), "я");
        assert_eq!(comment(raw, &extra(EXTRA_NAME, raw, "я")), "ä.txt");
        for cut in 0..extra(EXTRA_NAME, raw, "я.txt").len() {
            assert_eq!(odd(raw, 0, &extra(EXTRA_NAME, raw, "я.txt")[..cut]).0, "ä.txt");
        }
    }

    #[test]
    fn names_that_leave_are_unsafe_and_windows_names_are_reserved() {
        for name in ["", "/a", "../a", "a/../b", "a/..", "C:a", "c:/a", "a\0b", "//host/share"] {
            assert_eq!(Name::read(name.as_bytes(), 0, &[]).unsafety(), Some(Code::UnsafeName), "{name:?}");
        }
        for name in [
            "con",
            "a/NUL.txt",
            "LPT1",
            "com¹.a",
            "aux .b",
            "CONIN$",
            "ab:c",
            "a.txt:s",
            "a.",
            "a /b",
            "...",
            ".. /a",
        ] {
            assert_eq!(Name::read(name.as_bytes(), 0, &[]).unsafety(), Some(Code::ReservedName), "{name:?}");
        }
        for name in
            ["a", "./a", "a//b", "a/", "cone", "com", "com10", "console.log", "nul_", ".a", "a..b", "lpt/x"]
        {
            assert_eq!(Name::read(name.as_bytes(), 0, &[]).unsafety(), None, "{name:?}");
        }
    }

    #[test]
    fn backslashes_are_slashes_and_hidden_marks_are_told() {
        assert_eq!(odd(b"a\\b", 0, &[]), ("a/b".into(), vec![Code::BackslashName]));
        assert_eq!(odd(b"..\\b", 0, &[]).1, [Code::BackslashName, Code::UnsafeName]);
        for name in ["a\u{202e}gpj.exe", "\u{1b}[2Ja", "a\nb", "a\u{2066}b", "\u{200f}a"] {
            assert_eq!(odd(name.as_bytes(), UTF8, &[]).1, [Code::DeceptiveName], "{name:?}");
        }
        assert_eq!(odd("שלום/нет.txt".as_bytes(), UTF8, &[]).1, []);
    }
}
