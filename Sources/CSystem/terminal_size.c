#include "CSystem.h"

bool terminal_size(int descriptor, int *rows, int *columns) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return false;
    *rows = size.ws_row;
    *columns = size.ws_col;
    return true;
}

bool terminal_gone(int descriptor) {
    struct pollfd state = {.fd = descriptor, .events = POLLIN};
    if (poll(&state, 1, 0) <= 0) return false;
    if (state.revents & (POLLHUP | POLLERR | POLLNVAL)) return true;
    int waiting = 0;
    return (state.revents & POLLIN) && (ioctl(descriptor, FIONREAD, &waiting) != 0 || waiting == 0);
}
