/** What code that prints, or reads files, needs to compile (C11 7.21): printing does nothing, files are not linked. */
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

FILE *fopen(const char *name, const char *mode);
int fclose(FILE *stream);
int fseek(FILE *stream, long offset, int whence);
long ftell(FILE *stream);
size_t fread(void *to, size_t size, size_t count, FILE *stream);
size_t fwrite(const void *from, size_t size, size_t count, FILE *stream);
int sscanf(const char *text, const char *format, ...);

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
