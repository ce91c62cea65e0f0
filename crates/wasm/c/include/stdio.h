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

/** Text alone: `%s` is filled in, any other conversion ends the text. libaom makes the name of an option by it. */
static inline int vsnprintf(char *buffer, size_t size, const char *format, va_list arguments) {
  size_t len = 0;
  while (*format != 0) {
    const char *part = format;
    const char *end = format + 1;
    if (*format == '%') {
      if (format[1] != 's') break;
      part = va_arg(arguments, const char *);
      end = part;
      while (*end != 0) end++;
      format++;
    }
    format++;
    for (; part < end; part++, len++) {
      if (len + 1 < size) buffer[len] = *part;
    }
  }
  if (size > 0) buffer[len < size ? len : size - 1] = 0;
  return (int)len;
}

static inline int snprintf(char *buffer, size_t size, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const int len = vsnprintf(buffer, size, format, arguments);
  va_end(arguments);
  return len;
}

#endif
