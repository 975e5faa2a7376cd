#include "CKernels.h"
#include <stdatomic.h>

static atomic_bool forbidden;

bool kernels_use_vectors(void) {
#if defined(__x86_64__)
    if (atomic_load_explicit(&forbidden, memory_order_relaxed)) return false;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
    return false;
#endif
}

void kernels_allow_vectors(bool allowed) { atomic_store_explicit(&forbidden, !allowed, memory_order_relaxed); }
