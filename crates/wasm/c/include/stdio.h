/** What printing code needs to compile (C11 7.21); nothing is printed, and no text is made. */
#ifndef PIXMILL_STDIO_H
#define PIXMILL_STDIO_H

#include <stddef.h>

typedef struct pixmill_file FILE;
static FILE *const stderr = NULL;

static inline int fprintf(FILE *stream, const char *format, ...) {
  (void)stream;
  (void)format;
  return 0;
}

static inline int snprintf(char *buffer, size_t size, const char *format, ...) {
  (void)format;
  if (size > 0) buffer[0] = '\0';
  return 0;
}

#endif
