#include "CKernels.h"
#include "products_wide.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define VECTORS __attribute__((target("avx2,fma")))
#define INLINE VECTORS __attribute__((always_inline)) static inline
#define LANED(name) product_##name##_avx2

#define MOST_COMBINED 6
#define MOST_INNER 3
#define MOST_DESCENDED 3
#define DESCENT_VECTORS 4

enum { LANES = 8 };
typedef __m256 lane_vector;
typedef __m256i lane_mask;

INLINE lane_vector zeros(void) { return _mm256_setzero_ps(); }
INLINE lane_vector all_lanes(float value) { return _mm256_set1_ps(value); }
INLINE lane_vector broadcast(const float *from) { return _mm256_broadcast_ss(from); }
INLINE lane_vector load(const float *from) { return _mm256_loadu_ps(from); }
INLINE void store(float *to, lane_vector v) { _mm256_storeu_ps(to, v); }
INLINE lane_vector load_some(const float *from, lane_mask keep) { return _mm256_maskload_ps(from, keep); }
INLINE void store_some(float *to, lane_mask keep, lane_vector v) { _mm256_maskstore_ps(to, keep, v); }
INLINE lane_vector sum_of(lane_vector a, lane_vector b) { return _mm256_add_ps(a, b); }
INLINE lane_vector product_of(lane_vector a, lane_vector b) { return _mm256_mul_ps(a, b); }
INLINE lane_vector larger(lane_vector a, lane_vector b) { return _mm256_max_ps(a, b); }
INLINE lane_vector multiply_add(lane_vector a, lane_vector b, lane_vector c) { return _mm256_fmadd_ps(a, b, c); }
INLINE lane_vector multiply_subtract(lane_vector a, lane_vector b, lane_vector c) { return _mm256_fnmadd_ps(a, b, c); }

/* The lanes of the vector that begins `left` elements before the end: all where 8 or more are left. */
INLINE lane_mask lanes_left(int64_t left) {
    static const int32_t table[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};
    int64_t count = left < 0 ? 0 : left > 8 ? 8 : left;
    return _mm256_loadu_si256((const __m256i *)(table + 8 - count));
}

/* The sum of each of four vectors' lanes, in an order that does not depend on the other three. */
INLINE void horizontal(const lane_vector v[4], float sums[4]) {
    __m256 pairs = _mm256_hadd_ps(_mm256_hadd_ps(v[0], v[1]), _mm256_hadd_ps(v[2], v[3]));
    _mm_storeu_ps(sums, _mm_add_ps(_mm256_castps256_ps128(pairs), _mm256_extractf128_ps(pairs, 1)));
}

INLINE void transpose_square(lane_vector rows[8]) {
    lane_vector parts[8];
    for (int i = 0; i < 8; i += 2) {
        parts[i] = _mm256_unpacklo_ps(rows[i], rows[i + 1]);
        parts[i + 1] = _mm256_unpackhi_ps(rows[i], rows[i + 1]);
    }
    for (int i = 0; i < 8; i += 4) {
        for (int j = 0; j < 2; ++j) {
            __m256d first = _mm256_castps_pd(parts[i + j]), second = _mm256_castps_pd(parts[i + j + 2]);
            rows[i + 2 * j] = _mm256_castpd_ps(_mm256_unpacklo_pd(first, second));
            rows[i + 2 * j + 1] = _mm256_castpd_ps(_mm256_unpackhi_pd(first, second));
        }
    }
    /* Row i of each group of four now holds the columns i and i + 4 of its group's rows. */
    for (int i = 0; i < 4; ++i) {
        parts[i] = _mm256_permute2f128_ps(rows[i], rows[i + 4], 0x20);
        parts[i + 4] = _mm256_permute2f128_ps(rows[i], rows[i + 4], 0x31);
    }
    for (int i = 0; i < 8; ++i) rows[i] = parts[i];
}

#include "products_lanes.h"

/* ---- dot ---- */

VECTORS double product_dot_avx2(int64_t count, const float *left, const float *right) {
    __m256d sums[4];
    for (int i = 0; i < 4; ++i) sums[i] = _mm256_setzero_pd();
    int64_t index = 0;
    for (; index + 16 <= count; index += 16) {
        for (int i = 0; i < 4; ++i) {
            __m256d a = _mm256_cvtps_pd(_mm_loadu_ps(left + index + 4 * i));
            __m256d b = _mm256_cvtps_pd(_mm_loadu_ps(right + index + 4 * i));
            sums[i] = _mm256_fmadd_pd(a, b, sums[i]);
        }
    }
    __m256d all = _mm256_add_pd(_mm256_add_pd(sums[0], sums[1]), _mm256_add_pd(sums[2], sums[3]));
    double part[4], sum;
    _mm256_storeu_pd(part, all);
    sum = (part[0] + part[1]) + (part[2] + part[3]);
    for (; index < count; ++index) sum += (double)left[index] * (double)right[index];
    return sum;
}

/* ---- squares: multiplied and added one after the other, so that both versions give the same bits ---- */

VECTORS void product_squares_avx2(int64_t count, const float *values, double *sums, double *squares) {
    int64_t index = 0;
    for (; index + 4 <= count; index += 4) {
        __m256d value = _mm256_cvtps_pd(_mm_loadu_ps(values + index));
        __m256d square = _mm256_mul_pd(value, value);
        _mm256_storeu_pd(sums + index, _mm256_add_pd(_mm256_loadu_pd(sums + index), value));
        _mm256_storeu_pd(squares + index, _mm256_add_pd(_mm256_loadu_pd(squares + index), square));
    }
    product_squares_plain(count - index, values + index, sums + index, squares + index);
}
#endif
