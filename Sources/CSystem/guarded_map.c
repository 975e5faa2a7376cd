#include "CSystem.h"
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* Maps stand in a fixed table so that the signal handler reads them without a lock: a slot is published by storing
   its base last and withdrawn by clearing its base first. */
enum { slots = 256 };

struct guarded_map {
    _Atomic(uintptr_t) base;
    atomic_size_t length;
    atomic_bool faulted;
    atomic_bool taken;
};

static guarded_map table[slots];
static pthread_once_t installed = PTHREAD_ONCE_INIT;
static _Atomic(size_t) page_size;
static struct sigaction previous_bus, previous_segv;
static _Atomic(uintptr_t) fallback_handler;

static void pass_on(int signal, siginfo_t *info, void *context) {
    void (*fallback)(int, siginfo_t *, void *) = (void (*)(int, siginfo_t *, void *))atomic_load(&fallback_handler);
    if (fallback) { fallback(signal, info, context); return; }
    const struct sigaction *previous = signal == SIGBUS ? &previous_bus : &previous_segv;
    if ((previous->sa_flags & SA_SIGINFO) && previous->sa_sigaction) { previous->sa_sigaction(signal, info, context); return; }
    if (previous->sa_handler != SIG_DFL && previous->sa_handler != SIG_IGN) { previous->sa_handler(signal); return; }
    struct sigaction plain = {.sa_handler = SIG_DFL};
    sigaction(signal, &plain, NULL); /* the faulting instruction runs again and the default action follows */
}

static void on_fault(int signal, siginfo_t *info, void *context) {
    int saved = errno;
    uintptr_t address = (uintptr_t)info->si_addr;
    for (int i = 0; i < slots; ++i) {
        uintptr_t base = atomic_load(&table[i].base);
        if (base == 0 || address < base || address >= base + atomic_load(&table[i].length)) continue;
        size_t page = atomic_load(&page_size);
        void *at = (void *)(address - address % page);
        if (mmap(at, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED) break;
        atomic_store(&table[i].faulted, true);
        errno = saved;
        return;
    }
    errno = saved;
    pass_on(signal, info, context);
}

static void install(void) {
    atomic_store(&page_size, (size_t)sysconf(_SC_PAGESIZE));
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, &previous_bus);
    sigaction(SIGSEGV, &action, &previous_segv);
}

guarded_map *guarded_map_open(int descriptor, size_t length) {
    pthread_once(&installed, install);
    if (length == 0) { errno = EINVAL; return NULL; }
    guarded_map *slot = NULL;
    for (int i = 0; i < slots && !slot; ++i) {
        bool expected = false;
        if (atomic_compare_exchange_strong(&table[i].taken, &expected, true)) slot = &table[i];
    }
    if (!slot) { errno = EMFILE; return NULL; }
    void *bytes = mmap(NULL, length, PROT_READ, MAP_SHARED, descriptor, 0);
    if (bytes == MAP_FAILED) { atomic_store(&slot->taken, false); return NULL; }
    atomic_store(&slot->faulted, false);
    atomic_store(&slot->length, length);
    atomic_store(&slot->base, (uintptr_t)bytes);
    return slot;
}

const uint8_t *guarded_map_bytes(const guarded_map *map) { return (const uint8_t *)atomic_load(&map->base); }
bool guarded_map_faulted(const guarded_map *map) { return atomic_load(&map->faulted); }

void guarded_map_close(guarded_map *map) {
    uintptr_t base = atomic_exchange(&map->base, 0);
    munmap((void *)base, atomic_load(&map->length));
    atomic_store(&map->taken, false);
}

void guarded_map_set_fallback(void (*fallback)(int, siginfo_t *, void *)) {
    pthread_once(&installed, install); /* a fault may come before the first map */
    atomic_store(&fallback_handler, (uintptr_t)fallback);
}
