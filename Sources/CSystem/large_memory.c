#include "CSystem.h"
#include <malloc.h>

void large_memory_returns(void) {
    /* By default the first large block that is freed makes all of its size come from the heap from then on. */
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
}
