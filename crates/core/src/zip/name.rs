//! Names of entries: what may be written, and how those that are read are decoded (APPNOTE 4.4.17 and appendix D).

use crate::error::{Code, Error, Result};
use crate::spec::{Default as D, Field, Type};

/// What becomes of names that cannot stay as they are: options of `zip()` and `add()`.
pub static FIELDS: &[Field] = &fields("refuse");
/// The same of `toZip()`: a batch's names follow from its images, so that `a.png` and `a.jpg` may become one.
pub static BATCH_FIELDS: &[Field] = &fields("number");

const fn fields(duplicates: &'static str) -> [Field; 2] {
    [
        Field::new(
            "unsafeNames",
            Type::Choice(&["refuse", "mend"]),
            D::Text("refuse"),
            "",
            "what a name with .., a drive, a leading slash, a NUL or a Windows device (CON, COM1) is: an error, or made safe",
        ),
        Field::new(
            "duplicates",
            Type::Choice(&["refuse", "number"]),
            D::Text(duplicates),
            "",
            "what an equal name is: an error, or given ' (2)', then also if only letter case differs",
        ),
    ]
}

/// Windows' devices, in upper case ("Naming Files, Paths, and Namespaces").
pub static DEVICES: &[&str] = &[
    "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6",
    "COM7", "COM8", "COM9", "COM¹", "COM²", "COM³", "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6",
    "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
];

/// Whether a part of a name opens a device: what follows its first dot does not matter, nor do spaces before that.
pub fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end_matches(' ');
    DEVICES.iter().any(|device| device.eq_ignore_ascii_case(stem))
}

/// Refuses a name that could leave the folder it is extracted to, or that no reader agrees on.
pub fn check(name: &str) -> Result<()> {
    let refuse = || Err(Error::new(Code::UnsafeName).found(format!("{name:?}")));
    if name.is_empty() || name.len() > usize::from(u16::MAX) || name.contains(['\0', '\\']) {
        return refuse();
    }
    if is_unsafe(name) { refuse() } else { Ok(()) }
}

/// Absolute, with a drive, or with a `..` in it.
pub fn is_unsafe(name: &str) -> bool {
    let mut bytes = name.bytes();
    let drive =
        matches!((bytes.next(), bytes.next()), (Some(first), Some(b':')) if first.is_ascii_alphabetic());
    drive || name.starts_with(['/', '\\']) || name.split(['/', '\\']).any(|part| part == "..")
}

/// The upper half of code page 437, the names' encoding where no flag says UTF-8.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// UTF-8 where the bytes are that, flag or not (many writers forget it); else code page 437.
pub fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| decode_byte(*byte)).collect(),
    }
}

fn decode_byte(byte: u8) -> char {
    if byte < 128 {
        char::from(byte)
    } else {
        CP437.chars().nth(usize::from(byte) - 128).unwrap_or(char::REPLACEMENT_CHARACTER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_leave_the_folder_are_refused_and_others_are_not() {
        for name in
            ["", "/etc/passwd", "../a", "a/../../b", "a/..", "C:/a", "c:a", "a\\b", "\\\\host\\a", "a\0b"]
        {
            assert_eq!(check(name).unwrap_err().code, Code::UnsafeName, "{name}");
        }
        for name in ["a", "a/b.jpg", "..a", "a..", "a/...", "ä/ö.png", "folder/"] {
            check(name).unwrap();
        }
    }

    #[test]
    fn old_names_are_read_as_code_page_437() {
        assert_eq!(CP437.chars().count(), 128);
        assert_eq!(decode(b"caf\x82 \xe1.txt"), "café ß.txt");
        assert_eq!(decode("naïve".as_bytes()), "naïve");
    }
}
