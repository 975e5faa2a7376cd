#define _GNU_SOURCE 1 /* wcwidth */
#include "CNcurses.h"
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;
static FILE *input_file, *output_file;
static int input_descriptor = -1;

bool curses_set_locale(const char *name) { return setlocale(LC_CTYPE, name) != NULL; }
const char *curses_codeset(void) { return nl_langinfo(CODESET); }
int curses_width(uint32_t character) { return wcwidth((wchar_t)character); }

static FILE *open_again(int descriptor, const char *mode) {
    int again = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    if (again < 0) return NULL;
    FILE *file = fdopen(again, mode);
    if (!file) close(again);
    return file;
}

static void close_files(void) {
    if (input_file) fclose(input_file);
    if (output_file) fclose(output_file);
    input_file = output_file = NULL;
    input_descriptor = -1;
}

/* Ctrl-S and Ctrl-V as keys: flow control and the driver's own editing off, in the mode that ncurses comes back to. */
static void free_control_keys(void) {
    struct termios mode;
    if (tcgetattr(input_descriptor, &mode) != 0) return;
    mode.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
    mode.c_lflag &= ~(tcflag_t)IEXTEN;
    if (tcsetattr(input_descriptor, TCSADRAIN, &mode) == 0) def_prog_mode();
}

bool curses_open(const char *entry, int input, int output) {
    if (screen) return false;
    input_file = open_again(input, "r");
    output_file = open_again(output, "w");
    if (!input_file || !output_file) { close_files(); return false; }
    input_descriptor = fileno(input_file);
    screen = newterm(entry, output_file, input_file);
    if (!screen) { close_files(); return false; }
    set_escdelay(25);
    cbreak();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    leaveok(stdscr, TRUE);
    curs_set(0);
    keyok(KEY_MOUSE, FALSE);
    free_control_keys();
    return true;
}

void curses_close(void) {
    if (!screen) return;
    endwin();
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
