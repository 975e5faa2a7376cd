#include "CKernels.h"

/* What does not depend on the processor. */
void product_gram(int64_t rows, int64_t columns, const float *values, int64_t stride, double *sums) {
    enum { width = 256, block = 3 };
    for (int64_t first = 0; first < columns; first += width) {
        int64_t count = columns - first < width ? columns - first : width;
        for (int64_t row = 0; row < rows; row += block) {
            int64_t high = rows - row < block ? rows - row : block;
            for (int64_t column = row; column < rows; column += 64) {
                float part[block * 64];
                int64_t wide = rows - column < 64 ? rows - column : 64;
                product_inner(high, wide, count, values + row * stride + first, stride, values + column * stride + first,
                              stride, part, 64, PRODUCT_OVERWRITE);
                for (int64_t i = 0; i < high; ++i) {
                    for (int64_t j = column + 0; j < column + wide; ++j) {
                        if (j < row + i) continue;
                        double value = part[i * 64 + j - column];
                        sums[(row + i) * rows + j] += value;
                        if (j != row + i) sums[j * rows + row + i] += value;
                    }
                }
            }
        }
    }
}

#if defined(__x86_64__)
#include <immintrin.h>

#define VECTORS __attribute__((target("avx2,fma")))
#define INLINE VECTORS __attribute__((always_inline)) static inline

/* The lanes of the vector that begins `first` elements before the end, as a mask: all where 8 or more are left. */
INLINE __m256i lanes_left(int64_t left) {
    static const int32_t table[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};
    int64_t count = left < 0 ? 0 : left > 8 ? 8 : left;
    return _mm256_loadu_si256((const __m256i *)(table + 8 - count));
}

INLINE float horizontal(__m256 v) {
    __m128 half = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    half = _mm_add_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_add_ss(half, _mm_movehdup_ps(half)));
}

INLINE __m256 finished(__m256 old, __m256 product, product_mode mode) {
    switch (mode) {
    case PRODUCT_ADD: return _mm256_add_ps(old, product);
    case PRODUCT_CLAMP: return _mm256_max_ps(product, _mm256_setzero_ps()); /* not a number gives the second: 0 */
    default: return product;
    }
}

/* ---- combine: blocks of up to six rows and sixteen columns stay in registers ---- */

INLINE void combine_block(const int rows, int64_t depth, const float *weights, int64_t weight_stride,
                          const float *values, int64_t value_stride, float *result, int64_t result_stride,
                          product_mode mode) {
    __m256 low[6], high[6];
    for (int row = 0; row < rows; ++row) low[row] = high[row] = _mm256_setzero_ps();
    for (int64_t index = 0; index < depth; ++index) {
        __m256 first = _mm256_loadu_ps(values), second = _mm256_loadu_ps(values + 8);
        values += value_stride;
        for (int row = 0; row < rows; ++row) {
            __m256 weight = _mm256_broadcast_ss(weights + row * weight_stride + index);
            low[row] = _mm256_fmadd_ps(weight, first, low[row]);
            high[row] = _mm256_fmadd_ps(weight, second, high[row]);
        }
    }
    for (int row = 0; row < rows; ++row) {
        float *to = result + row * result_stride;
        __m256 old_low = mode == PRODUCT_ADD ? _mm256_loadu_ps(to) : low[row];
        __m256 old_high = mode == PRODUCT_ADD ? _mm256_loadu_ps(to + 8) : high[row];
        _mm256_storeu_ps(to, finished(old_low, low[row], mode));
        _mm256_storeu_ps(to + 8, finished(old_high, high[row], mode));
    }
}

INLINE void combine_tail(const int rows, int64_t depth, int64_t columns, const float *weights, int64_t weight_stride,
                         const float *values, int64_t value_stride, float *result, int64_t result_stride,
                         product_mode mode) {
    __m256i keep_low = lanes_left(columns), keep_high = lanes_left(columns - 8);
    __m256 low[6], high[6];
    for (int row = 0; row < rows; ++row) low[row] = high[row] = _mm256_setzero_ps();
    for (int64_t index = 0; index < depth; ++index) {
        __m256 first = _mm256_maskload_ps(values, keep_low), second = _mm256_maskload_ps(values + 8, keep_high);
        values += value_stride;
        for (int row = 0; row < rows; ++row) {
            __m256 weight = _mm256_broadcast_ss(weights + row * weight_stride + index);
            low[row] = _mm256_fmadd_ps(weight, first, low[row]);
            high[row] = _mm256_fmadd_ps(weight, second, high[row]);
        }
    }
    for (int row = 0; row < rows; ++row) {
        float *to = result + row * result_stride;
        _mm256_maskstore_ps(to, keep_low, finished(_mm256_maskload_ps(to, keep_low), low[row], mode));
        _mm256_maskstore_ps(to + 8, keep_high, finished(_mm256_maskload_ps(to + 8, keep_high), high[row], mode));
    }
}

INLINE void combine_rows(const int rows, int64_t depth, int64_t columns, const float *weights, int64_t weight_stride,
                         const float *values, int64_t value_stride, float *result, int64_t result_stride,
                         product_mode mode) {
    int64_t column = 0;
    for (; column + 16 <= columns; column += 16)
        combine_block(rows, depth, weights, weight_stride, values + column, value_stride, result + column,
                      result_stride, mode);
    if (column < columns)
        combine_tail(rows, depth, columns - column, weights, weight_stride, values + column, value_stride,
                     result + column, result_stride, mode);
}

VECTORS static void combine_vectors(int64_t rows, int64_t depth, int64_t columns, const float *weights,
                                    int64_t weight_stride, const float *values, int64_t value_stride, float *result,
                                    int64_t result_stride, product_mode mode) {
    while (rows > 0) {
        /* 7 = 4 + 3, 8 = 4 + 4, 9 = 5 + 4: even blocks keep more sums in flight than 6 + 1. */
        int64_t high = rows <= 6 ? rows : rows <= 12 ? (rows + 1) / 2 : 6;
#define ROWS(n) combine_rows(n, depth, columns, weights, weight_stride, values, value_stride, result, result_stride, mode)
        switch (high) {
        case 1: ROWS(1); break;
        case 2: ROWS(2); break;
        case 3: ROWS(3); break;
        case 4: ROWS(4); break;
        case 5: ROWS(5); break;
        default: ROWS(6);
        }
#undef ROWS
        rows -= high;
        weights += high * weight_stride;
        result += high * result_stride;
    }
}

/* ---- inner: blocks of up to three rows and four columns, eight products of each at a time ---- */

INLINE void inner_block(const int rows, const int columns, int64_t depth, const float *left, int64_t left_stride,
                        const float *right, int64_t right_stride, float *result, int64_t result_stride,
                        product_mode mode) {
    __m256 sums[3][4];
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column) sums[row][column] = _mm256_setzero_ps();
    int64_t index = 0;
    for (; index + 8 <= depth; index += 8) {
        __m256 from[3];
        for (int row = 0; row < rows; ++row) from[row] = _mm256_loadu_ps(left + row * left_stride + index);
        for (int column = 0; column < columns; ++column) {
            __m256 with = _mm256_loadu_ps(right + column * right_stride + index);
            for (int row = 0; row < rows; ++row) sums[row][column] = _mm256_fmadd_ps(from[row], with, sums[row][column]);
        }
    }
    if (index < depth) {
        __m256i keep = lanes_left(depth - index);
        __m256 from[3];
        for (int row = 0; row < rows; ++row) from[row] = _mm256_maskload_ps(left + row * left_stride + index, keep);
        for (int column = 0; column < columns; ++column) {
            __m256 with = _mm256_maskload_ps(right + column * right_stride + index, keep);
            for (int row = 0; row < rows; ++row) sums[row][column] = _mm256_fmadd_ps(from[row], with, sums[row][column]);
        }
    }
    for (int row = 0; row < rows; ++row) {
        float *to = result + row * result_stride;
        for (int column = 0; column < columns; ++column) {
            float sum = horizontal(sums[row][column]);
            to[column] = mode == PRODUCT_ADD ? to[column] + sum : sum;
        }
    }
}

INLINE void inner_rows(const int rows, int64_t columns, int64_t depth, const float *left, int64_t left_stride,
                       const float *right, int64_t right_stride, float *result, int64_t result_stride,
                       product_mode mode) {
    int64_t column = 0;
#define COLUMNS(n)                                                                                                     \
    inner_block(rows, n, depth, left, left_stride, right + column * right_stride, right_stride, result + column,       \
                result_stride, mode)
    for (; column + 4 <= columns; column += 4) COLUMNS(4);
    switch (columns - column) {
    case 3: COLUMNS(3); break;
    case 2: COLUMNS(2); break;
    case 1: COLUMNS(1); break;
    default: break;
    }
#undef COLUMNS
}

VECTORS static void inner_vectors(int64_t rows, int64_t columns, int64_t depth, const float *left, int64_t left_stride,
                                  const float *right, int64_t right_stride, float *result, int64_t result_stride,
                                  product_mode mode) {
    while (rows > 0) {
        int64_t high = rows == 4 ? 2 : rows < 3 ? rows : 3;
#define ROWS(n) inner_rows(n, columns, depth, left, left_stride, right, right_stride, result, result_stride, mode)
        switch (high) {
        case 1: ROWS(1); break;
        case 2: ROWS(2); break;
        default: ROWS(3);
        }
#undef ROWS
        rows -= high;
        left += high * left_stride;
        result += high * result_stride;
    }
}

/* ---- dot ---- */

VECTORS static double dot_vectors(int64_t count, const float *left, const float *right) {
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

/* ---- hierarchical least squares: 64 columns at a time, which stay in the first-level cache ---- */

INLINE void hierarchical_block(const int vectors, int64_t rows, const float *gram, const float *target,
                               int64_t target_stride, float *coefficients, int64_t coefficient_stride) {
    for (int64_t row = 0; row < rows; ++row) {
        const float *line = gram + row * rows;
        __m256 rest[8];
        for (int i = 0; i < vectors; ++i) rest[i] = _mm256_loadu_ps(target + row * target_stride + 8 * i);
        for (int part = 0; part < 2; ++part) {
            int64_t end = part == 0 ? row : rows;
            for (int64_t other = part == 0 ? 0 : row + 1; other < end; ++other) {
                __m256 weight = _mm256_broadcast_ss(line + other);
                const float *from = coefficients + other * coefficient_stride;
                for (int i = 0; i < vectors; ++i)
                    rest[i] = _mm256_fnmadd_ps(weight, _mm256_loadu_ps(from + 8 * i), rest[i]);
            }
        }
        __m256 factor = _mm256_set1_ps(line[row] > 0 ? 1 / line[row] : 0);
        float *to = coefficients + row * coefficient_stride;
        for (int i = 0; i < vectors; ++i)
            _mm256_storeu_ps(to + 8 * i, _mm256_max_ps(_mm256_mul_ps(rest[i], factor), _mm256_setzero_ps()));
    }
}

VECTORS static void hierarchical_vectors(int64_t rows, int64_t columns, const float *gram, const float *target,
                                         int64_t target_stride, float *coefficients, int64_t coefficient_stride) {
    int64_t column = 0;
    for (; column + 64 <= columns; column += 64)
        hierarchical_block(8, rows, gram, target + column, target_stride, coefficients + column, coefficient_stride);
    for (; column + 8 <= columns; column += 8)
        hierarchical_block(1, rows, gram, target + column, target_stride, coefficients + column, coefficient_stride);
    if (column < columns)
        product_hierarchical_plain(rows, columns - column, gram, target + column, target_stride, coefficients + column,
                                   coefficient_stride);
}
#define CHOOSE(name, ...) kernels_use_vectors() ? name##_vectors(__VA_ARGS__) : product_##name##_plain(__VA_ARGS__)
#else
#define CHOOSE(name, ...) product_##name##_plain(__VA_ARGS__)
#endif

void product_combine(int64_t rows, int64_t depth, int64_t columns, const float *weights, int64_t weight_stride,
                     const float *values, int64_t value_stride, float *result, int64_t result_stride,
                     product_mode mode) {
    CHOOSE(combine, rows, depth, columns, weights, weight_stride, values, value_stride, result, result_stride, mode);
}

void product_inner(int64_t rows, int64_t columns, int64_t depth, const float *left, int64_t left_stride,
                   const float *right, int64_t right_stride, float *result, int64_t result_stride, product_mode mode) {
    CHOOSE(inner, rows, columns, depth, left, left_stride, right, right_stride, result, result_stride, mode);
}

double product_dot(int64_t count, const float *left, const float *right) {
    return CHOOSE(dot, count, left, right);
}

void product_hierarchical(int64_t rows, int64_t columns, const float *gram, const float *target, int64_t target_stride,
                          float *coefficients, int64_t coefficient_stride) {
    CHOOSE(hierarchical, rows, columns, gram, target, target_stride, coefficients, coefficient_stride);
}
