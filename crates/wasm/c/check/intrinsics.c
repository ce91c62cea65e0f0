/**
 * Each intrinsic of ../sse/emmintrin.h over the same operands, as one hash a name. `cargo xtask intrinsics` builds it
 * twice, with the machine's own header and with ours for WebAssembly, and compares.
 */
#include <emmintrin.h>
#include <stdint.h>

static uint64_t hash;

/* FNV-1a. */
static void emit_bytes(const void *from, int count) {
  const unsigned char *bytes = from;
  int i;
  for (i = 0; i < count; ++i) hash = (hash ^ bytes[i]) * 0x100000001b3u;
}

static void emit(__m128i a) {
  unsigned char bytes[16];
  _mm_storeu_si128((__m128i *)bytes, a);
  emit_bytes(bytes, 16);
}

static void emit_int(int a) { emit_bytes(&a, 4); }

/* Past every lane's width too. */
#define COUNTS(call)                                                                      \
  static const int counts[] = {0, 1, 2, 5, 7, 8, 13, 15, 16, 17, 31, 32, 33, 63, 64, 65}; \
  unsigned i;                                                                             \
  for (i = 0; i < sizeof(counts) / sizeof(counts[0]); ++i) emit(call(a, counts[i]))

#define BYTES(call)                                                           \
  emit(call(a, 0)), emit(call(a, 1)), emit(call(a, 2)), emit(call(a, 3)),     \
      emit(call(a, 4)), emit(call(a, 5)), emit(call(a, 6)), emit(call(a, 7)), \
      emit(call(a, 8)), emit(call(a, 9)), emit(call(a, 10)), emit(call(a, 11)), emit(call(a, 12)), \
      emit(call(a, 13)), emit(call(a, 14)), emit(call(a, 15))

#define ORDERS(call)                                                                                               \
  emit(call(a, _MM_SHUFFLE(0, 1, 2, 3))), emit(call(a, _MM_SHUFFLE(3, 2, 1, 0))), emit(call(b, _MM_SHUFFLE(1, 0, 3, 2))), \
      emit(call(a, _MM_SHUFFLE(2, 3, 0, 1))), emit(call(b, _MM_SHUFFLE(0, 0, 3, 1))), emit(call(a, 0xff))

#define PAIR(X, name) X(name, emit(name(a, b)))

#define CASES(X)                                                                                   \
  PAIR(X, _mm_add_epi8)                                                                            \
  PAIR(X, _mm_add_epi16)                                                                           \
  PAIR(X, _mm_add_epi32)                                                                           \
  PAIR(X, _mm_add_epi64)                                                                           \
  PAIR(X, _mm_adds_epi8)                                                                           \
  PAIR(X, _mm_adds_epi16)                                                                          \
  PAIR(X, _mm_adds_epu8)                                                                           \
  PAIR(X, _mm_adds_epu16)                                                                          \
  PAIR(X, _mm_sub_epi8)                                                                            \
  PAIR(X, _mm_sub_epi16)                                                                           \
  PAIR(X, _mm_sub_epi32)                                                                           \
  PAIR(X, _mm_sub_epi64)                                                                           \
  PAIR(X, _mm_subs_epi8)                                                                           \
  PAIR(X, _mm_subs_epi16)                                                                          \
  PAIR(X, _mm_subs_epu8)                                                                           \
  PAIR(X, _mm_subs_epu16)                                                                          \
  PAIR(X, _mm_avg_epu8)                                                                            \
  PAIR(X, _mm_max_epi16)                                                                           \
  PAIR(X, _mm_max_epu8)                                                                            \
  PAIR(X, _mm_min_epi16)                                                                           \
  PAIR(X, _mm_min_epu8)                                                                            \
  PAIR(X, _mm_mullo_epi16)                                                                         \
  PAIR(X, _mm_mulhi_epi16)                                                                         \
  PAIR(X, _mm_mulhi_epu16)                                                                         \
  PAIR(X, _mm_mul_epu32)                                                                           \
  PAIR(X, _mm_madd_epi16)                                                                          \
  PAIR(X, _mm_sad_epu8)                                                                            \
  PAIR(X, _mm_cmpeq_epi8)                                                                          \
  PAIR(X, _mm_cmpeq_epi16)                                                                         \
  PAIR(X, _mm_cmpeq_epi32)                                                                         \
  PAIR(X, _mm_cmpgt_epi8)                                                                          \
  PAIR(X, _mm_cmpgt_epi16)                                                                         \
  PAIR(X, _mm_cmpgt_epi32)                                                                         \
  PAIR(X, _mm_and_si128)                                                                           \
  PAIR(X, _mm_andnot_si128)                                                                        \
  PAIR(X, _mm_or_si128)                                                                            \
  PAIR(X, _mm_xor_si128)                                                                           \
  PAIR(X, _mm_packs_epi16)                                                                         \
  PAIR(X, _mm_packs_epi32)                                                                         \
  PAIR(X, _mm_packus_epi16)                                                                        \
  PAIR(X, _mm_unpacklo_epi8)                                                                       \
  PAIR(X, _mm_unpackhi_epi8)                                                                       \
  PAIR(X, _mm_unpacklo_epi16)                                                                      \
  PAIR(X, _mm_unpackhi_epi16)                                                                      \
  PAIR(X, _mm_unpacklo_epi32)                                                                      \
  PAIR(X, _mm_unpackhi_epi32)                                                                      \
  PAIR(X, _mm_unpacklo_epi64)                                                                      \
  PAIR(X, _mm_unpackhi_epi64)                                                                      \
  X(_mm_slli_epi16, COUNTS(_mm_slli_epi16))                                                        \
  X(_mm_slli_epi64, COUNTS(_mm_slli_epi64))                                                        \
  X(_mm_srli_epi16, COUNTS(_mm_srli_epi16))                                                        \
  X(_mm_srli_epi32, COUNTS(_mm_srli_epi32))                                                        \
  X(_mm_srli_epi64, COUNTS(_mm_srli_epi64))                                                        \
  X(_mm_srai_epi16, COUNTS(_mm_srai_epi16))                                                        \
  X(_mm_srai_epi32, COUNTS(_mm_srai_epi32))                                                        \
  X(_mm_slli_si128, BYTES(_mm_slli_si128))                                                         \
  X(_mm_srli_si128, BYTES(_mm_srli_si128))                                                         \
  X(_mm_shuffle_epi32, ORDERS(_mm_shuffle_epi32))                                                  \
  X(_mm_shufflelo_epi16, ORDERS(_mm_shufflelo_epi16))                                              \
  X(_mm_shufflehi_epi16, ORDERS(_mm_shufflehi_epi16))                                              \
  X(_mm_insert_epi16, emit(_mm_insert_epi16(a, _mm_cvtsi128_si32(b), 0));                          \
    emit(_mm_insert_epi16(a, _mm_cvtsi128_si32(b), 5)); emit(_mm_insert_epi16(b, 0x1ffff, 7)))     \
  X(_mm_movemask_epi8, emit_int(_mm_movemask_epi8(a)))                                             \
  X(_mm_cvtsi128_si32, emit_int(_mm_cvtsi128_si32(a)))                                             \
  X(_mm_cvtsi32_si128, emit(_mm_cvtsi32_si128(_mm_cvtsi128_si32(a))))                              \
  X(_mm_setzero_si128, emit(_mm_setzero_si128()))                                                  \
  X(_mm_set1_epi8, emit(_mm_set1_epi8((char)_mm_cvtsi128_si32(a))))                                \
  X(_mm_set1_epi16, emit(_mm_set1_epi16((short)_mm_cvtsi128_si32(a))))                             \
  X(_mm_set1_epi32, emit(_mm_set1_epi32(_mm_cvtsi128_si32(a))))                                    \
  X(_mm_set_epi8, emit(_mm_set_epi8(-128, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,           \
                                    (char)_mm_cvtsi128_si32(a))))                                  \
  X(_mm_set_epi16, emit(_mm_set_epi16(-32768, 1, 2, 3, 4, 5, 6, (short)_mm_cvtsi128_si32(a))))     \
  X(_mm_set_epi32, emit(_mm_set_epi32(-1, 1, 2, _mm_cvtsi128_si32(a))))                            \
  X(_mm_load_si128, emit(_mm_load_si128(&a)))                                                      \
  X(_mm_loadu_si128, unsigned char bytes[17]; _mm_storeu_si128((__m128i *)bytes, a); bytes[16] = 9; \
    emit(_mm_loadu_si128((const __m128i *)(bytes + 1))))                                           \
  X(_mm_loadl_epi64, emit(_mm_loadl_epi64(&a)))                                                    \
  X(_mm_store_si128, __m128i to; _mm_store_si128(&to, a); emit_bytes(&to, 16))                     \
  X(_mm_storeu_si128, unsigned char to[17] = {3}; _mm_storeu_si128((__m128i *)(to + 1), a); emit_bytes(to, 17)) \
  X(_mm_storel_epi64, __m128i to = b; _mm_storel_epi64(&to, a); emit(to))                          \
  X(_mm_maskmoveu_si128, char to[16] = {1, 2, 3}; _mm_maskmoveu_si128(a, b, to); emit_bytes(to, 16))

#define FUNCTION(name, ...) \
  static void test##name(__m128i a, __m128i b) { (void)b; __VA_ARGS__; }
CASES(FUNCTION)

struct row {
  const char *name;
  void (*test)(__m128i a, __m128i b);
};

#define ROW(name, ...) {#name, test##name},
static const struct row rows[] = {CASES(ROW)};

int count(void) { return sizeof(rows) / sizeof(rows[0]); }

const char *name(int index) { return rows[index].name; }

/* Noise, with the values at which lanes saturate or change sign mixed in. */
static __m128i operand(uint32_t *seed) {
  static const unsigned char edges[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
  unsigned char bytes[16];
  int i;
  for (i = 0; i < 16; ++i) {
    *seed = *seed * 1664525u + 1013904223u;
    bytes[i] = *seed >> 30 ? (unsigned char)(*seed >> 16) : edges[(*seed >> 16) % 5];
  }
  return _mm_loadu_si128((const __m128i *)bytes);
}

uint64_t result(int index) {
  uint32_t seed = 1;
  int i;
  hash = 0xcbf29ce484222325u;
  for (i = 0; i < 4096; ++i) {
    const __m128i a = operand(&seed);
    const __m128i b = i % 8 == 0 ? a : operand(&seed);
    rows[index].test(a, b);
  }
  return hash;
}

#ifndef __wasm__
#include <stdio.h>

int main(void) {
  int i;
  for (i = 0; i < count(); ++i) printf("%s %016llx\n", name(i), (unsigned long long)result(i));
  return 0;
}
#endif
