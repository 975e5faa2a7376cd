#ifndef BRAGGART_CKERNELS_H
#define BRAGGART_CKERNELS_H

/* Loops over numbers that decide how fast everything is. Each stands twice: for AVX2 with FMA, and in plain C for any
   processor; the first is taken where the processor has it. The two give different bits, never different answers. */

#include <stdbool.h>
#include "CKernels_elements.h"
#include "CKernels_products.h"
#include "CKernels_thinning.h"

/* True where the AVX2 and FMA versions are taken. */
bool kernels_use_vectors(void);

/* On the calling thread alone: takes the plain versions from now on (false), or again the best (true). For tests and
   comparisons. */
void kernels_allow_vectors(bool allowed);

#endif
