#ifndef BRAGGART_PRODUCTS_WIDE_H
#define BRAGGART_PRODUCTS_WIDE_H

#include "CKernels_products.h"

/* The products by vector instructions; only where the processor has them. */

void product_combine_avx2(int64_t rows, int64_t depth, int64_t columns, const float *weights, int64_t weight_stride,
                          const float *values, int64_t value_stride, float *result, int64_t result_stride,
                          product_mode mode);
void product_inner_avx2(int64_t rows, int64_t columns, int64_t depth, const float *left, int64_t left_stride,
                        const float *right, int64_t right_stride, float *result, int64_t result_stride,
                        product_mode mode);
void product_transpose_avx2(int64_t rows, int64_t columns, const float *values, int64_t value_stride, float *result,
                           int64_t result_stride);
void product_hierarchical_avx2(int64_t rounds, int64_t rows, int64_t columns, const float *grams,
                               const float *target, int64_t target_stride, float *coefficients,
                               int64_t coefficient_stride);
void product_extrapolate_avx2(int64_t rows, int64_t columns, float weight, const float *lengths, float *previous,
                              int64_t previous_stride, float *newest, int64_t newest_stride);

void product_combine_avx512(int64_t rows, int64_t depth, int64_t columns, const float *weights, int64_t weight_stride,
                          const float *values, int64_t value_stride, float *result, int64_t result_stride,
                          product_mode mode);
void product_inner_avx512(int64_t rows, int64_t columns, int64_t depth, const float *left, int64_t left_stride,
                        const float *right, int64_t right_stride, float *result, int64_t result_stride,
                        product_mode mode);
void product_transpose_avx512(int64_t rows, int64_t columns, const float *values, int64_t value_stride, float *result,
                           int64_t result_stride);
void product_hierarchical_avx512(int64_t rounds, int64_t rows, int64_t columns, const float *grams,
                                 const float *target, int64_t target_stride, float *coefficients,
                                 int64_t coefficient_stride);
void product_extrapolate_avx512(int64_t rows, int64_t columns, float weight, const float *lengths, float *previous,
                                int64_t previous_stride, float *newest, int64_t newest_stride);
double product_dot_avx2(int64_t count, const float *left, const float *right);
void product_squares_avx2(int64_t count, const float *values, double *sums, double *squares);

#endif
