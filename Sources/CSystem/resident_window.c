#include "CSystem.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

/* A map is cut into chunks. `used` holds when a chunk was last entered or used, 0 for one that is not counted as
   resident. Chunks enter and leave under the lock; marking a resident one as used takes none, and the system is told
   after the lock, since that takes it milliseconds. */
enum { chunk_shift = 23, fetched_together = 3, probes = 4 };

struct resident_window {
    uint8_t *base;
    int descriptor;
    size_t length, chunks, most, resident;
    pthread_mutex_t lock;
    _Atomic uint32_t clock;
    _Atomic uint32_t *used;
};

static size_t chunk_size(const resident_window *window, size_t chunk) {
    size_t rest = window->length - (chunk << chunk_shift), whole = (size_t)1 << chunk_shift;
    return rest < whole ? rest : whole;
}

static void advise(const resident_window *window, size_t chunk, int advice) {
    /* It is advice: a refusal changes nothing that is read. */
    madvise(window->base + (chunk << chunk_shift), chunk_size(window, chunk), advice);
}

/* True when some bytes spread over a chunk are in the system's cache. To have a chunk fetched that is there already
   costs as much as mapping it, for the system looks at every page. */
static bool is_cached(const resident_window *window, size_t chunk) {
    if (window->descriptor < 0) return false;
    size_t start = chunk << chunk_shift, size = chunk_size(window, chunk);
    for (size_t probe = 0; probe < probes; ++probe) {
        uint8_t byte;
        struct iovec place = {&byte, 1};
        off_t offset = (off_t)(start + (size - 1) / (probes - 1) * probe);
        if (preadv2(window->descriptor, &place, 1, offset, RWF_NOWAIT) != 1) return false;
    }
    return true;
}

resident_window *resident_window_open(const uint8_t *base, int descriptor, size_t length, size_t most_bytes) {
    resident_window *window = calloc(1, sizeof *window);
    if (!window) return NULL;
    window->base = (uint8_t *)base;
    window->length = length;
    window->chunks = ((length - 1) >> chunk_shift) + 1;
    window->most = most_bytes >> chunk_shift;
    if (window->most < 4) window->most = 4;
    window->used = calloc(window->chunks, sizeof *window->used);
    if (!window->used) { free(window); return NULL; }
    window->descriptor = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    pthread_mutex_init(&window->lock, NULL);
    return window;
}

/* Takes the chunk that was used longest ago off the count: the number of chunks where there is none. */
static size_t leave_oldest(resident_window *window, size_t entering, uint32_t now) {
    size_t oldest = window->chunks;
    uint32_t age = 0;
    for (size_t chunk = 0; chunk < window->chunks; ++chunk) {
        uint32_t used = atomic_load_explicit(&window->used[chunk], memory_order_relaxed);
        if (used == 0 || chunk == entering || now - used < age) continue;
        age = now - used;
        oldest = chunk;
    }
    if (oldest == window->chunks) return oldest;
    atomic_store(&window->used[oldest], 0);
    window->resident -= 1;
    return oldest;
}

static bool is_resident(const resident_window *window, size_t chunk) {
    return atomic_load_explicit(&window->used[chunk], memory_order_relaxed) != 0;
}

static void enter(resident_window *window, size_t chunk, bool ahead) {
    size_t leaving = window->chunks, fetched[fetched_together], count = 0;
    pthread_mutex_lock(&window->lock);
    if (!is_resident(window, chunk)) {
        uint32_t now = atomic_load(&window->clock) + 1;
        if (now == 0) now = 1;
        atomic_store(&window->clock, now);
        atomic_store(&window->used[chunk], now);
        window->resident += 1;
        if (window->resident > window->most) leaving = leave_oldest(window, chunk, now);
        /* Whoever comes from the chunk before reads on: the next ones are fetched meanwhile. */
        if (ahead && (chunk == 0 || is_resident(window, chunk - 1)))
            for (size_t next = chunk; next < chunk + fetched_together && next < window->chunks; ++next)
                if (next == chunk || !is_resident(window, next)) fetched[count++] = next;
    }
    pthread_mutex_unlock(&window->lock);
    for (size_t index = 0; index < count; ++index)
        if (!is_cached(window, fetched[index])) advise(window, fetched[index], MADV_WILLNEED);
    if (leaving < window->chunks) advise(window, leaving, MADV_DONTNEED);
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
    if (window->descriptor >= 0) close(window->descriptor);
    free(window->used);
    free(window);
}
