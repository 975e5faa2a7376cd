#ifndef BRAGGART_CKERNELS_H
#define BRAGGART_CKERNELS_H

/* Loops over numbers that decide how fast everything is. Most stand twice: for AVX2 with FMA, and in plain C for any
   processor; products stand a third time, for AVX-512. The best that the processor has is taken. They may give different
   bits, never different answers. */

#include <stdbool.h>
#include "CKernels_elements.h"
#include "CKernels_products.h"
#include "CKernels_thinning.h"
#include "CKernels_unpacking.h"

/* How many single-precision numbers the vectors of the products hold: 16 by AVX-512, 8 by AVX2 with FMA, 0 in plain C. */
int kernels_lanes(void);

/* True where the versions with vectors are taken. */
bool kernels_use_vectors(void);

/* On the calling thread alone: takes no vectors longer than this from now on (16, 8 or 0). For tests and comparisons. */
void kernels_allow_lanes(int most);

#endif
