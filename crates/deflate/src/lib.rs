//! libdeflate's compressor and decompressor (edits.rs) behind safe calls: the same bytes on every processor.

use std::alloc::{Layout, alloc, dealloc};
use std::ffi::{c_int, c_uint, c_void};
use std::ptr::{self, NonNull};

/// Levels: 1 is quick; 10 to 12 weigh every way to write the input, and need ten times the memory.
pub const LEVELS: std::ops::RangeInclusive<u32> = 1..=12;
/// Bytes before the input that it may refer to.
pub const WINDOW: usize = 32 << 10;

/// Blocks have at least so many bytes, where one more is begun (`MIN_BLOCK_LENGTH`).
const BLOCK: usize = 5000;
/// The head of a stored block.
const STORED: usize = 5;
/// What ends the output, and the bits before it.
const END: usize = 16;

#[repr(C)]
struct Options {
    size: usize,
    allocate: Option<unsafe extern "C" fn(usize) -> *mut c_void>,
    free: Option<unsafe extern "C" fn(*mut c_void)>,
}

static OPTIONS: Options = Options { size: size_of::<Options>(), allocate: Some(allocate), free: Some(free) };

unsafe extern "C" {
    fn libdeflate_alloc_compressor_ex(level: c_int, options: *const Options) -> *mut c_void;
    fn libdeflate_free_compressor(state: *mut c_void);
    fn pixmill_deflate_compress(
        state: *mut c_void,
        input: *const c_void,
        history: usize,
        len: usize,
        last: bool,
        out: *mut c_void,
        room: usize,
    ) -> usize;
    fn libdeflate_alloc_decompressor_ex(options: *const Options) -> *mut c_void;
    fn libdeflate_free_decompressor(state: *mut c_void);
    fn libdeflate_deflate_decompress_ex(
        state: *mut c_void,
        input: *const c_void,
        len: usize,
        out: *mut c_void,
        room: usize,
        used: *mut usize,
        made: *mut usize,
    ) -> c_uint;
}

/// The block's whole length stands before it; 16 keeps vectors aligned.
const HEAD: usize = 16;

unsafe extern "C" fn allocate(size: usize) -> *mut c_void {
    let layout = size.checked_add(HEAD).and_then(|whole| Layout::from_size_align(whole, HEAD).ok());
    let Some(layout) = layout else { return ptr::null_mut() };
    // SAFETY: the layout is not empty; what is written and given lies in it, and HEAD is its alignment.
    unsafe {
        let block = alloc(layout);
        if block.is_null() {
            return ptr::null_mut();
        }
        ptr::write_unaligned(block.cast(), layout.size());
        block.add(HEAD).cast()
    }
}

unsafe extern "C" fn free(block: *mut c_void) {
    // SAFETY: C gives back what `allocate` gave it, before which its layout's size stands.
    unsafe {
        let start = block.cast::<u8>().sub(HEAD);
        dealloc(start, Layout::from_size_align_unchecked(ptr::read_unaligned(start.cast()), HEAD));
    }
}

/// A compressor of one level, to be used again: what it did before changes nothing.
#[derive(Debug)]
pub struct Compressor {
    level: u32,
    state: NonNull<c_void>,
}

impl Compressor {
    /// `None`: there is no such level, or no memory.
    pub fn new(level: u32) -> Option<Self> {
        let known = LEVELS.contains(&level).then_some(level as c_int)?;
        // SAFETY: the options are whole and live for ever.
        let state = NonNull::new(unsafe { libdeflate_alloc_compressor_ex(known, &raw const OPTIONS) })?;
        Some(Self { level, state })
    }

    pub fn level(&self) -> u32 {
        self.level
    }

    /// Appends `input` from `from` on, deflated, to `out`; the WINDOW bytes before it may be referred to. What does not end the
    /// stream ends at a byte. `None`: there is no memory, and `out` is as it was.
    pub fn compress(&mut self, input: &[u8], from: usize, last: bool, out: &mut Vec<u8>) -> Option<()> {
        let input = input.get(from.saturating_sub(WINDOW)..)?;
        let history = from.min(WINDOW);
        let len = input.len().checked_sub(history)?;
        let room = len.checked_add(STORED * (len / BLOCK + 1) + END)?;
        out.try_reserve(room).ok()?;
        // SAFETY: the state is ours alone; `history + len` bytes can be read, `room` can be written behind those of `out`,
        // and as many as C says it wrote were.
        unsafe {
            let end = out.as_mut_ptr().add(out.len()).cast();
            let made = pixmill_deflate_compress(
                self.state.as_ptr(),
                input.as_ptr().cast(),
                history,
                len,
                last,
                end,
                room,
            );
            out.set_len(out.len() + made);
            (made > 0).then_some(())
        }
    }
}

impl Drop for Compressor {
    fn drop(&mut self) {
        // SAFETY: it was made by its counterpart and is used no more.
        unsafe { libdeflate_free_compressor(self.state.as_ptr()) }
    }
}

/// A decompressor of whole streams, to be used again.
#[derive(Debug)]
pub struct Decompressor {
    state: NonNull<c_void>,
}

impl Decompressor {
    /// `None`: there is no memory.
    pub fn new() -> Option<Self> {
        // SAFETY: the options are whole and live for ever.
        let state = NonNull::new(unsafe { libdeflate_alloc_decompressor_ex(&raw const OPTIONS) })?;
        Some(Self { state })
    }

    /// Appends what a raw stream holds to `out` and gives how many bytes of `input` it has, where it is whole and holds no more
    /// than `most` bytes. `None` says nothing about it: a stream with codes that are seldom written gives it too.
    pub fn inflate(&mut self, input: &[u8], most: usize, out: &mut Vec<u8>) -> Option<usize> {
        out.try_reserve_exact(most).ok()?;
        let (mut used, mut made) = (0, 0);
        // SAFETY: the state is ours alone; all of `input` can be read, `most` bytes can be written behind those of `out`, and
        // as many as C says it wrote were.
        unsafe {
            let end = out.as_mut_ptr().add(out.len()).cast();
            let (start, len) = (input.as_ptr().cast(), input.len());
            let fault = libdeflate_deflate_decompress_ex(
                self.state.as_ptr(),
                start,
                len,
                end,
                most,
                &raw mut used,
                &raw mut made,
            );
            if fault != 0 {
                return None;
            }
            out.set_len(out.len() + made);
        }
        Some(used)
    }
}

impl Drop for Decompressor {
    fn drop(&mut self) {
        // SAFETY: it was made by its counterpart and is used no more.
        unsafe { libdeflate_free_decompressor(self.state.as_ptr()) }
    }
}
