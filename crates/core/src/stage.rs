//! The one static record of what a thread's job is doing, readable after a panic (native) or a trap (wasm),
//! so that both give the same code. In wasm there is one thread an instance; natively each pool thread has its own.

use crate::error::{Code, Error, Stage};
use crate::format::{FORMATS, Format};
use std::cell::{Cell, RefCell};
use std::sync::Once;

thread_local! {
    static RECORD: Cell<(Stage, Option<Format>)> = const { Cell::new((Stage::Idle, None)) };
    /// What the last panic of this thread said, and where: for the report, never shown on stderr.
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// From now on a panic is kept for its error instead of being printed: a library does not write to its user's terminal.
pub fn keep_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|info| {
            let text: String = info.to_string().chars().take(300).collect();
            SAID.with(|said| said.replace(Some(text.replace('\n', " "))));
        }));
    });
}

/// Notes what is about to run.
pub fn enter(stage: Stage, format: Option<Format>) {
    RECORD.set((stage, format));
}

/// The record as one number for a reader outside: stage × 256 + format index + 1, or 0 for no format.
pub fn code() -> u32 {
    let (stage, format) = RECORD.get();
    let index = format.and_then(|f| FORMATS.iter().position(|row| row.format == f)).map_or(0, |i| i + 1);
    (stage as u32) * 256 + index as u32
}

/// Set in a record by the wasm binding when an allocation was refused before the trap.
const OUT_OF_MEMORY: u32 = 1 << 16;

/// The error of a job that panicked or trapped in the recorded stage.
pub fn lost(record: u32) -> Error {
    if record & OUT_OF_MEMORY != 0 {
        let stage = Stage::ALL.get((record as u16 / 256) as usize).copied().unwrap_or(Stage::Idle);
        return Error::new(Code::WasmMemory).during(stage);
    }
    let stage = Stage::ALL.get((record / 256) as usize).copied().unwrap_or(Stage::Idle);
    let said = SAID.with(|said| said.borrow_mut().take());
    let format = (record % 256).checked_sub(1).and_then(|i| FORMATS.get(i as usize));
    let error = match (stage, format) {
        (Stage::Decode | Stage::Probe, Some(row)) => {
            Error::new(Code::DecoderPanicked).format(row.name).during(stage)
        }
        (_, Some(row)) => Error::new(Code::Panicked).format(row.name).during(stage),
        _ => Error::new(Code::Panicked).during(stage),
    };
    match said {
        Some(text) => error.reason(text),
        None => error,
    }
}

/// The error of the panic that this thread just caught.
pub fn panicked() -> Error {
    lost(code())
}
