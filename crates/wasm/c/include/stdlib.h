/**
 * Memory, giving up and numbers (C11 7.22): the functions are Rust's, in crates/wasm/src/libc.rs; sorting is in
 * crates/core/c/pixmill_names.h.
 */
#ifndef PIXMILL_STDLIB_H
#define PIXMILL_STDLIB_H

#include <stddef.h>

#define EXIT_FAILURE 1
#define EXIT_SUCCESS 0

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *block, size_t size);
void free(void *block);
_Noreturn void abort(void);
long strtol(const char *text, char **end, int base);
unsigned long strtoul(const char *text, char **end, int base);

#define abs(x) __builtin_abs(x)
#define labs(x) __builtin_labs(x)
#define llabs(x) __builtin_llabs(x)
#define exit(status) abort()
/* Grain and tests alone ask for it: no randomness. */
#define rand() 0

#endif
