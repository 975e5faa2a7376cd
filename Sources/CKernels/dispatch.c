#include "CKernels.h"

static _Thread_local int most_lanes = 16;

int kernels_lanes(void) {
#if defined(__x86_64__)
    if (most_lanes >= 16 && __builtin_cpu_supports("avx512f")) return 16;
    if (most_lanes >= 8 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 8;
#endif
    return 0;
}

bool kernels_use_vectors(void) { return kernels_lanes() > 0; }

void kernels_allow_lanes(int most) { most_lanes = most; }
