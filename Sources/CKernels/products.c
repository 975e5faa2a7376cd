#include "CKernels.h"
#include "products_wide.h"

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
#define CHOOSE(name, ...)                                                                                              \
    kernels_lanes() == 16  ? product_##name##_avx512(__VA_ARGS__)                                                      \
    : kernels_lanes() == 8 ? product_##name##_avx2(__VA_ARGS__)                                                        \
                           : product_##name##_plain(__VA_ARGS__)
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

void product_transpose(int64_t rows, int64_t columns, const float *values, int64_t value_stride, float *result,
                       int64_t result_stride) {
    CHOOSE(transpose, rows, columns, values, value_stride, result, result_stride);
}

/* In double precision there is no version for wider vectors. */
#if defined(__x86_64__)
#define CHOOSE_DOUBLE(name, ...)                                                                                       \
    kernels_lanes() >= 8 ? product_##name##_avx2(__VA_ARGS__) : product_##name##_plain(__VA_ARGS__)
#else
#define CHOOSE_DOUBLE(name, ...) product_##name##_plain(__VA_ARGS__)
#endif

double product_dot(int64_t count, const float *left, const float *right) {
    return CHOOSE_DOUBLE(dot, count, left, right);
}

void product_squares(int64_t count, const float *values, double *sums, double *squares) {
    CHOOSE_DOUBLE(squares, count, values, sums, squares);
}

void product_hierarchical(int64_t rounds, int64_t rows, int64_t columns, const float *grams,
                          const float *target, int64_t target_stride, float *coefficients,
                          int64_t coefficient_stride) {
    CHOOSE(hierarchical, rounds, rows, columns, grams, target, target_stride, coefficients, coefficient_stride);
}

void product_extrapolate(int64_t rows, int64_t columns, float weight, const float *lengths, float *previous,
                         int64_t previous_stride, float *newest, int64_t newest_stride) {
    CHOOSE(extrapolate, rows, columns, weight, lengths, previous, previous_stride, newest, newest_stride);
}
