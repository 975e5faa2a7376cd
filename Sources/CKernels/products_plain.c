#include "CKernels.h"

static float finished(float old, float product, product_mode mode) {
    switch (mode) {
    case PRODUCT_ADD: return old + product;
    case PRODUCT_CLAMP: return product > 0 ? product : 0;
    default: return product;
    }
}

/* Columns that are summed side by side: enough for any compiler to make vectors of them. */
enum { lanes = 16 };

void product_combine_plain(int64_t rows, int64_t depth, int64_t columns, const float *weights, int64_t weight_stride,
                           const float *values, int64_t value_stride, float *result, int64_t result_stride,
                           product_mode mode) {
    for (int64_t row = 0; row < rows; ++row) {
        for (int64_t first = 0; first < columns; first += lanes) {
            int64_t count = columns - first < lanes ? columns - first : lanes;
            float sums[lanes] = {0};
            for (int64_t index = 0; index < depth; ++index) {
                float weight = weights[row * weight_stride + index];
                const float *from = values + index * value_stride + first;
                for (int64_t lane = 0; lane < count; ++lane) sums[lane] += weight * from[lane];
            }
            float *to = result + row * result_stride + first;
            for (int64_t lane = 0; lane < count; ++lane) to[lane] = finished(to[lane], sums[lane], mode);
        }
    }
}

void product_inner_plain(int64_t rows, int64_t columns, int64_t depth, const float *left, int64_t left_stride,
                         const float *right, int64_t right_stride, float *result, int64_t result_stride,
                         product_mode mode) {
    for (int64_t row = 0; row < rows; ++row) {
        for (int64_t column = 0; column < columns; ++column) {
            const float *a = left + row * left_stride, *b = right + column * right_stride;
            float sums[lanes] = {0}, sum = 0;
            for (int64_t index = 0; index < depth; ++index) sums[index % lanes] += a[index] * b[index];
            for (int lane = 0; lane < lanes; ++lane) sum += sums[lane];
            float *to = result + row * result_stride + column;
            *to = finished(*to, sum, mode);
        }
    }
}

void product_transpose_plain(int64_t rows, int64_t columns, const float *values, int64_t value_stride, float *result,
                             int64_t result_stride) {
    for (int64_t row = 0; row < rows; ++row)
        for (int64_t column = 0; column < columns; ++column)
            result[column * result_stride + row] = values[row * value_stride + column];
}

double product_dot_plain(int64_t count, const float *left, const float *right) {
    double sums[lanes] = {0}, sum = 0;
    for (int64_t index = 0; index < count; ++index) sums[index % lanes] += (double)left[index] * (double)right[index];
    for (int lane = 0; lane < lanes; ++lane) sum += sums[lane];
    return sum;
}

void product_squares_plain(int64_t count, const float *values, double *sums, double *squares) {
    for (int64_t index = 0; index < count; ++index) {
        double value = values[index];
        sums[index] += value;
        squares[index] += value * value;
    }
}

void product_hierarchical_plain(int64_t rounds, int64_t rows, int64_t columns, const float *grams, const float *target,
                                int64_t target_stride, float *coefficients, int64_t coefficient_stride) {
    for (int64_t first = 0; first < columns; first += lanes) {
        int64_t count = columns - first < lanes ? columns - first : lanes;
        for (int64_t turn = 0; turn < rounds * rows; ++turn) {
            float rest[lanes];
            int64_t row = turn % rows;
            const float *line = grams + turn * rows;
            float factor = line[row] > 0 ? 1 / line[row] : 0;
            for (int64_t lane = 0; lane < count; ++lane) rest[lane] = target[row * target_stride + first + lane];
            for (int64_t other = 0; other < rows; ++other) {
                if (other == row) continue;
                const float *from = coefficients + other * coefficient_stride + first;
                for (int64_t lane = 0; lane < count; ++lane) rest[lane] -= line[other] * from[lane];
            }
            float *to = coefficients + row * coefficient_stride + first;
            for (int64_t lane = 0; lane < count; ++lane) {
                float value = rest[lane] * factor;
                to[lane] = value > 0 ? value : 0;
            }
        }
    }
}

void product_extrapolate_plain(int64_t rows, int64_t columns, float weight, const float *lengths, float *previous,
                               int64_t previous_stride, float *newest, int64_t newest_stride) {
    for (int64_t row = 0; row < rows; ++row) {
        float *from = previous + row * previous_stride, *to = newest + row * newest_stride;
        for (int64_t column = 0; column < columns; ++column) {
            float found = to[column], value = found + weight * (found - lengths[row] * from[column]);
            from[column] = found;
            to[column] = value > 0 ? value : 0;
        }
    }
}
