/** C's integer types (C11 7.8); nothing here prints, so no format macros. */
#ifndef PIXMILL_INTTYPES_H
#define PIXMILL_INTTYPES_H

#include <stdint.h>

#endif
