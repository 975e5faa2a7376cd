#include "CSystem.h"
#include <execinfo.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Everything that the handler needs stands ready in static storage; `armed` is set last and cleared first. */
enum { reset_capacity = 1024, log_capacity = 4096, alternate_stack = 65536, frames = 64 };

static char reset_text[reset_capacity];
static size_t reset_length;
static char log_file[log_capacity];
static struct termios saved_mode;
static int terminal = -1;
static atomic_bool armed, entered;
static const int guarded[] = {SIGABRT, SIGILL,    SIGTRAP, SIGFPE,  SIGQUIT, SIGSYS,  SIGXCPU,   SIGUSR1,
                              SIGUSR2, SIGALRM,   SIGPROF, SIGVTALRM, SIGIO, SIGPWR, SIGSTKFLT};
enum { guarded_count = sizeof guarded / sizeof guarded[0] };
static struct sigaction previous[guarded_count];

static void say(int descriptor, const char *text) { (void)!write(descriptor, text, strlen(text)); }

static const char *name_of(int signal) {
    switch (signal) {
    case SIGSEGV: return "a memory fault (SIGSEGV)";
    case SIGBUS: return "a memory fault (SIGBUS)";
    case SIGABRT: return "an abort (SIGABRT)";
    case SIGILL: return "a failed check (SIGILL)";
    case SIGTRAP: return "a failed check (SIGTRAP)";
    case SIGFPE: return "an arithmetic fault (SIGFPE)";
    case SIGQUIT: return "the quit signal (SIGQUIT)";
    case SIGXCPU: return "its limit of processor time (SIGXCPU)";
    case SIGSYS: return "a refused system call (SIGSYS)";
    case SIGPWR: return "a power failure (SIGPWR)";
    default: return "a signal that it does not know (SIG";
    }
}

static void restore_and_explain(int signal) {
    (void)!write(terminal, reset_text, reset_length);
    tcsetattr(terminal, TCSANOW, &saved_mode);
    say(terminal, "\nbraggart was ended by ");
    say(terminal, name_of(signal));
    if (name_of(signal)[strlen(name_of(signal)) - 1] != ')') {
        const char *name = sigabbrev_np(signal);
        say(terminal, name ? name : "");
        say(terminal, ")");
    }
    if (log_file[0]) {
        say(terminal, "; what it said last is in ");
        say(terminal, log_file);
    }
    say(terminal, "\n");
    void *addresses[frames];
    backtrace_symbols_fd(addresses, backtrace(addresses, frames), STDERR_FILENO);
}

static void on_crash(int signal, siginfo_t *info, void *context) {
    (void)info;
    (void)context;
    /* A second fault, here or in another thread, ends the process at once. */
    if (atomic_load(&armed) && !atomic_exchange(&entered, true)) restore_and_explain(signal);
    signal_default_and_raise(signal);
}

bool crash_guard_arm(int descriptor, const char *reset, const struct termios *mode, const char *log_path) {
    if (atomic_load(&armed)) return false;
    size_t length = strlen(reset);
    if (length > reset_capacity || strlen(log_path) >= log_capacity) return false;
    memcpy(reset_text, reset, length);
    reset_length = length;
    strcpy(log_file, log_path);
    saved_mode = *mode;
    terminal = descriptor;
    /* The first call loads the unwinder, which must not happen inside a handler. */
    void *first[1];
    backtrace(first, 1);
    static char stack_memory[alternate_stack];
    stack_t stack = {.ss_sp = stack_memory, .ss_size = sizeof stack_memory}, present;
    if (sigaltstack(NULL, &present) == 0 && (present.ss_flags & SS_DISABLE)) sigaltstack(&stack, NULL);
    struct sigaction action = {.sa_sigaction = on_crash, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < guarded_count; ++i) sigaction(guarded[i], &action, &previous[i]);
    guarded_map_set_fallback(on_crash);
    atomic_store(&entered, false);
    atomic_store(&armed, true);
    return true;
}

void crash_guard_disarm(void) {
    if (!atomic_exchange(&armed, false)) return;
    guarded_map_set_fallback(NULL);
    for (int i = 0; i < guarded_count; ++i) sigaction(guarded[i], &previous[i], NULL);
}
