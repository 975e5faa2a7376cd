/* The products for vectors of LANES numbers. Included once for each kind of vector, by a file that says what its
   instructions are called. */

/* Loops over registers: they must not remain loops. */
#define UNROLLED _Pragma("clang loop unroll(full)")

INLINE lane_vector finished(lane_vector old, lane_vector product, product_mode mode) {
    switch (mode) {
    case PRODUCT_ADD: return sum_of(old, product);
    case PRODUCT_CLAMP: return larger(product, zeros()); /* not a number gives the second: 0 */
    default: return product;
    }
}

/* What `keep` says of a vector, or all of it. */
INLINE lane_vector take(const bool whole, lane_mask keep, const float *from) {
    return whole ? load(from) : load_some(from, keep);
}

INLINE void put(const bool whole, lane_mask keep, float *to, lane_vector product, product_mode mode) {
    lane_vector value = finished(mode == PRODUCT_ADD ? take(whole, keep, to) : product, product, mode);
    if (whole) store(to, value);
    else store_some(to, keep, value);
}

/* How many of `rows` the next block of at most `most` takes: blocks are as even as can be (7 = 4 + 3), since short ones
   have too few sums in flight. */
static inline int64_t rows_of_block(int64_t rows, int64_t most) {
    int64_t blocks = (rows + most - 1) / most;
    return (rows + blocks - 1) / blocks;
}

/* ---- combine: blocks of up to MOST_COMBINED rows and two vectors of columns stay in registers ---- */

/* Two vectors of columns, or where these are not whole as many columns as there are. */
INLINE void combine_block(const int rows, const bool whole, int64_t depth, int64_t columns, const float *weights,
                          int64_t weight_stride, const float *values, int64_t value_stride, float *result,
                          int64_t result_stride, product_mode mode) {
    lane_mask keep_low = lanes_left(columns), keep_high = lanes_left(columns - LANES);
    lane_vector low[MOST_COMBINED], high[MOST_COMBINED];
    UNROLLED for (int row = 0; row < rows; ++row) low[row] = high[row] = zeros();
    for (int64_t index = 0; index < depth; ++index) {
        lane_vector first = take(whole, keep_low, values), second = take(whole, keep_high, values + LANES);
        values += value_stride;
        UNROLLED for (int row = 0; row < rows; ++row) {
            lane_vector weight = broadcast(weights + row * weight_stride + index);
            low[row] = multiply_add(weight, first, low[row]);
            high[row] = multiply_add(weight, second, high[row]);
        }
    }
    UNROLLED for (int row = 0; row < rows; ++row) {
        float *to = result + row * result_stride;
        put(whole, keep_low, to, low[row], mode);
        put(whole, keep_high, to + LANES, high[row], mode);
    }
}

/* All rows of two vectors of columns, whose values stay in the first-level cache meanwhile. */
INLINE void combine_columns(const bool whole, int64_t rows, int64_t depth, int64_t columns, const float *weights,
                            int64_t weight_stride, const float *values, int64_t value_stride, float *result,
                            int64_t result_stride, product_mode mode) {
    while (rows > 0) {
        int64_t high = rows_of_block(rows, MOST_COMBINED);
#define ROWS(n)                                                                                                        \
    case n:                                                                                                            \
        combine_block(n, whole, depth, columns, weights, weight_stride, values, value_stride, result, result_stride,   \
                      mode);                                                                                           \
        break
        switch (high) {
            ROWS(1);
            ROWS(2);
            ROWS(3);
            ROWS(4);
            ROWS(5);
#if MOST_COMBINED > 6
            ROWS(6);
            ROWS(7);
            ROWS(8);
            ROWS(9);
            ROWS(10);
            ROWS(11);
#endif
        default:
            combine_block(MOST_COMBINED, whole, depth, columns, weights, weight_stride, values, value_stride, result,
                          result_stride, mode);
        }
#undef ROWS
        rows -= high;
        weights += high * weight_stride;
        result += high * result_stride;
    }
}

VECTORS void LANED(combine)(int64_t rows, int64_t depth, int64_t columns, const float *weights, int64_t weight_stride,
                            const float *values, int64_t value_stride, float *result, int64_t result_stride,
                            product_mode mode) {
    int64_t column = 0;
    for (; column + 2 * LANES <= columns; column += 2 * LANES)
        combine_columns(true, rows, depth, 2 * LANES, weights, weight_stride, values + column, value_stride,
                        result + column, result_stride, mode);
    if (column < columns)
        combine_columns(false, rows, depth, columns - column, weights, weight_stride, values + column, value_stride,
                        result + column, result_stride, mode);
}

/* ---- inner: blocks of up to MOST_INNER rows and four columns, a vector of products of each at a time ---- */

INLINE void inner_step(const int rows, const int columns, const bool whole, lane_mask keep, const float *left,
                       int64_t left_stride, const float *right, int64_t right_stride,
                       lane_vector sums[MOST_INNER][4]) {
    lane_vector with[4];
    UNROLLED for (int column = 0; column < columns; ++column) with[column] = take(whole, keep, right + column * right_stride);
    UNROLLED for (int row = 0; row < rows; ++row) {
        lane_vector from = take(whole, keep, left + row * left_stride);
        UNROLLED for (int column = 0; column < columns; ++column)
            sums[row][column] = multiply_add(from, with[column], sums[row][column]);
    }
}

INLINE void inner_block(const int rows, const int columns, int64_t depth, const float *left, int64_t left_stride,
                        const float *right, int64_t right_stride, float *result, int64_t result_stride,
                        product_mode mode) {
    lane_vector sums[MOST_INNER][4];
    UNROLLED for (int row = 0; row < rows; ++row)
        UNROLLED for (int column = 0; column < 4; ++column) sums[row][column] = zeros();
    lane_mask keep = lanes_left(depth % LANES);
    int64_t index = 0;
    for (; index + LANES <= depth; index += LANES)
        inner_step(rows, columns, true, keep, left + index, left_stride, right + index, right_stride, sums);
    if (index < depth)
        inner_step(rows, columns, false, keep, left + index, left_stride, right + index, right_stride, sums);
    UNROLLED for (int row = 0; row < rows; ++row) {
        float *to = result + row * result_stride, found[4];
        horizontal(sums[row], found);
        UNROLLED for (int column = 0; column < columns; ++column)
            to[column] = mode == PRODUCT_ADD ? to[column] + found[column] : found[column];
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

VECTORS void LANED(inner)(int64_t rows, int64_t columns, int64_t depth, const float *left, int64_t left_stride,
                          const float *right, int64_t right_stride, float *result, int64_t result_stride,
                          product_mode mode) {
    while (rows > 0) {
        int64_t high = rows_of_block(rows, MOST_INNER);
#define ROWS(n) inner_rows(n, columns, depth, left, left_stride, right, right_stride, result, result_stride, mode)
        switch (high) {
        case 1: ROWS(1); break;
        case 2: ROWS(2); break;
#if MOST_INNER > 3
        case 3: ROWS(3); break;
#endif
        default: ROWS(MOST_INNER);
        }
#undef ROWS
        rows -= high;
        left += high * left_stride;
        result += high * result_stride;
    }
}

/* ---- transpose: squares of LANES rows and columns in registers ---- */

VECTORS void LANED(transpose)(int64_t rows, int64_t columns, const float *values, int64_t value_stride, float *result,
                              int64_t result_stride) {
    int64_t row = 0;
    for (; row + LANES <= rows; row += LANES) {
        int64_t column = 0;
        for (; column + LANES <= columns; column += LANES) {
            lane_vector square[LANES];
            UNROLLED for (int i = 0; i < LANES; ++i) square[i] = load(values + (row + i) * value_stride + column);
            transpose_square(square);
            UNROLLED for (int i = 0; i < LANES; ++i) store(result + (column + i) * result_stride + row, square[i]);
        }
        product_transpose_plain(LANES, columns - column, values + row * value_stride + column, value_stride,
                                result + column * result_stride + row, result_stride);
    }
    product_transpose_plain(rows - row, columns, values + row * value_stride, value_stride, result + row, result_stride);
}

/* ---- hierarchical least squares: all rounds over some vectors of columns at a time, which stay in the first-level cache,
   and some rows at a time, which share what they load of the others ---- */

/* Takes off each of `count` rows what one coefficient row contributes to it. */
INLINE void take_off(const int count, const int vectors, const float *weights, int64_t weight_stride, const float *from,
                     lane_vector rest[MOST_DESCENDED][DESCENT_VECTORS]) {
    lane_vector weight[MOST_DESCENDED];
    UNROLLED for (int i = 0; i < count; ++i) weight[i] = broadcast(weights + i * weight_stride);
    UNROLLED for (int v = 0; v < vectors; ++v) {
        lane_vector value = load(from + LANES * v);
        UNROLLED for (int i = 0; i < count; ++i) rest[i][v] = multiply_subtract(weight[i], value, rest[i][v]);
    }
}

/* `count` rows from `row` on, one after the other. */
INLINE void descend_rows(const int count, const int vectors, int64_t row, int64_t rows, const float *gram,
                         const float *target, int64_t target_stride, float *coefficients, int64_t coefficient_stride) {
    const float *lines = gram + row * rows;
    lane_vector rest[MOST_DESCENDED][DESCENT_VECTORS];
    UNROLLED for (int i = 0; i < count; ++i)
        UNROLLED for (int v = 0; v < vectors; ++v) rest[i][v] = load(target + (row + i) * target_stride + LANES * v);
    for (int64_t other = 0; other < row; ++other)
        take_off(count, vectors, lines + other, rows, coefficients + other * coefficient_stride, rest);
    for (int64_t other = row + count; other < rows; ++other)
        take_off(count, vectors, lines + other, rows, coefficients + other * coefficient_stride, rest);
    UNROLLED for (int i = 0; i < count; ++i) {
        UNROLLED for (int j = 0; j < count; ++j) {
            if (j != i)
                take_off(1, vectors, lines + i * rows + row + j, 0, coefficients + (row + j) * coefficient_stride,
                         rest + i);
        }
        float diagonal = lines[i * rows + row + i];
        lane_vector factor = all_lanes(diagonal > 0 ? 1 / diagonal : 0);
        float *to = coefficients + (row + i) * coefficient_stride;
        UNROLLED for (int v = 0; v < vectors; ++v)
            store(to + LANES * v, larger(product_of(rest[i][v], factor), zeros()));
    }
}

INLINE void hierarchical_block(const int vectors, int64_t rounds, int64_t rows, const float *grams, const float *target,
                               int64_t target_stride, float *coefficients, int64_t coefficient_stride) {
    for (int64_t round = 0; round < rounds; ++round) {
        const float *gram = grams + round * rows * rows;
        for (int64_t row = 0; row < rows;) {
            int64_t count = rows_of_block(rows - row, MOST_DESCENDED);
#define ROWS(n)                                                                                                        \
    descend_rows(n, vectors, row, rows, gram, target, target_stride, coefficients, coefficient_stride)
            switch (count) {
            case 1: ROWS(1); break;
            case 2: ROWS(2); break;
            default: ROWS(MOST_DESCENDED);
            }
#undef ROWS
            row += count;
        }
    }
}

VECTORS void LANED(hierarchical)(int64_t rounds, int64_t rows, int64_t columns, const float *grams, const float *target,
                                 int64_t target_stride, float *coefficients, int64_t coefficient_stride) {
    int64_t column = 0;
    for (; column + DESCENT_VECTORS * LANES <= columns; column += DESCENT_VECTORS * LANES)
        hierarchical_block(DESCENT_VECTORS, rounds, rows, grams, target + column, target_stride, coefficients + column,
                           coefficient_stride);
    for (; column + LANES <= columns; column += LANES)
        hierarchical_block(1, rounds, rows, grams, target + column, target_stride, coefficients + column,
                           coefficient_stride);
    if (column < columns)
        product_hierarchical_plain(rounds, rows, columns - column, grams, target + column, target_stride,
                                   coefficients + column, coefficient_stride);
}

/* ---- extrapolate ---- */

VECTORS void LANED(extrapolate)(int64_t rows, int64_t columns, float weight, const float *lengths, float *previous,
                                int64_t previous_stride, float *newest, int64_t newest_stride) {
    lane_vector weights = all_lanes(weight);
    lane_mask keep = lanes_left(columns % LANES);
    for (int64_t row = 0; row < rows; ++row) {
        lane_vector length = all_lanes(lengths[row]);
        float *from = previous + row * previous_stride, *to = newest + row * newest_stride;
        for (int64_t column = 0; column < columns; column += LANES) {
            const bool whole = column + LANES <= columns;
            lane_vector found = take(whole, keep, to + column);
            lane_vector step = multiply_subtract(length, take(whole, keep, from + column), found);
            put(whole, keep, from + column, found, PRODUCT_OVERWRITE);
            put(whole, keep, to + column, multiply_add(weights, step, found), PRODUCT_CLAMP);
        }
    }
}
