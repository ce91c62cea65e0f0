//! One kernel compiled for several instruction sets: the same code, so the same numbers. Rust joins no multiplication and addition
//! and reorders no floats, so AVX2 changes how many samples are worked on at once and nothing else.

/// A function that runs with AVX2 where the processor has it: the addon's own code is for every x86-64, as WebAssembly's is for all of its
/// 128 bits. Generics stand in brackets, then their names; what the body calls for each sample should be `#[inline(always)]`.
macro_rules! widest {
    (
        $(#[$meta:meta])*
        $vis:vis fn $name:ident [$($generics:tt)*] [$($given:ident),*] ($($arg:ident: $ty:ty),* $(,)?) $(-> $out:ty)? $body:block
    ) => {
        $(#[$meta])*
        $vis fn $name<$($generics)*>($($arg: $ty),*) $(-> $out)? {
            #[inline(always)]
            fn plain<$($generics)*>($($arg: $ty),*) $(-> $out)? $body

            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn avx2<$($generics)*>($($arg: $ty),*) $(-> $out)? {
                    plain::<$($given),*>($($arg),*)
                }
                if $crate::ops::widest::has_avx2() {
                    // SAFETY: the processor has AVX2, as was just asked.
                    return unsafe { avx2::<$($given),*>($($arg),*) };
                }
            }
            plain::<$($given),*>($($arg),*)
        }
    };
}

pub(crate) use widest;

/// Whether the processor has AVX2.
#[cfg(target_arch = "x86_64")]
pub fn has_avx2() -> bool {
    #[cfg(test)]
    if testing::PLAIN.get() {
        return false;
    }
    std::arch::is_x86_feature_detected!("avx2")
}

#[cfg(test)]
pub mod testing {
    use std::cell::Cell;

    thread_local! {
        pub static PLAIN: Cell<bool> = const { Cell::new(false) };
    }

    /// What `work` gives with the instructions that every processor has; then it is what the widest give.
    pub fn alike<T: PartialEq + std::fmt::Debug>(work: impl Fn() -> T) -> T {
        PLAIN.set(true);
        let plain = work();
        PLAIN.set(false);
        assert_eq!(work(), plain);
        plain
    }
}
