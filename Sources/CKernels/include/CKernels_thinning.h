#ifndef BRAGGART_CKERNELS_THINNING_H
#define BRAGGART_CKERNELS_THINNING_H

#include <stdint.h>

/* Which part of the counts a thinning takes. Halves that belong together add up to the counts, and so do quarters. */
typedef enum { THINNING_HALF, THINNING_OTHER_HALF, THINNING_QUARTER, THINNING_OTHER_QUARTERS } thinning_part;

/* Turns stored values into counts, n = (value - offset) / gain to the nearest integer, at least 0, and each count into
   a part of it: one of Binomial(n, 1/2) or Binomial(n, 1/4), or what that leaves. Value i is thinned by random bits that are a
   function of key and first + i alone. Values that are not finite become 0. */
void thin_counts(int64_t count, float *values, float offset, float gain, uint64_t key, uint64_t first,
                 thinning_part part);

#endif
