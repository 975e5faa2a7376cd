#include "CSystem.h"
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

extern char **environ;

static int describe_files(posix_spawn_file_actions_t *files, const char *log_path) {
    int error = posix_spawn_file_actions_addopen(files, 0, "/dev/null", O_RDONLY, 0);
    if (!error) error = posix_spawn_file_actions_addopen(files, 1, log_path, O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (!error) error = posix_spawn_file_actions_adddup2(files, 1, 2);
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(files, 3);
    return error;
}

static int describe_process(posix_spawnattr_t *process, bool new_session) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int error = posix_spawnattr_setsigmask(process, &none);
    if (!error) error = posix_spawnattr_setsigdefault(process, &all);
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (new_session ? POSIX_SPAWN_SETSID : 0);
    if (!error) error = posix_spawnattr_setflags(process, flags);
    return error;
}

pid_t spawn_worker(const char *path, char *const arguments[], const char *log_path, int niceness, bool new_session) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t process;
    pid_t pid = -1;
    int error = posix_spawn_file_actions_init(&files);
    if (error) { errno = error; return -1; }
    error = posix_spawnattr_init(&process);
    if (!error) {
        error = describe_files(&files, log_path);
        if (!error) error = describe_process(&process, new_session);
        if (!error) error = posix_spawn(&pid, path, &files, &process, arguments, environ);
        posix_spawnattr_destroy(&process);
    }
    posix_spawn_file_actions_destroy(&files);
    if (error) { errno = error; return -1; }
    /* By group where it has its own: that reaches every thread it may have started already. A worker that ends at once
       has no priority to lower. */
    if (niceness) setpriority(new_session ? PRIO_PGRP : PRIO_PROCESS, (id_t)pid, niceness);
    return pid;
}

bool process_alive(pid_t pid) {
    if (pid <= 0) return false;
    if (waitpid(pid, NULL, WNOHANG) == pid) return false;
    return kill(pid, 0) == 0 || errno == EPERM;
}
