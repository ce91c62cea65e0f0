/** Memory and giving up (C11 7.22): the functions are Rust's, in crates/wasm/src/libc.rs; sorting is in crates/core/c/pixmill_names.h. */
#ifndef PIXMILL_STDLIB_H
#define PIXMILL_STDLIB_H

#include <stddef.h>

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *block, size_t size);
void free(void *block);
_Noreturn void abort(void);

#define abs(x) __builtin_abs(x)

#endif
