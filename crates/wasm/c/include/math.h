/**
 * The part of C's mathematics that our C libraries use (C11 7.12).
 * What IEEE 754 defines to the last bit is an instruction of WebAssembly, or made of some; the rest is in
 * crates/core/c/pixmill_names.h.
 */
#ifndef PIXMILL_MATH_H
#define PIXMILL_MATH_H

typedef float float_t;
typedef double double_t;

#define HUGE_VAL __builtin_huge_val()
#define INFINITY __builtin_inff()
#define NAN __builtin_nanf("")
#define M_PI 3.14159265358979323846
#define M_LN2 0.69314718055994530942

#define isnan(x) __builtin_isnan(x)
#define isinf(x) __builtin_isinf(x)
#define fabs(x) __builtin_fabs(x)
#define fabsf(x) __builtin_fabsf(x)
#define sqrt(x) __builtin_sqrt(x)
#define sqrtf(x) __builtin_sqrtf(x)
#define floor(x) __builtin_floor(x)
#define floorf(x) __builtin_floorf(x)
#define ceil(x) __builtin_ceil(x)
#define ceilf(x) __builtin_ceilf(x)
#define trunc(x) __builtin_trunc(x)
#define truncf(x) __builtin_truncf(x)
/* To even, as the default rounding mode is. */
#define rint(x) __builtin_rint(x)
#define rintf(x) __builtin_rintf(x)
#define lrint(x) ((long)__builtin_rint(x))
#define lrintf(x) ((long)__builtin_rintf(x))

/** Halves go away from zero. */
static inline double round(double x) {
  double whole = trunc(x);
  return fabs(x - whole) < 0.5 ? __builtin_copysign(whole, x) : whole + __builtin_copysign(1.0, x);
}

static inline float roundf(float x) {
  float whole = truncf(x);
  return fabsf(x - whole) < 0.5f ? __builtin_copysignf(whole, x) : whole + __builtin_copysignf(1.0f, x);
}

static inline double fmax(double a, double b) { return a > b || b != b ? a : b; }
static inline double fmin(double a, double b) { return a < b || b != b ? a : b; }

#endif
