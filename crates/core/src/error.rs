//! The one error that leaves core: a code from one table, and the values its message is rendered from.

use serde_json::{Map, Value};
use std::fmt;

/// Who must act on an error. A closed set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Malformed,
    Unsupported,
    InvalidOption,
    LimitExceeded,
    Aborted,
    Io,
    Internal,
    Timeout,
    QueueFull,
    Unavailable,
    Closed,
}

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "Malformed",
            Self::Unsupported => "Unsupported",
            Self::InvalidOption => "InvalidOption",
            Self::LimitExceeded => "LimitExceeded",
            Self::Aborted => "Aborted",
            Self::Io => "Io",
            Self::Internal => "Internal",
            Self::Timeout => "Timeout",
            Self::QueueFull => "QueueFull",
            Self::Unavailable => "Unavailable",
            Self::Closed => "Closed",
        }
    }
}

/// One row of the code table: what a caller switches on, who must act, and the form of the message.
/// `{field}` in a message is replaced by that field of the error; a part in `[…]` is left out when a field in it is absent.
#[derive(Debug)]
pub struct CodeRow {
    pub code: Code,
    pub name: &'static str,
    pub kind: Kind,
    pub message: &'static str,
    /// What it means and what to do, for the documentation.
    pub doc: &'static str,
}

macro_rules! codes {
    ($($name:ident $kind:ident $message:literal $doc:literal;)*) => {
        /// Stable names of everything that can go wrong, in core and in the front.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($name),* }
        /// The one table of error codes.
        pub static CODES: &[CodeRow] = &[$(CodeRow {
            code: Code::$name, name: stringify!($name), kind: Kind::$kind, message: $message, doc: $doc,
        }),*];
        impl Code {
            /// The row of this code.
            pub fn row(self) -> &'static CodeRow {
                match self { $(Self::$name => {
                    const ROW: CodeRow = CodeRow { code: Code::$name, name: stringify!($name), kind: Kind::$kind, message: $message, doc: $doc };
                    &ROW
                }),* }
            }
        }
    };
}

codes! {
    UnknownFormat Unsupported "expected an image, found {found}" "The first bytes are of no format that pixmill knows. Check that the file is what its name says.";
    UnsupportedFormat Unsupported "cannot {op} {format}[: {reason}]" "The format is known, but this direction is not supported. Choose another format.";
    UnsupportedFeature Unsupported "{format} feature not supported: {found}" "The file uses a part of its format that no decoder here reads.";
    BlockedFormat Unsupported "{format} is blocked" "block() refuses this format, as an input or as a file of the recipe; unblock() takes it again.";
    EmptyInput Malformed "expected an image, found 0 bytes" "The input holds no bytes.";
    TruncatedImage Malformed "{format} image ends early[: {reason}]" "The file was cut off. Fetch it again, or pass failOn: 'none' to take what is there.";
    CorruptImage Malformed "{format} image is damaged[: {reason}]" "The file breaks its own format's rules.";
    DecoderPanicked Malformed "the {format} decoder gave up on a damaged image" "A decoder hit a bug on damaged input; the job was isolated and nothing else was lost.";
    InvalidOption InvalidOption "expected {expected}[ for {path}], found {found}" "An option has a wrong name, type or value.";
    PixelLimit LimitExceeded "image has {found} pixels, over the limit of {limit}[; raise {option} to allow it]" "Width × height × frames is over limits.pixels.";
    SideLimit LimitExceeded "image is {found} pixels on a side, over the limit of {limit}[; raise {option} to allow it]" "Width or height is over limits.side.";
    FrameLimit LimitExceeded "image has more than {limit} frames[; raise {option} to allow it]" "Frames are over limits.frames.";
    ChannelLimit LimitExceeded "image has {found} channels, over the limit of {limit}[; raise {option} to allow it]" "Channels are over limits.channels.";
    ScanLimit LimitExceeded "image has more than {limit} scans" "A progressive JPEG with absurdly many scans.";
    WorkLimit LimitExceeded "the steps up to {path} take {found} pixels of work, over the limit of {limit}[; raise {option} to allow it]" "The pixels of all steps and frames, slow steps counted several times, are over limits.work: the recipe could take hours.";
    MemoryLimit LimitExceeded "needs {found} bytes, over the limit of {limit}[; raise {option} to allow it]" "One job would need more memory than limits.memory, or the system refused it.";
    MetadataLimit LimitExceeded "{format} image carries {found} bytes of metadata, over the limit of {limit}[; raise {option} to allow it]" "ICC, EXIF, XMP and IPTC together are over limits.metadata.";
    MetadataDropped Unsupported "{format} cannot carry {found}[: {reason}]" "A warning: the output was written without this metadata. Choose another format, or less of it.";
    InputLimit LimitExceeded "input has {found} bytes, over the limit of {limit}[; raise {option} to allow it]" "The input is larger than limits.input.";
    OutputLimit LimitExceeded "output passes {limit} bytes[; raise {option} to allow it]" "What was inflated or encoded is larger than limits.output.";
    SizeLimit LimitExceeded "expected width and height from 1 to {limit} for {format}, found {found}" "The output format cannot carry an image of this size. Resize first.";
    TooLarge LimitExceeded "expected at most {limit} bytes of {format}, found {found} at the lowest quality[; raise {option} to allow it]" "No quality makes a file as small as maxBytes asks. Resize first, keep less metadata, or allow more.";
    WasmMemory LimitExceeded "out of memory in WebAssembly[ during {stage}]" "The job does not fit the 4 GiB of a wasm instance. Use the native backend or a smaller image.";
    Aborted Aborted "the operation was aborted" "The caller's signal fired, or close() was called.";
    Timeout Timeout "timed out after {limit} ms" "timeoutMs passed.";
    NotFound Io "no such file or folder: {path}" "Check the path.";
    IsDirectory Io "expected a file, found a folder: {path}" "Give a file, or use the command line, which recurses into folders.";
    PermissionDenied Io "permission denied: {path}" "Check the permissions of the file, or of the runtime.";
    AlreadyExists Io "already exists: {path}" "Pass overwrite: true to replace it.";
    DiskFull Io "no space left: {path}" "Free some space; nothing was left under the final name.";
    IoFailed Io "input or output failed[: {reason}]" "The system's own error is in cause.";
    FetchFailed Io "expected a response with status 200, found {found}" "The Response given as input is not ok.";
    Panicked Internal "internal error[ during {stage}][: {reason}]" "A bug in pixmill. Please report it with the input.";
    WorkerLost Internal "a worker stopped unexpectedly[: {reason}]" "The worker was replaced; only its job was lost.";
    QueueFull QueueFull "the queue holds {found}, its limit is {limit}" "Await results before starting more, or raise queueLimit.";
    BackendUnavailable Unavailable "no backend could be loaded[: {reason}]" "Each attempt's reason and the command to type are in the message.";
    NotReady Unavailable "expected await ready() before a synchronous call" "In browsers the module loads asynchronously.";
    Unavailable Unavailable "{op} is not available in this runtime" "The runtime lacks what this call needs.";
    AlreadyStarted Closed "expected configure() before the first job" "Backend and URLs are fixed once a job has run. Use createPixmill for another instance.";
    Closed Closed "already closed[: {reason}]" "The instance, writer or archive was closed or aborted, or the batch was run.";
    NotConsumed Closed "expected a sink or a reader for the archive within 30 s" "zip() without a sink fills z.readable; read it, or pass a sink.";
    AllFailed Malformed "all {found} images failed" "Nothing was written; each item's error is in errors.";
    CrcMismatch Malformed "[{path}: ]expected CRC-32 {expected}, found {found}" "The bytes are not what was archived or compressed.";
    SizeMismatch Malformed "[{path}: ]expected {expected} bytes, found {found}" "The size is not what the archive or gzip's trailer says.";
    AdlerMismatch Malformed "expected Adler-32 {expected}, found {found}" "The bytes are not what was compressed.";
    CorruptHeader Malformed "expected a {format} header[: {reason}]" "The data is of another form, or its header is damaged.";
    TruncatedData Malformed "compressed data ends early" "The data was cut off. Fetch it again.";
    TrailingData Malformed "bytes follow the end of the compressed data" "Behind the end there may be zeros in gzip, and nothing else.";
    WrongDictionary InvalidOption "expected the dictionary with Adler-32 {expected}, found {found}" "The data was compressed with a preset dictionary: pass the same one.";
    NotAnArchive Malformed "expected a ZIP archive[: {reason}]" "No end record was found.";
    CorruptArchive Malformed "archive is damaged[: {reason}]" "The archive breaks the format's rules.";
    CorruptDeflate Malformed "compressed data is damaged[: {reason}]" "The deflate stream cannot be inflated.";
    UnsupportedMethod Unsupported "{path}: method {found} is not supported" "Entries are read that are stored, deflated or of deflate64, and encrypted by AES or ZipCrypto.";
    SizeUnknown Unsupported "{path}: the entry's size is behind its data, whose end nothing tells" "A stream cannot be read so: pass bytes, a Blob or a path.";
    Encrypted InvalidOption "{path}: expected a password, the entry is encrypted" "Pass password.";
    WrongPassword InvalidOption "{path}: the password is wrong" "Pass another. With ZipCrypto, damaged data cannot be told from a wrong password.";
    AuthenticationFailed Malformed "{path}: the encrypted data was changed" "Its authentication code is not that of its bytes.";
    Overlap Malformed "{path}: entries overlap" "Two entries claim the same bytes: a bomb, or damage.";
    UnsafeName Malformed "expected a relative name without .., found {found}" "The name could leave the target folder.";
    ReservedName Malformed "expected a name that every system takes as it is, found {found}" "Windows takes the name for a device or a stream, or drops its end. Allowed, unzipTo writes it where the system is another.";
    DeceptiveName Malformed "expected a name that is what it shows, found {found}" "It has control characters, marks that change the direction of writing, broken UTF-8 or a second name. Show names escaped.";
    BackslashName Malformed "expected slashes in a name, found {found}" "They are read as slashes.";
    SimilarName Malformed "{path} and {found} are one place where letter case and composition do not count" "Some file systems keep only one of them.";
    AmbiguousArchive Malformed "archive can be read in two ways[: {reason}]" "Two readers would find different entries in it. Ask its maker for another.";
    HeaderMismatch Malformed "{path}: {op} differs between the directory and the local header: expected {expected}, found {found}" "Two readers would read the entry differently. Allowed, the directory is believed.";
    BytesAfterData Malformed "{path}: {found} bytes follow the end of the compressed data" "The entry's data is longer than what it unpacks to. Allowed, they are passed over.";
    PrefixBytes Malformed "{found} bytes before the archive" "Self-extracting archives have a program there.";
    TrailingBytes Malformed "{found} bytes after the archive" "Something was added to the file, or it was not cut.";
    GapBytes Malformed "{found} bytes between {path} and what follows it belong to no entry" "A signing block, a deleted entry, or something hidden.";
    SpecialFile Unsupported "{path} is a symbolic link or a device, which is not extracted" "A warning of unzipTo, and an error when strict. Read the entry to see where a link leads.";
    SymbolicLink Io "{path} is a symbolic link, which is not followed" "It was in the folder before, and would lead elsewhere. Remove it, or choose another folder.";
    DuplicateName Malformed "duplicate entry {found}" "Two entries have one name.";
    NoSuchEntry InvalidOption "no entry {found} in the archive" "List the entries to see their names.";
    ArchiveLimit LimitExceeded "[{path}: ]archive holds {found} {op}, over the limit of {limit}[; raise {option} to allow it]" "The archive passes a limit on entries, bytes or ratio.";
}

/// The stage a job was in: kept for traps, see `stage.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Idle,
    Probe,
    Decode,
    Operate,
    Encode,
    Archive,
    Compress,
    Decompress,
}

impl Stage {
    pub const ALL: [Self; 8] = [
        Self::Idle,
        Self::Probe,
        Self::Decode,
        Self::Operate,
        Self::Encode,
        Self::Archive,
        Self::Compress,
        Self::Decompress,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Probe => "probe",
            Self::Decode => "decode",
            Self::Operate => "operate",
            Self::Encode => "encode",
            Self::Archive => "archive",
            Self::Compress => "compress",
            Self::Decompress => "decompress",
        }
    }
}

/// The values that the message is rendered from; JS sees each under the same name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields {
    pub stage: Option<&'static str>,
    pub format: Option<&'static str>,
    pub path: Option<String>,
    pub expected: Option<String>,
    pub found: Option<String>,
    pub limit: Option<u64>,
    pub option: Option<&'static str>,
    pub op: Option<&'static str>,
    pub reason: Option<String>,
}

/// What went wrong: a code and the values of its message.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    pub code: Code,
    pub fields: Box<Fields>,
}

pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub fn new(code: Code) -> Self {
        Self { code, fields: Box::default() }
    }

    /// An option that is wrong: `path` is its JSON path in the recipe.
    pub fn option(path: impl Into<String>, expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self::new(Code::InvalidOption).path(path).expected(expected).found(found)
    }

    pub fn limit(code: Code, found: impl ToString, limit: u64, option: &'static str) -> Self {
        let mut error = Self::new(code).found(found.to_string());
        error.fields.limit = Some(limit);
        error.fields.option = Some(option);
        error
    }

    /// A checksum that is another, in hexadecimal.
    pub fn sum(code: Code, expected: u32, found: u32) -> Self {
        Self::new(code).expected(format!("{expected:08x}")).found(format!("{found:08x}"))
    }

    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.fields.path = Some(path.into());
        self
    }

    /// Notes the place unless a deeper one within it already stands there.
    #[must_use]
    pub fn within(self, path: &str) -> Self {
        let deeper = self.fields.path.as_deref().is_some_and(|own| own.starts_with(path));
        if deeper { self } else { self.path(path) }
    }

    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.fields.expected = Some(expected.into());
        self
    }

    #[must_use]
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.fields.found = Some(found.into());
        self
    }

    #[must_use]
    pub fn at_most(mut self, limit: u64) -> Self {
        self.fields.limit = Some(limit);
        self
    }

    #[must_use]
    pub fn format(mut self, format: &'static str) -> Self {
        self.fields.format = Some(format);
        self
    }

    #[must_use]
    pub fn op(mut self, op: &'static str) -> Self {
        self.fields.op = Some(op);
        self
    }

    /// The decoder's or system's own words: shown, never matched on.
    #[must_use]
    pub fn reason(mut self, reason: impl ToString) -> Self {
        self.fields.reason = Some(reason.to_string());
        self
    }

    /// Notes the stage unless a deeper place already did.
    #[must_use]
    pub fn during(mut self, stage: Stage) -> Self {
        self.fields.stage.get_or_insert(stage.name());
        self
    }

    /// The error as JSON for the bindings; the front makes a `PixmillError` of it.
    pub fn to_json(&self) -> Value {
        let f = &self.fields;
        let mut map = Map::new();
        map.insert("code".into(), self.code.row().name.into());
        let text = [
            ("stage", f.stage.map(str::to_owned)),
            ("format", f.format.map(str::to_owned)),
            ("path", f.path.clone()),
            ("expected", f.expected.clone()),
            ("found", f.found.clone()),
            ("option", f.option.map(str::to_owned)),
            ("op", f.op.map(str::to_owned)),
            ("reason", f.reason.clone()),
        ];
        for (name, value) in text {
            if let Some(value) = value {
                map.insert(name.into(), value.into());
            }
        }
        if let Some(limit) = f.limit {
            map.insert("limit".into(), limit.into());
        }
        Value::Object(map)
    }

    fn field(&self, name: &str) -> Option<String> {
        let f = &self.fields;
        match name {
            "stage" => f.stage.map(str::to_owned),
            "format" => f.format.map(str::to_owned),
            "path" => f.path.clone(),
            "expected" => f.expected.clone(),
            "found" => f.found.clone(),
            "limit" => f.limit.map(|n| n.to_string()),
            "option" => f.option.map(str::to_owned),
            "op" => f.op.map(str::to_owned),
            "reason" => f.reason.clone(),
            _ => None,
        }
    }

    /// Renders `{field}` and drops `[…]` parts that name an absent field.
    fn render(&self, form: &str) -> (String, bool) {
        let (mut out, mut whole, mut rest) = (String::new(), true, form);
        while let Some(at) = rest.find(['{', '[']) {
            let (before, after) = rest.split_at(at);
            out.push_str(before);
            let close = if after.starts_with('{') { '}' } else { ']' };
            let Some(end) = after.find(close) else { break };
            let inner = after.get(1..end).unwrap_or_default();
            if close == '}' {
                let value = self.field(inner);
                whole &= value.is_some();
                out.push_str(&value.unwrap_or_default());
            } else {
                let (text, complete) = self.render(inner);
                if complete {
                    out.push_str(&text);
                }
            }
            rest = after.get(end + 1..).unwrap_or_default();
        }
        out.push_str(rest);
        (out, whole)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(self.code.row().message).0)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_is_rendered_from_the_fields_and_optional_parts_vanish() {
        let error = Error::option("steps[0].width", "integer from 1 to 16383", "-1");
        assert_eq!(error.to_string(), "expected integer from 1 to 16383 for steps[0].width, found -1");
        assert_eq!(Error::new(Code::TruncatedImage).format("png").to_string(), "png image ends early");
    }
}
