//! mimalloc, told when to give back what is free.

#[cfg(target_os = "linux")]
mod huge;

#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: huge::Allocator = huge::Allocator;
#[cfg(not(target_os = "linux"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Takes back this thread's blocks that others freed, as each input and each result is: without it every job of a stream has memory of
/// its own until 32 MiB of it were touched. `all`: what is free goes back to the system too, which a job that took long does not feel.
pub fn collect(all: bool) {
    // SAFETY: it takes no pointer, and touches the heap of the calling thread alone.
    unsafe { libmimalloc_sys::mi_collect(all) }
}
