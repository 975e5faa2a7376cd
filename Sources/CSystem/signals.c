#include "CSystem.h"
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>

static atomic_int write_end = -1, read_end = -1;

static void on_signal(int signal) {
    int saved = errno;
    int descriptor = atomic_load(&write_end);
    unsigned char byte = (unsigned char)signal;
    /* A full pipe already holds more than the reader needs to know. */
    if (descriptor >= 0) (void)!write(descriptor, &byte, 1);
    errno = saved;
}

int signal_pipe_open(const int *signals, int count) {
    if (atomic_load(&read_end) < 0) {
        int ends[2];
        if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0) return -1;
        atomic_store(&write_end, ends[1]);
        atomic_store(&read_end, ends[0]);
    }
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigfillset(&action.sa_mask);
    for (int i = 0; i < count; ++i)
        if (sigaction(signals[i], &action, NULL) != 0) return -1;
    return atomic_load(&read_end);
}

int signal_pipe_next(int descriptor) {
    unsigned char byte;
    for (;;) {
        ssize_t taken = read(descriptor, &byte, 1);
        if (taken == 1) return byte;
        if (taken < 0 && errno == EINTR) continue;
        return 0;
    }
}

void signal_default_and_raise(int signal) {
    struct sigaction plain = {.sa_handler = SIG_DFL}, previous;
    sigemptyset(&plain.sa_mask);
    if (sigaction(signal, &plain, &previous) != 0) return;
    sigset_t set, before;
    sigemptyset(&set);
    sigaddset(&set, signal);
    pthread_sigmask(SIG_UNBLOCK, &set, &before);
    raise(signal);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    sigaction(signal, &previous, NULL);
}
