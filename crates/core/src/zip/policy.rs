//! What the reader refuses and what it only warns of: a row a rule, named by its error code, which is also the word in `allow`.
//! What no row names is refused always.

use crate::error::{Code, Error, Result};
use crate::spec::{Default as D, Field, Type, Values};
use serde_json::{Map, Value, json};

/// What becomes of an archive that breaks a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// Refused, unless `allow` names the rule: then warned of.
    Refused,
    /// Warned of; refused when strict, unless `allow` names the rule.
    Warned,
}

/// A rule that an option relaxes or makes strict.
#[derive(Debug)]
pub struct Rule {
    pub code: Code,
    pub name: &'static str,
    pub treatment: Treatment,
    /// Which archives break it.
    pub doc: &'static str,
}

macro_rules! rules {
    ($($code:ident $treatment:ident $doc:literal;)*) => {
        /// The one table of rules that can be relaxed.
        pub static RULES: &[Rule] = &[$(Rule {
            code: Code::$code, name: stringify!($code), treatment: Treatment::$treatment, doc: $doc,
        }),*];
        static NAMES: &[&str] = &[$(stringify!($code)),*];
    };
}

rules! {
    DuplicateName Refused "Two entries have one name. When allowed, both are listed and `entry(name)` is the last.";
    HeaderMismatch Refused "A local header or a data descriptor says something else than the directory. When allowed, the directory is believed.";
    BytesAfterData Refused "Compressed data ends before the bytes that the entry says it has. When allowed, they are passed over.";
    PrefixBytes Warned "Bytes stand before the first entry: self-extracting archives, zipapps.";
    TrailingBytes Warned "Bytes follow the end record and its comment.";
    GapBytes Warned "Bytes between entries, or before the directory, belong to none: an APK's signing block, deleted entries. Found when the entry before them is opened; when strict, at once.";
    BackslashName Warned "Folders in a name are divided by backslashes, which are read as slashes.";
    SimilarName Warned "Two names are one where letter case or Unicode's composition does not count, or one is a file and the other lies in it.";
    DeceptiveName Warned "A name shows as another than it is: control characters, marks that change the direction of writing, bytes that are no UTF-8 although a flag says so, a second name in an extra field.";
    UnsafeName Warned "A name could leave the folder that it is extracted to. `unzipTo` refuses it always.";
    SpecialFile Warned "An entry is a symbolic link or a device. Only `unzipTo` looks, and passes over it.";
    ReservedName Warned "A name means something else on Windows: a device (`CON`, `nul.txt`), a colon, a dot or space at its end. `unzipTo` refuses it, unless allowed and not on Windows.";
}

const MAX: f64 = 9_007_199_254_740_991.0;

/// Bounds of an archive: `limits` of `unzip()`.
pub static LIMITS: &[Field] = &[
    Field::new("entries", Type::Integer(1.0, MAX), D::Number(1_000_000.0), "entries", "entries"),
    Field::new(
        "directory",
        Type::Integer(1.0, MAX),
        D::Number(268_435_456.0),
        "bytes",
        "the directory, which is held in memory while it is read",
    ),
    Field::new(
        "bytes",
        Type::Integer(1.0, MAX),
        D::Number(68_719_476_736.0),
        "bytes",
        "all entries together",
    ),
    Field::new("entryBytes", Type::Integer(1.0, MAX), D::Number(17_179_869_184.0), "bytes", "one entry"),
    Field::new(
        "ratio",
        Type::Integer(1.0, MAX),
        D::Number(500.0),
        "",
        "an entry's bytes for each byte of its data, where it has over 32 MiB",
    ),
];

/// Options of `unzip()`, `unzipSync()` and `unzipTo()`.
pub static FIELDS: &[Field] = &[
    Field::new("strict", Type::Boolean, D::Bool(false), "", "refuse what is otherwise only warned of"),
    Field::new(
        "allow",
        Type::Words(NAMES),
        D::None,
        "",
        "rules that the archive may break: the codes of the errors",
    ),
    Field::new("limits", Type::Object(LIMITS), D::Fields, "", "what an archive may hold"),
];

/// Entries below this are never too good to be true: a page of one colour is honest.
const RATIO_FROM: u64 = 32 << 20;

/// The options as the reader asks them, and what was noted on the way.
#[derive(Debug)]
pub struct Policy {
    pub strict: bool,
    allow: Vec<&'static str>,
    limits: Values,
    noted: Vec<(Error, u64)>,
}

fn over(found: u64, limit: u64, option: &'static str, op: &'static str) -> Error {
    Error::limit(Code::ArchiveLimit, found, limit, option).op(op)
}

impl Policy {
    /// `options` may have other names, which the caller has checked.
    pub fn new(options: &Map<String, Value>, others: &[&str]) -> Result<Self> {
        let values = Values::parse(FIELDS, options, others, "options")?;
        let limits = values.object("limits").cloned().unwrap_or_else(|| Values::defaults(LIMITS));
        Ok(Self {
            strict: values.bool("strict"),
            allow: values.words("allow").to_vec(),
            limits,
            noted: Vec::new(),
        })
    }

    pub fn allows(&self, code: Code) -> bool {
        self.allow.contains(&code.row().name)
    }

    /// Refuses, or notes a warning.
    pub fn judge(&mut self, error: Error) -> Result<()> {
        let Some(rule) = RULES.iter().find(|rule| rule.code == error.code) else { return Err(error) };
        if (rule.treatment == Treatment::Refused || self.strict) && !self.allows(rule.code) {
            return Err(error);
        }
        match self.noted.iter_mut().find(|(noted, _)| noted.code == error.code) {
            Some((_, more)) => *more += 1,
            None => self.noted.push((error, 0)),
        }
        Ok(())
    }

    /// Whether there is something to be told.
    pub fn has_noted(&self) -> bool {
        !self.noted.is_empty()
    }

    /// What was noted since it was last asked: one warning a rule, however many entries break it.
    pub fn warnings(&mut self) -> Vec<Value> {
        let told = |(error, more): (Error, u64)| {
            let message = if more == 0 { error.to_string() } else { format!("{error}, and {more} more") };
            json!({ "code": error.code.row().name, "message": message })
        };
        std::mem::take(&mut self.noted).into_iter().map(told).collect()
    }

    /// What the end record claims, before anything is read for it.
    pub fn check_directory(&self, entries: u64, bytes: u64) -> Result<()> {
        let limit = self.limits.size("entries");
        if entries > limit {
            return Err(over(entries, limit, "limits.entries", "entries"));
        }
        let limit = self.limits.size("directory");
        if bytes > limit {
            return Err(over(bytes, limit, "limits.directory", "bytes of directory"));
        }
        Ok(())
    }

    pub fn check_total(&self, bytes: u64) -> Result<()> {
        let limit = self.limits.size("bytes");
        if bytes > limit { Err(over(bytes, limit, "limits.bytes", "bytes")) } else { Ok(()) }
    }

    pub fn check_entry(&self, size: u64, compressed: u64) -> Result<()> {
        let limit = self.limits.size("entryBytes");
        if size > limit {
            return Err(over(size, limit, "limits.entryBytes", "bytes in one entry"));
        }
        let limit = self.limits.size("ratio");
        if size > RATIO_FROM && size > compressed.saturating_mul(limit) {
            let ratio = size / compressed.max(1);
            return Err(over(ratio, limit, "limits.ratio", "times the bytes of an entry's data"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(options: &Value) -> Policy {
        Policy::new(options.as_object().unwrap(), &[]).unwrap()
    }

    #[test]
    fn what_is_refused_can_be_allowed_and_what_is_warned_of_can_be_refused() {
        let error = |code| Error::new(code).path("a").found("b");
        for rule in RULES {
            let refused = rule.treatment == Treatment::Refused;
            assert_eq!(policy(&json!({})).judge(error(rule.code)).is_err(), refused, "{}", rule.name);
            assert!(policy(&json!({ "strict": true })).judge(error(rule.code)).is_err());
            let mut allowing = policy(&json!({ "strict": true, "allow": [rule.name] }));
            allowing.judge(error(rule.code)).unwrap();
            allowing.judge(error(rule.code)).unwrap();
            let warnings = allowing.warnings();
            assert_eq!(warnings.len(), 1);
            assert_eq!(warnings[0]["code"], rule.name);
            assert!(warnings[0]["message"].as_str().unwrap().ends_with(", and 1 more"));
            assert!(allowing.warnings().is_empty());
        }
        for code in [Code::Overlap, Code::CrcMismatch, Code::AmbiguousArchive, Code::CorruptArchive] {
            assert!(policy(&json!({ "allow": ["DuplicateName"] })).judge(error(code)).is_err());
            let all = json!({ "allow": [code.row().name] });
            assert_eq!(Policy::new(all.as_object().unwrap(), &[]).unwrap_err().code, Code::InvalidOption);
        }
    }

    #[test]
    fn each_limit_is_refused_one_above_itself_by_its_own_option() {
        let limits = json!({ "limits": { "entries": 5, "directory": 100, "bytes": 1000, "entryBytes": 900, "ratio": 2 } });
        let policy = policy(&limits);
        policy.check_directory(5, 100).unwrap();
        policy.check_total(1000).unwrap();
        policy.check_entry(900, 1).unwrap();
        let option = |result: Result<()>| result.unwrap_err().fields.option.unwrap();
        assert_eq!(option(policy.check_directory(6, 100)), "limits.entries");
        assert_eq!(option(policy.check_directory(5, 101)), "limits.directory");
        assert_eq!(option(policy.check_total(1001)), "limits.bytes");
        assert_eq!(option(policy.check_entry(901, 901)), "limits.entryBytes");
        let wide = Policy::new(&Map::new(), &[]).unwrap();
        wide.check_entry(RATIO_FROM, 1).unwrap();
        wide.check_entry(500 * 100_000, 100_000).unwrap();
        assert_eq!(option(wide.check_entry(500 * 100_000 + 1, 100_000)), "limits.ratio");
    }
}
