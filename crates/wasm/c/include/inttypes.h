/** C's integer types and their formats (C11 7.8). */
#ifndef PIXMILL_INTTYPES_H
#define PIXMILL_INTTYPES_H

#include <stdint.h>

#define PRId32 "d"
#define PRIu32 "u"
#define PRIx32 "x"
#define PRId64 "lld"
#define PRIu64 "llu"
#define PRIx64 "llx"

#endif
