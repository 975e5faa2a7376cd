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

/// Keeps a large map from filling the memory: of the chunks that were read only so many stay mapped, those used last.
/// The system's cache of the file is not touched, and a chunk that left is mapped again when it is read. What is read
/// in order is fetched ahead. Safe from several threads at once.
typedef struct resident_window resident_window;

/// For a map of `length` bytes of the file behind `descriptor`, of which about `most_bytes` stay. NULL when there is no
/// memory for it.
resident_window *resident_window_open(const uint8_t *base, int descriptor, size_t length, size_t most_bytes);
/// To be called before bytes are read: `count` of them from `first`.
/// - Parameter ahead: what follows will be read next where this follows what was read; false where it is read in part.
void resident_window_use(resident_window *window, size_t first, size_t count, bool ahead);
/// How many bytes may be mapped at the moment.
size_t resident_window_bytes(resident_window *window);
/// Before the map itself goes. NULL is none.
void resident_window_close(resident_window *window);

/// Makes blocks of 4 MB and more go back to the system whenever they are freed, not only the first ones.
void large_memory_returns(void);

/// Rows and columns of the terminal behind `descriptor`; false when it is none.
bool terminal_size(int descriptor, int *rows, int *columns);
/// True where the other end of the terminal is gone: hung up, closed, or readable without ever giving a byte.
bool terminal_gone(int descriptor);

/// Turns signals into bytes (the signal's number each) on a non-blocking pipe. A process has one: a second call adds
/// signals to it. Interrupted system calls are restarted.
/// - Returns: the end to poll and to read; -1 when it cannot be had (errno says why).
int signal_pipe_open(const int *signals, int count);
/// The next signal that has arrived at the pipe; 0 where none waits.
int signal_pipe_next(int descriptor);
/// Does what the signal does by default, to the calling process: returns only from signals that stop it (once it goes
/// on again, the former handler back in place) or that do nothing.
void signal_default_and_raise(int signal);

/// Arms the restoring of a terminal at a crash (SIGSEGV and SIGBUS outside guarded maps, SIGABRT, SIGILL, SIGTRAP,
/// SIGFPE) and at other signals that would end the process unasked (SIGQUIT, SIGXCPU, SIGUSR1 …): writes `reset` and the mode back to `terminal`, says where the log is, writes the call stack to
/// standard error and ends by the same signal. All is copied. An empty `log_path` means that there is no log.
/// - Returns: false when it is armed already, or a text is longer than what it keeps room for.
bool crash_guard_arm(int terminal, const char *reset, const struct termios *mode, const char *log_path);
/// Gives the signals back.
void crash_guard_disarm(void);

/// How many processors the scheduler may run the calling thread on; 0 when the system does not say.
int processor_count(void);

/// A bell that any thread may ring and one polls (eventfd); -1 when there are no descriptors left.
int wakeup_open(void);
void wakeup_ring(int descriptor);
/// Takes all rings at once.
void wakeup_drain(int descriptor);

/// Starts a program in the background: standard input empty, both outputs appended to a log file, no other descriptor,
/// all signals at their default, and `niceness` added to its priority.
/// - Parameter new_session: give it a session and a process group of its own, out of reach of the terminal.
/// - Returns: its process id; -1 when it cannot be started (errno says why).
pid_t spawn_worker(const char *path, char *const arguments[], const char *log_path, int niceness, bool new_session);
/// True while a process runs. One that was started by this process and has ended is reaped.
bool process_alive(pid_t pid);
#endif
