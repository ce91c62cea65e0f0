/**
 * The SSE2 intrinsics that libwebp uses, as WebAssembly SIMD: the same result in every bit.
 * Names and meaning: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2.
 * `cargo xtask intrinsics` compares each with the real one.
 */
#ifndef PIXMILL_EMMINTRIN_H
#define PIXMILL_EMMINTRIN_H

#include <stdint.h>
#include <wasm_simd128.h>

typedef v128_t __m128i;

#define PIXMILL_SSE static inline __attribute__((always_inline))

#define _MM_SHUFFLE(d, c, b, a) (((d) << 6) | ((c) << 4) | ((b) << 2) | (a))

/* Two operands, one instruction, the same order. */
#define PIXMILL_PAIR(name, instruction) \
  PIXMILL_SSE __m128i name(__m128i a, __m128i b) { return instruction(a, b); }

PIXMILL_PAIR(_mm_add_epi8, wasm_i8x16_add)
PIXMILL_PAIR(_mm_add_epi16, wasm_i16x8_add)
PIXMILL_PAIR(_mm_add_epi32, wasm_i32x4_add)
PIXMILL_PAIR(_mm_add_epi64, wasm_i64x2_add)
PIXMILL_PAIR(_mm_adds_epi8, wasm_i8x16_add_sat)
PIXMILL_PAIR(_mm_adds_epi16, wasm_i16x8_add_sat)
PIXMILL_PAIR(_mm_adds_epu8, wasm_u8x16_add_sat)
PIXMILL_PAIR(_mm_adds_epu16, wasm_u16x8_add_sat)
PIXMILL_PAIR(_mm_sub_epi8, wasm_i8x16_sub)
PIXMILL_PAIR(_mm_sub_epi16, wasm_i16x8_sub)
PIXMILL_PAIR(_mm_sub_epi32, wasm_i32x4_sub)
PIXMILL_PAIR(_mm_sub_epi64, wasm_i64x2_sub)
PIXMILL_PAIR(_mm_subs_epi8, wasm_i8x16_sub_sat)
PIXMILL_PAIR(_mm_subs_epi16, wasm_i16x8_sub_sat)
PIXMILL_PAIR(_mm_subs_epu8, wasm_u8x16_sub_sat)
PIXMILL_PAIR(_mm_subs_epu16, wasm_u16x8_sub_sat)
PIXMILL_PAIR(_mm_avg_epu8, wasm_u8x16_avgr)
PIXMILL_PAIR(_mm_max_epi16, wasm_i16x8_max)
PIXMILL_PAIR(_mm_max_epu8, wasm_u8x16_max)
PIXMILL_PAIR(_mm_min_epi16, wasm_i16x8_min)
PIXMILL_PAIR(_mm_min_epu8, wasm_u8x16_min)
PIXMILL_PAIR(_mm_mullo_epi16, wasm_i16x8_mul)
PIXMILL_PAIR(_mm_madd_epi16, wasm_i32x4_dot_i16x8)
PIXMILL_PAIR(_mm_cmpeq_epi8, wasm_i8x16_eq)
PIXMILL_PAIR(_mm_cmpeq_epi16, wasm_i16x8_eq)
PIXMILL_PAIR(_mm_cmpeq_epi32, wasm_i32x4_eq)
PIXMILL_PAIR(_mm_cmpgt_epi8, wasm_i8x16_gt)
PIXMILL_PAIR(_mm_cmpgt_epi16, wasm_i16x8_gt)
PIXMILL_PAIR(_mm_cmpgt_epi32, wasm_i32x4_gt)
PIXMILL_PAIR(_mm_and_si128, wasm_v128_and)
PIXMILL_PAIR(_mm_or_si128, wasm_v128_or)
PIXMILL_PAIR(_mm_xor_si128, wasm_v128_xor)
PIXMILL_PAIR(_mm_packs_epi16, wasm_i8x16_narrow_i16x8)
PIXMILL_PAIR(_mm_packs_epi32, wasm_i16x8_narrow_i32x4)
PIXMILL_PAIR(_mm_packus_epi16, wasm_u8x16_narrow_i16x8)

/* SSE2 complements the first operand, WebAssembly the second. */
PIXMILL_SSE __m128i _mm_andnot_si128(__m128i a, __m128i b) { return wasm_v128_andnot(b, a); }

/* The upper halves of the eight products. */
PIXMILL_SSE __m128i _mm_mulhi_epi16(__m128i a, __m128i b) {
  const __m128i low = wasm_i32x4_extmul_low_i16x8(a, b);
  const __m128i high = wasm_i32x4_extmul_high_i16x8(a, b);
  return wasm_i16x8_shuffle(low, high, 1, 3, 5, 7, 9, 11, 13, 15);
}

PIXMILL_SSE __m128i _mm_mulhi_epu16(__m128i a, __m128i b) {
  const __m128i low = wasm_u32x4_extmul_low_u16x8(a, b);
  const __m128i high = wasm_u32x4_extmul_high_u16x8(a, b);
  return wasm_i16x8_shuffle(low, high, 1, 3, 5, 7, 9, 11, 13, 15);
}

/* The even lanes, widened to 64 bits. */
PIXMILL_SSE __m128i _mm_mul_epu32(__m128i a, __m128i b) {
  return wasm_u64x2_extmul_low_u32x4(wasm_i32x4_shuffle(a, a, 0, 2, 0, 2), wasm_i32x4_shuffle(b, b, 0, 2, 0, 2));
}

/* Differences without sign, summed over each half. */
PIXMILL_SSE __m128i _mm_sad_epu8(__m128i a, __m128i b) {
  const __m128i each = wasm_v128_or(wasm_u8x16_sub_sat(a, b), wasm_u8x16_sub_sat(b, a));
  const __m128i sums = wasm_u32x4_extadd_pairwise_u16x8(wasm_u16x8_extadd_pairwise_u8x16(each));
  const __m128i both = wasm_i64x2_add(sums, wasm_u64x2_shr(sums, 32));
  return wasm_v128_and(both, wasm_i64x2_const(0xffffffffLL, 0xffffffffLL));
}

PIXMILL_SSE int _mm_movemask_epi8(__m128i a) { return (int)wasm_i8x16_bitmask(a); }

/* Interleaving. */
PIXMILL_SSE __m128i _mm_unpacklo_epi8(__m128i a, __m128i b) {
  return wasm_i8x16_shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

PIXMILL_SSE __m128i _mm_unpackhi_epi8(__m128i a, __m128i b) {
  return wasm_i8x16_shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

PIXMILL_SSE __m128i _mm_unpacklo_epi16(__m128i a, __m128i b) {
  return wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

PIXMILL_SSE __m128i _mm_unpackhi_epi16(__m128i a, __m128i b) {
  return wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

PIXMILL_SSE __m128i _mm_unpacklo_epi32(__m128i a, __m128i b) { return wasm_i32x4_shuffle(a, b, 0, 4, 1, 5); }
PIXMILL_SSE __m128i _mm_unpackhi_epi32(__m128i a, __m128i b) { return wasm_i32x4_shuffle(a, b, 2, 6, 3, 7); }
PIXMILL_SSE __m128i _mm_unpacklo_epi64(__m128i a, __m128i b) { return wasm_i64x2_shuffle(a, b, 0, 2); }
PIXMILL_SSE __m128i _mm_unpackhi_epi64(__m128i a, __m128i b) { return wasm_i64x2_shuffle(a, b, 1, 3); }

/* Shifts: SSE2 shifts everything out past the lane's width, WebAssembly takes the count modulo the width. */
PIXMILL_SSE __m128i _mm_slli_epi16(__m128i a, int count) {
  return (unsigned)count > 15 ? wasm_i64x2_const(0, 0) : wasm_i16x8_shl(a, (uint32_t)count);
}

PIXMILL_SSE __m128i _mm_slli_epi64(__m128i a, int count) {
  return (unsigned)count > 63 ? wasm_i64x2_const(0, 0) : wasm_i64x2_shl(a, (uint32_t)count);
}

PIXMILL_SSE __m128i _mm_srli_epi16(__m128i a, int count) {
  return (unsigned)count > 15 ? wasm_i64x2_const(0, 0) : wasm_u16x8_shr(a, (uint32_t)count);
}

PIXMILL_SSE __m128i _mm_srli_epi32(__m128i a, int count) {
  return (unsigned)count > 31 ? wasm_i64x2_const(0, 0) : wasm_u32x4_shr(a, (uint32_t)count);
}

PIXMILL_SSE __m128i _mm_srli_epi64(__m128i a, int count) {
  return (unsigned)count > 63 ? wasm_i64x2_const(0, 0) : wasm_u64x2_shr(a, (uint32_t)count);
}

PIXMILL_SSE __m128i _mm_srai_epi16(__m128i a, int count) {
  return wasm_i16x8_shr(a, (unsigned)count > 15 ? 15u : (uint32_t)count);
}

PIXMILL_SSE __m128i _mm_srai_epi32(__m128i a, int count) {
  return wasm_i32x4_shr(a, (unsigned)count > 31 ? 31u : (uint32_t)count);
}

/* Macros from here where a constant selects lanes. Whole-register shifts count bytes, 0 to 15. */
#define _mm_slli_si128(a, n)                                                                                  \
  wasm_i8x16_shuffle(wasm_i64x2_const(0, 0), (a), 16 - (n), 17 - (n), 18 - (n), 19 - (n), 20 - (n), 21 - (n), \
                     22 - (n), 23 - (n), 24 - (n), 25 - (n), 26 - (n), 27 - (n), 28 - (n), 29 - (n), 30 - (n), \
                     31 - (n))

#define _mm_srli_si128(a, n)                                                                               \
  wasm_i8x16_shuffle((a), wasm_i64x2_const(0, 0), (n), (n) + 1, (n) + 2, (n) + 3, (n) + 4, (n) + 5, (n) + 6, \
                     (n) + 7, (n) + 8, (n) + 9, (n) + 10, (n) + 11, (n) + 12, (n) + 13, (n) + 14, (n) + 15)

#define _mm_shuffle_epi32(a, order)                                                               \
  __extension__({                                                                                 \
    const __m128i pixmill_a = (a);                                                                \
    wasm_i32x4_shuffle(pixmill_a, pixmill_a, (order) & 3, ((order) >> 2) & 3, ((order) >> 4) & 3, \
                       ((order) >> 6) & 3);                                                       \
  })

#define _mm_shufflelo_epi16(a, order)                                                             \
  __extension__({                                                                                 \
    const __m128i pixmill_a = (a);                                                                \
    wasm_i16x8_shuffle(pixmill_a, pixmill_a, (order) & 3, ((order) >> 2) & 3, ((order) >> 4) & 3, \
                       ((order) >> 6) & 3, 4, 5, 6, 7);                                           \
  })

#define _mm_shufflehi_epi16(a, order)                                                                   \
  __extension__({                                                                                       \
    const __m128i pixmill_a = (a);                                                                      \
    wasm_i16x8_shuffle(pixmill_a, pixmill_a, 0, 1, 2, 3, 4 + ((order) & 3), 4 + (((order) >> 2) & 3),   \
                       4 + (((order) >> 4) & 3), 4 + (((order) >> 6) & 3));                             \
  })

#define _mm_insert_epi16(a, value, lane) wasm_i16x8_replace_lane((a), (lane), (int16_t)(value))

/* Constants; `set` names the highest lane first. */
PIXMILL_SSE __m128i _mm_setzero_si128(void) { return wasm_i64x2_const(0, 0); }
PIXMILL_SSE __m128i _mm_set1_epi8(char a) { return wasm_i8x16_splat((int8_t)a); }
PIXMILL_SSE __m128i _mm_set1_epi16(short a) { return wasm_i16x8_splat(a); }
PIXMILL_SSE __m128i _mm_set1_epi32(int a) { return wasm_i32x4_splat(a); }

PIXMILL_SSE __m128i _mm_set_epi8(char p, char o, char n, char m, char l, char k, char j, char i, char h, char g,
                                 char f, char e, char d, char c, char b, char a) {
  return wasm_i8x16_make(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
}

PIXMILL_SSE __m128i _mm_set_epi16(short h, short g, short f, short e, short d, short c, short b, short a) {
  return wasm_i16x8_make(a, b, c, d, e, f, g, h);
}

PIXMILL_SSE __m128i _mm_set_epi32(int d, int c, int b, int a) { return wasm_i32x4_make(a, b, c, d); }

/* Memory and scalars. */
PIXMILL_SSE __m128i _mm_load_si128(const __m128i *from) { return wasm_v128_load(from); }
PIXMILL_SSE __m128i _mm_loadu_si128(const __m128i *from) { return wasm_v128_load(from); }
PIXMILL_SSE __m128i _mm_loadl_epi64(const __m128i *from) { return wasm_v128_load64_zero(from); }
PIXMILL_SSE void _mm_store_si128(__m128i *to, __m128i a) { wasm_v128_store(to, a); }
PIXMILL_SSE void _mm_storeu_si128(__m128i *to, __m128i a) { wasm_v128_store(to, a); }
PIXMILL_SSE void _mm_storel_epi64(__m128i *to, __m128i a) { wasm_v128_store64_lane(to, a, 0); }
PIXMILL_SSE int _mm_cvtsi128_si32(__m128i a) { return wasm_i32x4_extract_lane(a, 0); }
PIXMILL_SSE __m128i _mm_cvtsi32_si128(int a) { return wasm_i32x4_make(a, 0, 0, 0); }

/* Only the bytes whose mask has its highest bit set are written. */
PIXMILL_SSE void _mm_maskmoveu_si128(__m128i a, __m128i mask, char *to) {
  char bytes[16];
  const unsigned bits = wasm_i8x16_bitmask(mask);
  int i;
  wasm_v128_store(bytes, a);
  for (i = 0; i < 16; ++i) {
    if (bits >> i & 1) to[i] = bytes[i];
  }
}

#endif
