//! What C codecs call beyond memory, once for every backend, so that they write the same bytes on each: the mathematics
//! whose last bit differs between C libraries, and sorting, whose order of equals does. `crates/core/c/pixmill_names.h`
//! gives C these names.

use std::ffi::{c_int, c_void};
use std::ptr;

macro_rules! mathematics {
    ($($name:ident = $function:path, ($($argument:ident),+) $float:ty;)*) => {$(
        #[unsafe(no_mangle)]
        extern "C" fn $name($($argument: $float),+) -> $float {
            $function($($argument),+)
        }
    )*};
}

mathematics! {
    pixmill_exp = libm::exp, (x) f64;
    pixmill_log = libm::log, (x) f64;
    pixmill_log10 = libm::log10, (x) f64;
    pixmill_log1p = libm::log1p, (x) f64;
    pixmill_log2 = libm::log2, (x) f64;
    pixmill_pow = libm::pow, (x, y) f64;
    pixmill_sin = libm::sin, (x) f64;
    pixmill_cos = libm::cos, (x) f64;
    pixmill_tanh = libm::tanh, (x) f64;
    pixmill_expf = libm::expf, (x) f32;
    pixmill_logf = libm::logf, (x) f32;
    pixmill_log1pf = libm::log1pf, (x) f32;
    pixmill_powf = libm::powf, (x, y) f32;
}

type Compare = unsafe extern "C" fn(*const c_void, *const c_void) -> c_int;

/// C's qsort (C11 7.22.5.2) as a heap sort: in place, no allocation, and one order of equals everywhere.
#[unsafe(no_mangle)]
unsafe extern "C" fn pixmill_qsort(base: *mut c_void, count: usize, size: usize, compare: Compare) {
    let base = base.cast::<u8>();
    let sift = |mut root: usize, end: usize| {
        loop {
            let mut child = root * 2 + 1;
            if child >= end {
                return;
            }
            // SAFETY: every index is below `end` ≤ `count`, and C gives `count` elements of `size` bytes; elements
            // are swapped whole and `root` ≠ `child`.
            unsafe {
                let at = |index: usize| base.add(index * size);
                let less = |a: usize, b: usize| compare(at(a).cast(), at(b).cast()) < 0;
                if child + 1 < end && less(child, child + 1) {
                    child += 1;
                }
                if !less(root, child) {
                    return;
                }
                ptr::swap_nonoverlapping(at(root), at(child), size);
            }
            root = child;
        }
    };
    for root in (0..count / 2).rev() {
        sift(root, count);
    }
    for end in (1..count).rev() {
        // SAFETY: 0 < `end` < `count`.
        unsafe { ptr::swap_nonoverlapping(base, base.add(end * size), size) };
        sift(0, end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    unsafe extern "C" fn by_first(a: *const c_void, b: *const c_void) -> c_int {
        // SAFETY: the elements below are pairs of i32.
        unsafe { (*a.cast::<[i32; 2]>())[0].cmp(&(*b.cast::<[i32; 2]>())[0]) as c_int }
    }

    #[test]
    fn sorts_every_length_whole_elements_together() {
        for count in 0..200_usize {
            let mut pairs: Vec<[i32; 2]> = (0..count)
                .map(|i| (i as u32).wrapping_mul(2_654_435_761) as i32)
                .map(|key| [key, key ^ 7])
                .collect();
            let mut expected = pairs.clone();
            expected.sort_unstable();
            // SAFETY: the vector's own elements.
            unsafe { pixmill_qsort(pairs.as_mut_ptr().cast(), count, 8, by_first) };
            assert_eq!(pairs, expected);
        }
    }

    #[test]
    fn mathematics_is_the_crate_s_not_the_system_s() {
        assert_eq!(pixmill_pow(2.0, 0.5).to_bits(), libm::pow(2.0, 0.5).to_bits());
        assert_eq!(pixmill_log10(1000.0).to_bits(), libm::log10(1000.0).to_bits());
        assert_eq!(pixmill_logf(3.0).to_bits(), libm::logf(3.0).to_bits());
    }
}
