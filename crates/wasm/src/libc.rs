//! C's memory functions over Rust's allocator, and its numbers in texts, for the C codecs in the module (C11 7.22).

#![expect(clippy::cast_ptr_alignment, reason = "every block begins at a multiple of HEAD")]

use std::alloc::{Layout, alloc, alloc_zeroed, dealloc, realloc as resize};
use std::ffi::{c_char, c_int, c_long, c_ulong, c_void};
use std::ptr;

/// The block's whole length stands before it; 16 keeps vectors aligned.
const HEAD: usize = 16;

fn layout(size: usize) -> Option<Layout> {
    Layout::from_size_align(size.checked_add(HEAD)?, HEAD).ok()
}

/// Writes the head and gives what follows it.
///
/// # Safety
/// `block` is null or the start of an allocation of `layout`.
unsafe fn begin(block: *mut u8, layout: Layout) -> *mut c_void {
    if block.is_null() {
        return ptr::null_mut();
    }
    // SAFETY: the layout has room for the head, and its alignment.
    unsafe {
        block.cast::<usize>().write(layout.size());
        block.add(HEAD).cast()
    }
}

#[unsafe(no_mangle)]
extern "C" fn malloc(size: usize) -> *mut c_void {
    // SAFETY: the layout is never empty, and it is the one of the block.
    layout(size).map_or(ptr::null_mut(), |layout| unsafe { begin(alloc(layout), layout) })
}

#[unsafe(no_mangle)]
extern "C" fn calloc(count: usize, size: usize) -> *mut c_void {
    let layout = count.checked_mul(size).and_then(layout);
    // SAFETY: as in malloc.
    layout.map_or(ptr::null_mut(), |layout| unsafe { begin(alloc_zeroed(layout), layout) })
}

/// The allocation that a pointer of C's belongs to.
///
/// # Safety
/// `block` came from `malloc`, `calloc` or `realloc` and was not freed.
unsafe fn allocation(block: *mut c_void) -> (*mut u8, Layout) {
    // SAFETY: the head stands before every block, and holds a size that was a valid layout's.
    unsafe {
        let start = block.cast::<u8>().sub(HEAD);
        (start, Layout::from_size_align_unchecked(start.cast::<usize>().read(), HEAD))
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn realloc(block: *mut c_void, size: usize) -> *mut c_void {
    if block.is_null() {
        return malloc(size);
    }
    let Some(new) = layout(size) else { return ptr::null_mut() };
    // SAFETY: C's contract for realloc is the contract of `allocation`; the new size is a valid layout's.
    unsafe {
        let (start, old) = allocation(block);
        begin(resize(start, old, new.size()), new)
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn free(block: *mut c_void) {
    if block.is_null() {
        return;
    }
    // SAFETY: C's contract for free is the contract of `allocation`.
    unsafe {
        let (start, layout) = allocation(block);
        dealloc(start, layout);
    }
}

/// A trap: the front reads the stage record and replaces the instance.
#[unsafe(no_mangle)]
extern "C" fn abort() -> ! {
    std::process::abort()
}

/// A whole number at the start of a text, and the bytes that it takes; 0 and none where there is no number.
///
/// # Safety
/// `text` ends with a 0.
unsafe fn decimal(text: *const c_char) -> (i64, usize) {
    // SAFETY: the text is read up to its end.
    let byte = |at: usize| unsafe { text.add(at).read() as u8 };
    let signed = usize::from(matches!(byte(0), b'+' | b'-'));
    let (mut value, mut at) = (0i64, signed);
    while byte(at).is_ascii_digit() {
        value = value.saturating_mul(10).saturating_add(i64::from(byte(at) - b'0'));
        at += 1;
    }
    if at == signed { (0, 0) } else { (if byte(0) == b'-' { -value } else { value }, at) }
}

/// In the decimal system, whatever the base: our C libraries ask for no other.
#[unsafe(no_mangle)]
unsafe extern "C" fn strtol(text: *const c_char, end: *mut *mut c_char, _base: c_int) -> c_long {
    // SAFETY: C gives a text; `end` is null or a place for a pointer into it.
    unsafe {
        let (value, len) = decimal(text);
        if let Some(end) = end.as_mut() {
            *end = text.add(len).cast_mut();
        }
        c_long::try_from(value).unwrap_or(if value < 0 { c_long::MIN } else { c_long::MAX })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn strtoul(text: *const c_char, end: *mut *mut c_char, base: c_int) -> c_ulong {
    // SAFETY: the same contract.
    unsafe { strtol(text, end, base) as c_ulong }
}
