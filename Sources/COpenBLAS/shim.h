#ifndef BRAGGART_COPENBLAS_H
#define BRAGGART_COPENBLAS_H
#include <cblas.h>
#include <lapacke.h>
/* LAPACK_ROW_MAJOR and LAPACK_COL_MAJOR are plain macros; a name makes their type certain. */
static inline int openblas_row_major(void) { return LAPACK_ROW_MAJOR; }
static inline int openblas_column_major(void) { return LAPACK_COL_MAJOR; }
#endif
