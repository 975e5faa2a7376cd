/// The few C things that Swift cannot say: a memory map whose faults are survived, signals as bytes on a pipe, and
/// the ioctl and eventfd calls whose macros or variadic forms Swift does not import.
#ifndef BRAGGART_CSYSTEM_H
#define BRAGGART_CSYSTEM_H
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/// A read-only map of a file that survives the file's shrinking: a fault inside it puts a zero page under the
/// address, sets the map's flag and returns. Readers check the flag after each block.
typedef struct guarded_map guarded_map;

/// Maps `length` bytes of `descriptor` from its start. NULL when the map or its registration fails (errno says why).
guarded_map *guarded_map_open(int descriptor, size_t length);
/// The first mapped byte.
const uint8_t *guarded_map_bytes(const guarded_map *map);
/// True once a page of the map could not be read (the file shrank, or its device failed).
bool guarded_map_faulted(const guarded_map *map);
/// Unmaps and forgets; the pointer is dead afterwards.
void guarded_map_close(guarded_map *map);
/// The handler that a fault outside every map is passed on to; called in signal context.
void guarded_map_set_fallback(void (*fallback)(int signal, siginfo_t *info, void *context));

/// Rows and columns of the terminal behind `descriptor`; false when it is none.
bool terminal_size(int descriptor, int *rows, int *columns);
#endif
