/** Blocks of memory and texts (C11 7.24): instructions of WebAssembly, functions of Rust's compiler_builtins, or short loops. */
#ifndef PIXMILL_STRING_H
#define PIXMILL_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *text);

static inline int strncmp(const char *a, const char *b, size_t size) {
  for (; size > 0; ++a, ++b, --size) {
    if (*a != *b) return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
    if (*a == 0) break;
  }
  return 0;
}

static inline int strcmp(const char *a, const char *b) { return strncmp(a, b, (size_t)-1); }

static inline char *strchr(const char *text, int wanted) {
  for (; *text != (char)wanted; ++text) {
    if (*text == 0) return NULL;
  }
  return (char *)text;
}

static inline char *strncpy(char *restrict to, const char *restrict from, size_t size) {
  size_t at = 0;
  for (; at < size && from[at] != 0; ++at) to[at] = from[at];
  for (; at < size; ++at) to[at] = 0;
  return to;
}

#endif
