/** C's assert for code built for WebAssembly: off, as in every release build (C11 7.2). */
#undef assert
#define assert(condition) ((void)0)
#define static_assert _Static_assert
