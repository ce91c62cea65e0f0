//! mimalloc with what is as large as an image on huge pages, where Linux has them: a page fault for every 4 KiB costs more than most operations.

use mimalloc::MiMalloc;
use std::alloc::{GlobalAlloc, Layout};

pub struct Allocator;

// SAFETY: every block is mimalloc's own, which keeps GlobalAlloc's contract; advice changes no byte of one that lives.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's, handed on.
        let block = unsafe { MiMalloc.alloc(layout) };
        huge_pages(block, layout.size(), true);
        block
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if layout.size() < LARGE {
            // SAFETY: the caller's, handed on.
            return unsafe { MiMalloc.alloc_zeroed(layout) };
        }
        // mimalloc would touch small pages before it is known that they are to be huge.
        // SAFETY: the caller's, handed on; what is written is the block.
        unsafe {
            let block = self.alloc(layout);
            if !block.is_null() {
                block.write_bytes(0, layout.size());
            }
            block
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        huge_pages(block, layout.size(), false);
        // SAFETY: the caller's, handed on.
        let block = unsafe { MiMalloc.realloc(block, layout, size) };
        huge_pages(block, size, true);
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        huge_pages(block, layout.size(), false);
        // What one thread allocated and another frees, as every input, mimalloc gives back when the first comes to it again.
        advise(block, layout.size(), libc::MADV_DONTNEED);
        // SAFETY: the caller's, handed on.
        unsafe { MiMalloc.dealloc(block, layout) }
    }
}

/// Says of a large block that its pages are to be huge ones when they are touched, or no more: the next block in their place may be a
/// small one.
fn huge_pages(block: *mut u8, size: usize, are: bool) {
    advise(block, size, if are { libc::MADV_HUGEPAGE } else { libc::MADV_NOHUGEPAGE });
}

/// Advises of the whole huge pages within a block, if it has some.
fn advise(block: *mut u8, size: usize, advice: libc::c_int) {
    if size >= LARGE && !block.is_null() {
        let skipped = block.addr().next_multiple_of(HUGE) - block.addr();
        let whole = (size - skipped) & !(HUGE - 1);
        // SAFETY: the range is within the block, whose bytes nobody needs any more where they are given back. A kernel without huge pages
        // refuses those, which costs nothing but their speed.
        unsafe { libc::madvise(block.add(skipped).cast(), whole, advice) };
    }
}

/// Blocks of so many bytes have a huge page within them, wherever they begin.
const LARGE: usize = 4 << 20;
/// Of x86-64, and of arm64 with small pages of 4 KiB; where they are larger, this much is refused or rounded.
const HUGE: usize = 2 << 20;
