#define _GNU_SOURCE 1 /* wcwidth, memfd_create */
#include "CNcurses.h"
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;
static FILE *input_file, *output_file;
static int input_descriptor = -1;

bool curses_set_locale(const char *name) { return setlocale(LC_CTYPE, name) != NULL; }
const char *curses_codeset(void) { return nl_langinfo(CODESET); }
int curses_width(uint32_t character) { return wcwidth((wchar_t)character); }

/* ncurses writes into a file in memory, from which `curses_take_output` fetches what it wrote. */
static bool open_files(int input) {
    int again = fcntl(input, F_DUPFD_CLOEXEC, 3);
    int memory = memfd_create("braggart-screen", MFD_CLOEXEC);
    if (again >= 0) input_file = fdopen(again, "r");
    if (memory >= 0) output_file = fdopen(memory, "w");
    if (again >= 0 && !input_file) close(again);
    if (memory >= 0 && !output_file) close(memory);
    if (input_file) input_descriptor = again;
    return input_file && output_file;
}

static void close_files(void) {
    if (input_file) fclose(input_file);
    if (output_file) fclose(output_file);
    input_file = output_file = NULL;
    input_descriptor = -1;
}

/* What ncurses sets on a terminal that it writes to itself: keys at once and unechoed, signals kept, Enter as CR, output
   as it is. Besides, Ctrl-S and Ctrl-V as keys: no flow control, no editing by the driver. */
bool curses_take_keyboard(int input) {
    struct termios mode;
    if (tcgetattr(input, &mode) != 0) return false;
    mode.c_iflag &= ~(tcflag_t)(IXON | IXOFF | ICRNL | INLCR);
    mode.c_oflag &= ~(tcflag_t)ONLCR;
    mode.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
    mode.c_lflag |= ISIG;
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
    return tcsetattr(input, TCSADRAIN, &mode) == 0;
}

/* ncurses asks a terminal that it writes to for its size, and everything else for these variables. */
static void tell_size(int rows, int columns) {
    char text[16];
    snprintf(text, sizeof text, "%d", rows);
    setenv("LINES", text, 1);
    snprintf(text, sizeof text, "%d", columns);
    setenv("COLUMNS", text, 1);
}

bool curses_open(const char *entry, int input, int rows, int columns) {
    if (screen) return false;
    if (!open_files(input)) { close_files(); return false; }
    if (rows > 0 && columns > 0) tell_size(rows, columns);
    screen = newterm(entry, output_file, input_file);
    unsetenv("LINES");
    unsetenv("COLUMNS");
    if (!screen) { close_files(); return false; }
    set_escdelay(25);
    /* A frame is written whole, whatever waits to be read. */
    typeahead(-1);
    cbreak();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    leaveok(stdscr, TRUE);
    curs_set(0);
    keyok(KEY_MOUSE, FALSE);
    return true;
}

int64_t curses_take_output(uint8_t *bytes, int64_t capacity) {
    if (!output_file) return 0;
    int memory = fileno(output_file);
    fflush(output_file);
    off_t length = lseek(memory, 0, SEEK_CUR);
    if (length <= 0) return 0;
    if (!bytes || capacity < length) return (int64_t)length;
    off_t taken = 0;
    while (taken < length) {
        ssize_t part = pread(memory, bytes + taken, (size_t)(length - taken), taken);
        if (part <= 0) break;
        taken += part;
    }
    lseek(memory, 0, SEEK_SET);
    (void)!ftruncate(memory, 0);
    return (int64_t)taken;
}

void curses_close(void) {
    if (!screen) return;
    delscreen(screen);
    screen = NULL;
    close_files();
}

void curses_suspend(void) {
    if (screen) endwin();
}

void curses_resume(void) {
    if (!screen) return;
    reset_prog_mode();
    curs_set(0);
    clearok(curscr, TRUE);
    refresh();
}

void curses_size(int *rows, int *columns) { *rows = screen ? LINES : 0; *columns = screen ? COLS : 0; }
bool curses_resize(int rows, int columns) { return screen && resizeterm(rows, columns) == OK; }

bool curses_start_colors(bool *defaults) {
    if (!has_colors() || start_color() != OK) return false;
    *defaults = use_default_colors() == OK;
    return true;
}

int curses_pair_limit(void) { return COLOR_PAIRS; }
bool curses_define_pair(int pair, int foreground, int background) {
    return init_extended_pair(pair, foreground, background) == OK;
}

void curses_forget_pairs(void) {
    reset_color_pairs();
    use_default_colors();
    clearok(curscr, TRUE);
}

static attr_t attributes_of(uint32_t flags) {
    return (flags & curses_bold ? A_BOLD : 0) | (flags & curses_underlined ? A_UNDERLINE : 0)
        | (flags & curses_reversed ? A_REVERSE : 0);
}

void curses_put(int row, int column, const curses_cell *cells, int count) {
    enum { portion = 128 };
    cchar_t characters[portion];
    int done = 0;
    while (done < count) {
        int taken = 0, width = 0;
        for (; taken < portion && done + taken < count; ++taken) {
            const curses_cell *cell = &cells[done + taken];
            wchar_t text[2] = {(wchar_t)cell->character, 0};
            int pair = cell->pair;
            setcchar(&characters[taken], text, attributes_of(cell->attributes), 0, &pair);
            width += wcwidth(text[0]) == 2 ? 2 : 1;
        }
        mvadd_wchnstr(row, column, characters, taken);
        column += width;
        done += taken;
    }
}

void curses_erase(void) { erase(); }
void curses_refresh(void) { refresh(); }
void curses_repaint(void) { clearok(curscr, TRUE); }

curses_input curses_read(void) {
    curses_input input = {0};
    wint_t code = 0;
    for (;;) {
        int kind = get_wch(&code);
        if (kind == ERR) return input;
        if (kind != KEY_CODE_YES) {
            input.kind = curses_character;
            input.character = (uint32_t)code;
            return input;
        }
        if (code == KEY_RESIZE) { input.kind = curses_resized; return input; }
        input.key = keyname((int)code);
        if (!input.key) continue;
        input.kind = curses_key;
        return input;
    }
}
