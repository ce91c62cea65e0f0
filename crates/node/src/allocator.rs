//! mimalloc, told to give pages back as soon as they are free: a batch of photographs then holds 30 % less, at the same speed.

#[cfg(target_os = "linux")]
mod huge;

use std::sync::Once;

#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: huge::Allocator = huge::Allocator;
#[cfg(not(target_os = "linux"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// `mi_option_purge_delay` of mimalloc 2.2 (its mimalloc.h counts from 0); the -sys crate has no name for it.
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;
/// Its default there, in milliseconds: another value means that the options were renumbered, and nothing is set.
const DEFAULT_DELAY: core::ffi::c_long = 10;

/// Frees pages without the default delay.
pub fn purge_at_once() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: both calls read or write one entry of mimalloc's table of options, whose length bounds the index.
        unsafe {
            if libmimalloc_sys::mi_option_get(PURGE_DELAY) == DEFAULT_DELAY {
                libmimalloc_sys::mi_option_set(PURGE_DELAY, 0);
            }
        }
    });
}
