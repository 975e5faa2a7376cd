#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "CKernels.h"

/* What one column needs: all of it in double precision. */
typedef struct {
    int64_t rows;
    const double *gram;
    double *factor;   /* rows x rows: the Cholesky factor of the passive part, packed to its own size */
    double *wanted;   /* the target */
    double *solution; /* by row; 0 outside the passive set */
    double *scratch;  /* by place in the passive set */
    int64_t *places;  /* rows of the passive set, ascending; those without a pivot left out */
    int64_t count;
    unsigned char *passive;
    unsigned char *factored; /* the passive set that the factor belongs to */
    unsigned char *violates;
    int64_t is_factored;
} column_work;

/* A pivot below this part of its diagonal lies within the span of those before it, as far as targets in single
   precision can tell. */
static const double smallest_pivot = 1e-7;

static void factorize(column_work *work) {
    if (work->is_factored && memcmp(work->passive, work->factored, (size_t)work->rows) == 0) return;
    work->count = 0;
    for (int64_t row = 0; row < work->rows; ++row) {
        if (!work->passive[row]) continue;
        double diagonal = work->gram[row * work->rows + row];
        double *line = work->factor + work->count * work->rows;
        double pivot = diagonal;
        for (int64_t place = 0; place < work->count; ++place) {
            const double *before = work->factor + place * work->rows;
            double sum = work->gram[row * work->rows + work->places[place]];
            for (int64_t index = 0; index < place; ++index) sum -= line[index] * before[index];
            line[place] = sum * before[place];
            pivot -= line[place] * line[place];
        }
        if (!(pivot > smallest_pivot * diagonal)) continue;
        line[work->count] = 1 / sqrt(pivot);
        work->places[work->count++] = row;
    }
    memcpy(work->factored, work->passive, (size_t)work->rows);
    work->is_factored = 1;
}

/* The least squares solution of the passive rows. The factor's diagonal holds reciprocals. */
static void solve(column_work *work) {
    factorize(work);
    double *values = work->scratch;
    for (int64_t place = 0; place < work->count; ++place) {
        const double *line = work->factor + place * work->rows;
        double sum = work->wanted[work->places[place]];
        for (int64_t index = 0; index < place; ++index) sum -= line[index] * values[index];
        values[place] = sum * line[place];
    }
    for (int64_t place = work->count - 1; place >= 0; --place) {
        values[place] *= work->factor[place * work->rows + place];
        const double *line = work->factor + place * work->rows;
        for (int64_t index = 0; index < place; ++index) values[index] -= line[index] * values[place];
    }
    for (int64_t row = 0; row < work->rows; ++row) work->solution[row] = 0;
    for (int64_t place = 0; place < work->count; ++place) work->solution[work->places[place]] = values[place];
}

/* Marks the rows that violate the conditions of optimality; returns their number and the last of them. */
static int64_t find_violations(column_work *work, double slack, int64_t *last) {
    int64_t count = 0;
    for (int64_t row = 0; row < work->rows; ++row) {
        int violates;
        if (work->passive[row]) {
            violates = work->solution[row] < 0;
        } else {
            double rest = work->wanted[row];
            const double *line = work->gram + row * work->rows;
            for (int64_t place = 0; place < work->count; ++place)
                rest -= line[work->places[place]] * work->solution[work->places[place]];
            violates = rest > slack;
        }
        work->violates[row] = (unsigned char)violates;
        if (violates) *last = row;
        count += violates;
    }
    return count;
}

/* Row by row to the best non-negative value while the others stay: for Gram matrices so close to singular that rounding
   keeps exchanges from ending. */
static void descend(column_work *work, double slack) {
    for (int64_t row = 0; row < work->rows; ++row) work->solution[row] = fmax(0, work->solution[row]);
    for (int round = 0; round < 500; ++round) {
        double steepest = 0;
        for (int64_t row = 0; row < work->rows; ++row) {
            const double *line = work->gram + row * work->rows;
            double rest = work->wanted[row];
            for (int64_t other = 0; other < work->rows; ++other) rest -= line[other] * work->solution[other];
            if (rest < 0 && work->solution[row] == 0) continue;
            steepest = fmax(steepest, fabs(rest));
            work->solution[row] = line[row] > 0 ? fmax(0, work->solution[row] + rest / line[row]) : 0;
        }
        if (steepest <= slack) return;
    }
}

static void pivot_column(column_work *work) {
    double largest = 0;
    for (int64_t row = 0; row < work->rows; ++row) largest = fmax(largest, fabs(work->wanted[row]));
    /* What single precision leaves of a zero. */
    double slack = 1e-7 * largest;
    int64_t fewest = work->rows + 1, patience = 3;
    for (int64_t exchange = 0; exchange < 10 * work->rows; ++exchange) {
        int64_t last = 0;
        solve(work);
        int64_t count = find_violations(work, slack, &last);
        if (count == 0) return;
        int all = count < fewest || patience > 0;
        if (count < fewest) {
            fewest = count;
            patience = 3;
        } else if (patience > 0) {
            --patience;
        }
        for (int64_t row = 0; row < work->rows; ++row)
            if (all ? work->violates[row] : row == last) work->passive[row] ^= 1;
    }
    descend(work, slack);
}

bool product_nonnegative(int64_t rows, int64_t columns, const double *gram, const float *target,
                         int64_t target_stride, float *coefficients, int64_t coefficient_stride) {
    if (rows <= 0 || columns <= 0) return true;
    size_t size = (size_t)rows;
    double *numbers = malloc((size * size + 3 * size) * sizeof *numbers);
    int64_t *places = malloc(size * sizeof *places);
    unsigned char *sets = calloc(3, size);
    bool enough = numbers && places && sets;
    if (enough) {
        column_work work = {.rows = rows, .gram = gram, .factor = numbers, .wanted = numbers + size * size,
                            .solution = numbers + size * size + size, .scratch = numbers + size * size + 2 * size,
                            .places = places, .passive = sets, .factored = sets + size, .violates = sets + 2 * size};
        for (int64_t column = 0; column < columns; ++column) {
            for (int64_t row = 0; row < rows; ++row) {
                work.wanted[row] = target[row * target_stride + column];
                work.passive[row] = coefficients[row * coefficient_stride + column] > 0;
            }
            pivot_column(&work);
            for (int64_t row = 0; row < rows; ++row) {
                float value = (float)work.solution[row];
                coefficients[row * coefficient_stride + column] = value > 0 && isfinite(value) ? value : 0;
            }
        }
    }
    free(numbers);
    free(places);
    free(sets);
    return enough;
}
