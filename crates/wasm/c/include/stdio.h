/** What code that prints, or reads files, needs to compile (C11 7.21); it does neither. */
#ifndef PIXMILL_STDIO_H
#define PIXMILL_STDIO_H

#include <stdarg.h>
#include <stddef.h>

#define EOF (-1)
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

typedef struct pixmill_file FILE;
#define stdin ((FILE *)0)
#define stdout ((FILE *)0)
#define stderr ((FILE *)0)

/* No file opens, so that nothing is read or written. */

static inline FILE *fopen(const char *name, const char *mode) {
  (void)name;
  (void)mode;
  return NULL;
}

static inline int fclose(FILE *stream) {
  (void)stream;
  return EOF;
}

static inline int feof(FILE *stream) {
  (void)stream;
  return 1;
}

static inline int fseek(FILE *stream, long offset, int whence) {
  (void)stream;
  (void)offset;
  (void)whence;
  return -1;
}

static inline long ftell(FILE *stream) {
  (void)stream;
  return -1;
}

static inline size_t fread(void *to, size_t size, size_t count, FILE *stream) {
  (void)to;
  (void)size;
  (void)count;
  (void)stream;
  return 0;
}

static inline size_t fwrite(const void *from, size_t size, size_t count, FILE *stream) {
  (void)from;
  (void)size;
  (void)count;
  (void)stream;
  return 0;
}

static inline int fputc(int character, FILE *stream) {
  (void)character;
  (void)stream;
  return EOF;
}

static inline int fscanf(FILE *stream, const char *format, ...) {
  (void)stream;
  (void)format;
  return EOF;
}

static inline int printf(const char *format, ...) {
  (void)format;
  return 0;
}

static inline int fprintf(FILE *stream, const char *format, ...) {
  (void)stream;
  (void)format;
  return 0;
}

static inline int fflush(FILE *stream) {
  (void)stream;
  return 0;
}

/** The empty text, whatever is to be printed. */
static inline int vsnprintf(char *buffer, size_t size, const char *format, va_list arguments) {
  (void)format;
  (void)arguments;
  if (size > 0) *buffer = 0;
  return 0;
}

static inline int snprintf(char *buffer, size_t size, const char *format, ...) {
  (void)format;
  if (size > 0) *buffer = 0;
  return 0;
}

#endif
