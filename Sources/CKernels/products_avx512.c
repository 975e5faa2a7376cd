#include "CKernels.h"
#include "products_wide.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define VECTORS __attribute__((target("avx512f,avx2,fma")))
#define INLINE VECTORS __attribute__((always_inline)) static inline
#define LANED(name) product_##name##_avx512

#define MOST_COMBINED 12
#define MOST_INNER 4
#define MOST_DESCENDED 3
#define DESCENT_VECTORS 8

enum { LANES = 16 };
typedef __m512 lane_vector;
typedef __mmask16 lane_mask;

INLINE lane_vector zeros(void) { return _mm512_setzero_ps(); }
INLINE lane_vector all_lanes(float value) { return _mm512_set1_ps(value); }
INLINE lane_vector broadcast(const float *from) { return _mm512_set1_ps(*from); }
INLINE lane_vector load(const float *from) { return _mm512_loadu_ps(from); }
INLINE void store(float *to, lane_vector v) { _mm512_storeu_ps(to, v); }
INLINE lane_vector load_some(const float *from, lane_mask keep) { return _mm512_maskz_loadu_ps(keep, from); }
INLINE void store_some(float *to, lane_mask keep, lane_vector v) { _mm512_mask_storeu_ps(to, keep, v); }
INLINE lane_vector sum_of(lane_vector a, lane_vector b) { return _mm512_add_ps(a, b); }
INLINE lane_vector product_of(lane_vector a, lane_vector b) { return _mm512_mul_ps(a, b); }
INLINE lane_vector larger(lane_vector a, lane_vector b) { return _mm512_max_ps(a, b); }
INLINE lane_vector multiply_add(lane_vector a, lane_vector b, lane_vector c) { return _mm512_fmadd_ps(a, b, c); }
INLINE lane_vector multiply_subtract(lane_vector a, lane_vector b, lane_vector c) { return _mm512_fnmadd_ps(a, b, c); }

/* The sum of each of four vectors' lanes, in an order that does not depend on the other three. */
INLINE void horizontal(const lane_vector v[4], float sums[4]) {
    __m256 halves[4];
    for (int i = 0; i < 4; ++i)
        halves[i] = _mm256_add_ps(_mm512_castps512_ps256(v[i]),
                                  _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(v[i]), 1)));
    __m256 pairs = _mm256_hadd_ps(_mm256_hadd_ps(halves[0], halves[1]), _mm256_hadd_ps(halves[2], halves[3]));
    _mm_storeu_ps(sums, _mm_add_ps(_mm256_castps256_ps128(pairs), _mm256_extractf128_ps(pairs, 1)));
}

INLINE void transpose_square(lane_vector rows[16]) {
    lane_vector parts[16];
    for (int i = 0; i < 16; i += 2) {
        parts[i] = _mm512_unpacklo_ps(rows[i], rows[i + 1]);
        parts[i + 1] = _mm512_unpackhi_ps(rows[i], rows[i + 1]);
    }
    for (int i = 0; i < 16; i += 4) {
        for (int j = 0; j < 2; ++j) {
            __m512d first = _mm512_castps_pd(parts[i + j]), second = _mm512_castps_pd(parts[i + j + 2]);
            rows[i + 2 * j] = _mm512_castpd_ps(_mm512_unpacklo_pd(first, second));
            rows[i + 2 * j + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(first, second));
        }
    }
    /* Row i of each group of four now holds the columns i, i + 4, i + 8, i + 12 of its group's rows. */
    for (int i = 0; i < 4; ++i) {
        lane_vector low = _mm512_shuffle_f32x4(rows[i], rows[i + 4], 0x44);
        lane_vector high = _mm512_shuffle_f32x4(rows[i], rows[i + 4], 0xEE);
        lane_vector low_after = _mm512_shuffle_f32x4(rows[i + 8], rows[i + 12], 0x44);
        lane_vector high_after = _mm512_shuffle_f32x4(rows[i + 8], rows[i + 12], 0xEE);
        parts[i] = _mm512_shuffle_f32x4(low, low_after, 0x88);
        parts[i + 4] = _mm512_shuffle_f32x4(low, low_after, 0xDD);
        parts[i + 8] = _mm512_shuffle_f32x4(high, high_after, 0x88);
        parts[i + 12] = _mm512_shuffle_f32x4(high, high_after, 0xDD);
    }
    for (int i = 0; i < 16; ++i) rows[i] = parts[i];
}

/* The lanes of the vector that begins `left` elements before the end: all where 16 or more are left. */
INLINE lane_mask lanes_left(int64_t left) {
    return (lane_mask)(left <= 0 ? 0 : left >= 16 ? 0xFFFF : (1u << left) - 1);
}

#include "products_lanes.h"
#endif
