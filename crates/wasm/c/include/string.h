/** Blocks of memory (C11 7.24): instructions of WebAssembly, or functions of Rust's compiler_builtins. */
#ifndef PIXMILL_STRING_H
#define PIXMILL_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);

#endif
