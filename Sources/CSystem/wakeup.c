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
