#ifndef BRAGGART_CKERNELS_PRODUCTS_H
#define BRAGGART_CKERNELS_PRODUCTS_H

#include <stdbool.h>
#include <stdint.h>

/* Products of thin matrices in single precision. All matrices are row-major; a stride is the distance between rows in
   elements. A result's bits depend on the sizes alone, not on what stands beside it. */

/* What becomes of a product. */
typedef enum {
    PRODUCT_OVERWRITE, /* result = product */
    PRODUCT_ADD,       /* result += product */
    PRODUCT_CLAMP      /* result = max(0, product); 0 where the product is not a number */
} product_mode;

/* result (rows x columns) from weights (rows x depth) . values (depth x columns). */
void product_combine(int64_t rows, int64_t depth, int64_t columns, const float *weights, int64_t weight_stride,
                     const float *values, int64_t value_stride, float *result, int64_t result_stride, product_mode mode);

/* result (rows x columns) from left (rows x depth) . right (columns x depth) transposed. PRODUCT_CLAMP is not for it. */
void product_inner(int64_t rows, int64_t columns, int64_t depth, const float *left, int64_t left_stride,
                   const float *right, int64_t right_stride, float *result, int64_t result_stride, product_mode mode);

/* result (columns x rows) = values (rows x columns) transposed. */
void product_transpose(int64_t rows, int64_t columns, const float *values, int64_t value_stride, float *result,
                       int64_t result_stride);

/* Adds the inner products of the rows of values (rows x columns) to sums (rows x rows, without gaps): single precision
   over 256 columns at a time, these in double. */
void product_gram(int64_t rows, int64_t columns, const float *values, int64_t stride, double *sums);

/* The inner product of two rows, every product and sum in double precision. */
double product_dot(int64_t count, const float *left, const float *right);

/* Adds every value to its sum and its square to its sum of squares, in double precision. */
void product_squares(int64_t count, const float *values, double *sums, double *squares);

/* Rounds of hierarchical least squares: in each, for every row j in turn,
   coefficients_j = max(0, (target_j - sum over l != j of gram_jl coefficients_l) / gram_jj), 0 where gram_jj is not
   above 0. Each round has a gram of its own, rows x rows, one after the other without gaps; target and coefficients
   are rows x columns. */
void product_hierarchical(int64_t rounds, int64_t rows, int64_t columns, const float *grams,
                          const float *target, int64_t target_stride, float *coefficients,
                          int64_t coefficient_stride);

/* Lets every row go on from a previous row towards where it is: newest becomes
   max(0, newest + weight (newest - lengths[row] previous)), and previous what newest was. Both rows x columns. */
void product_extrapolate(int64_t rows, int64_t columns, float weight, const float *lengths, float *previous,
                         int64_t previous_stride, float *newest, int64_t newest_stride);

/* The exact non-negative least squares solution of every column by block principal pivoting (Kim & Park 2011), in double
   precision: it begins at the rows whose coefficients are above zero. gram is rows x rows without gaps. Rows within
   the span of others get 0. False, and nothing done, where there is no memory for rows x rows numbers. */
bool product_nonnegative(int64_t rows, int64_t columns, const double *gram, const float *target, int64_t target_stride,
                         float *coefficients, int64_t coefficient_stride);

/* The plain versions, for processors without AVX2, and as what the others are compared with. */
void product_combine_plain(int64_t rows, int64_t depth, int64_t columns, const float *weights, int64_t weight_stride,
                           const float *values, int64_t value_stride, float *result, int64_t result_stride,
                           product_mode mode);
void product_inner_plain(int64_t rows, int64_t columns, int64_t depth, const float *left, int64_t left_stride,
                         const float *right, int64_t right_stride, float *result, int64_t result_stride,
                         product_mode mode);
void product_transpose_plain(int64_t rows, int64_t columns, const float *values, int64_t value_stride, float *result,
                             int64_t result_stride);
double product_dot_plain(int64_t count, const float *left, const float *right);
void product_squares_plain(int64_t count, const float *values, double *sums, double *squares);
void product_hierarchical_plain(int64_t rounds, int64_t rows, int64_t columns, const float *grams,
                                const float *target, int64_t target_stride, float *coefficients,
                                int64_t coefficient_stride);
void product_extrapolate_plain(int64_t rows, int64_t columns, float weight, const float *lengths, float *previous,
                               int64_t previous_stride, float *newest, int64_t newest_stride);

#endif
