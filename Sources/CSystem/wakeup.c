#include "CSystem.h"
#include <errno.h>

int wakeup_open(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

void wakeup_ring(int descriptor) {
    uint64_t one = 1;
    /* EAGAIN means that the bell has been rung 2^64 - 2 times and still stands. */
    while (write(descriptor, &one, sizeof one) < 0 && errno == EINTR) {}
}

void wakeup_drain(int descriptor) {
    uint64_t count;
    while (read(descriptor, &count, sizeof count) < 0 && errno == EINTR) {}
}

int directory_watch_open(const char *path) {
    int descriptor = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (descriptor < 0) return -1;
    if (inotify_add_watch(descriptor, path, IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE) < 0) {
        int saved = errno;
        close(descriptor);
        errno = saved;
        return -1;
    }
    return descriptor;
}

void directory_watch_drain(int descriptor) {
    char events[4096];
    for (;;) {
        ssize_t taken = read(descriptor, events, sizeof events);
        if (taken <= 0 && !(taken < 0 && errno == EINTR)) return;
    }
}
