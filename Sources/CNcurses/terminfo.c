#include "CNcurses.h"
#include <curses.h>
#include <string.h>
#include <term.h> /* whose macros (columns, lines, …) keep this file apart from the rest */

curses_entry curses_look_up(const char *name, int output) {
    curses_entry entry = {0};
    int status = 0;
    if (setupterm(name, output, &status) != OK || !cur_term) return entry;
    entry.found = true;
    int colors = tigetnum("colors");
    entry.colors = colors > 0 ? colors : 0;
    entry.erases_in_color = tigetflag("bce") > 0;
    char *move = tigetstr("cup");
    entry.addresses_cursor = move && move != (char *)-1;
    del_curterm(cur_term);
    return entry;
}

bool curses_capability(const char *name, char *buffer, int capacity) {
    const char *text = tigetstr(name);
    if (!text || text == (const char *)-1) return false;
    int length = 0;
    while (*text) {
        const char *end = text[0] == '$' && text[1] == '<' ? strchr(text, '>') : NULL;
        if (end) { text = end + 1; continue; }
        if (length + 1 >= capacity) return false;
        buffer[length++] = *text++;
    }
    buffer[length] = 0;
    return true;
}
