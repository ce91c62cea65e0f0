/**
 * The part of C's mathematics that our C libraries use (C11 7.12).
 * What IEEE 754 defines to the last bit is an instruction of WebAssembly; the rest is in crates/core/c/pixmill_names.h.
 */
#ifndef PIXMILL_MATH_H
#define PIXMILL_MATH_H

#define fabs(x) __builtin_fabs(x)
#define fabsf(x) __builtin_fabsf(x)
#define sqrt(x) __builtin_sqrt(x)
#define sqrtf(x) __builtin_sqrtf(x)
#define floor(x) __builtin_floor(x)
#define floorf(x) __builtin_floorf(x)
#define ceil(x) __builtin_ceil(x)
#define ceilf(x) __builtin_ceilf(x)

#endif
