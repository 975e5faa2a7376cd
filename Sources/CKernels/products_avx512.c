#include "CKernels.h"
#include "products_wide.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define VECTORS __attribute__((target("avx512f")))
#define INLINE VECTORS __attribute__((always_inline)) static inline
#define LANED(name) product_##name##_avx512

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
INLINE float horizontal(lane_vector v) { return _mm512_reduce_add_ps(v); }

/* The lanes of the vector that begins `left` elements before the end: all where 16 or more are left. */
INLINE lane_mask lanes_left(int64_t left) {
    return (lane_mask)(left <= 0 ? 0 : left >= 16 ? 0xFFFF : (1u << left) - 1);
}

#include "products_lanes.h"
#endif
