#include "CKernels.h"

static _Thread_local bool forbidden;

bool kernels_use_vectors(void) {
#if defined(__x86_64__)
    return !forbidden && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
    return false;
#endif
}

void kernels_allow_vectors(bool allowed) { forbidden = !allowed; }
