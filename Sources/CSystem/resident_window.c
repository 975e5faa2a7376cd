#include "CSystem.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* A map is cut into chunks. `used` holds when a chunk was last entered or used, 0 for one that is not counted as
   resident. Chunks enter and leave under the lock; marking a resident one as used takes none. */
enum { chunk_shift = 23 };

struct resident_window {
    uint8_t *base;
    size_t length, chunks, most, resident;
    pthread_mutex_t lock;
    _Atomic uint32_t clock;
    _Atomic uint32_t *used;
};

static void advise(const resident_window *window, size_t chunk, int advice) {
    size_t start = chunk << chunk_shift, size = (size_t)1 << chunk_shift;
    if (start >= window->length) return;
    if (size > window->length - start) size = window->length - start;
    madvise(window->base + start, size, advice); /* it is advice: a refusal changes nothing that is read */
}

resident_window *resident_window_open(const uint8_t *base, size_t length, size_t most_bytes) {
    resident_window *window = calloc(1, sizeof *window);
    if (!window) return NULL;
    window->base = (uint8_t *)base;
    window->length = length;
    window->chunks = ((length - 1) >> chunk_shift) + 1;
    window->most = most_bytes >> chunk_shift;
    if (window->most < 4) window->most = 4;
    window->used = calloc(window->chunks, sizeof *window->used);
    if (!window->used) { free(window); return NULL; }
    pthread_mutex_init(&window->lock, NULL);
    return window;
}

static void leave_oldest(resident_window *window, size_t entering, uint32_t now) {
    size_t oldest = window->chunks;
    uint32_t age = 0;
    for (size_t chunk = 0; chunk < window->chunks; ++chunk) {
        uint32_t used = atomic_load_explicit(&window->used[chunk], memory_order_relaxed);
        if (used == 0 || chunk == entering || now - used < age) continue;
        age = now - used;
        oldest = chunk;
    }
    if (oldest == window->chunks) return;
    atomic_store(&window->used[oldest], 0);
    window->resident -= 1;
    advise(window, oldest, MADV_DONTNEED);
}

static bool is_resident(const resident_window *window, size_t chunk) {
    return atomic_load_explicit(&window->used[chunk], memory_order_relaxed) != 0;
}

static void enter(resident_window *window, size_t chunk, bool ahead) {
    pthread_mutex_lock(&window->lock);
    if (!is_resident(window, chunk)) {
        uint32_t now = atomic_load(&window->clock) + 1;
        if (now == 0) now = 1;
        atomic_store(&window->clock, now);
        atomic_store(&window->used[chunk], now);
        window->resident += 1;
        if (window->resident > window->most) leave_oldest(window, chunk, now);
        /* Whoever comes from the chunk before reads on: the next two are fetched meanwhile. */
        if (ahead && (chunk == 0 || is_resident(window, chunk - 1)))
            for (size_t next = chunk; next < chunk + 3 && next < window->chunks; ++next)
                if (next == chunk || !is_resident(window, next)) advise(window, next, MADV_WILLNEED);
    }
    pthread_mutex_unlock(&window->lock);
}

void resident_window_use(resident_window *window, size_t first, size_t count, bool ahead) {
    if (count == 0) return;
    size_t last = (first + count - 1) >> chunk_shift;
    for (size_t chunk = first >> chunk_shift; chunk <= last && chunk < window->chunks; ++chunk) {
        uint32_t used = atomic_load_explicit(&window->used[chunk], memory_order_relaxed);
        uint32_t now = atomic_load_explicit(&window->clock, memory_order_relaxed);
        if (used == 0) enter(window, chunk, ahead);
        else if (used != now) atomic_compare_exchange_strong(&window->used[chunk], &used, now);
    }
}

size_t resident_window_bytes(resident_window *window) {
    pthread_mutex_lock(&window->lock);
    size_t bytes = window->resident << chunk_shift;
    pthread_mutex_unlock(&window->lock);
    return bytes;
}

void resident_window_close(resident_window *window) {
    if (!window) return;
    pthread_mutex_destroy(&window->lock);
    free(window->used);
    free(window);
}
