/** Declarations that printing code needs to compile (C11 7.21); nothing of it is linked. */
#ifndef PIXMILL_STDIO_H
#define PIXMILL_STDIO_H

#include <stddef.h>

typedef struct pixmill_file FILE;
extern FILE *const stderr;

int fprintf(FILE *stream, const char *format, ...);
int snprintf(char *buffer, size_t size, const char *format, ...);

#endif
