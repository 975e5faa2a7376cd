/// ncurses (wide) behind plain functions: Swift never sees its macros, its globals or its types. One screen at a
/// time, from one thread.
#ifndef BRAGGART_CNCURSES_H
#define BRAGGART_CNCURSES_H
#include <stdbool.h>
#include <stdint.h>

/// What a terminfo entry says of its terminal.
typedef struct {
    bool found;
    bool addresses_cursor;
    /// Claims that erasing takes the background colour (bce).
    bool erases_in_color;
    /// Colours of the entry; 0 where it has none.
    int colors;
} curses_entry;

/// Looks an entry up without starting a screen. `name` is as in TERM.
curses_entry curses_look_up(const char *name, int output);
/// Sets the character type of the locale; "" is the user's own. False when the system has no such locale.
bool curses_set_locale(const char *name);
/// The character encoding of the locale, as nl_langinfo(CODESET) gives it.
const char *curses_codeset(void);
/// Columns that ncurses gives a character in this locale; -1 for one that it cannot show.
int curses_width(uint32_t character);

/// Starts the screen by a terminfo entry on so many rows and columns: alternate screen, keys decoded, cursor hidden. What ncurses writes is kept for
/// `curses_take_output`; the terminal's mode is left alone. False when ncurses cannot.
bool curses_open(const char *entry, int input, int rows, int columns);
/// Gives the keyboard the mode that the screen needs: no echo, no line editing, no flow control, signal characters kept.
bool curses_take_keyboard(int input);
/// Takes what ncurses has written since the last time.
/// - Returns: how many bytes; more than `capacity` where they did not fit, and nothing was taken.
int64_t curses_take_output(uint8_t *bytes, int64_t capacity);
/// Ends the screen for a while; `curses_resume` brings it back, to be drawn anew.
void curses_suspend(void);
void curses_resume(void);
/// Frees the screen, after `curses_suspend`. Does nothing where there is none.
void curses_close(void);

/// Rows and columns as ncurses has them.
void curses_size(int *rows, int *columns);
/// Gives the screen another size; false when there is no memory for it.
bool curses_resize(int rows, int columns);

/// Allows colours. False where there are none. `defaults` is set where -1 stands for the terminal's own colours.
bool curses_start_colors(bool *defaults);
/// Colour pairs of the screen; numbers run from 1 to this less one.
int curses_pair_limit(void);
/// Defines a pair by two colour numbers (-1 is the terminal's own).
bool curses_define_pair(int pair, int foreground, int background);
/// Forgets all pairs and repaints everything at the next refresh.
void curses_forget_pairs(void);

enum { curses_bold = 1, curses_underlined = 2, curses_reversed = 4 };

/// A character with its pair and its attributes (an or of the above).
typedef struct {
    uint32_t character;
    int32_t pair;
    uint32_t attributes;
} curses_cell;

/// Puts characters side by side from a place on; a wide one takes two columns.
void curses_put(int row, int column, const curses_cell *cells, int count);
/// Blanks the screen in memory.
void curses_erase(void);
/// Sends what changed.
void curses_refresh(void);
/// Repaints everything at the next refresh.
void curses_repaint(void);

typedef enum { curses_nothing, curses_character, curses_key, curses_resized } curses_input_kind;

typedef struct {
    curses_input_kind kind;
    uint32_t character;
    /// ncurses' name of the key (`KEY_LEFT`, `kLFT5`); valid until the next read.
    const char *key;
} curses_input;

/// The next input that waits; `curses_nothing` where none does. Mouse reports come as the characters that the terminal
/// sends: ncurses' own queue keeps 8 of them and gives them back last first.
curses_input curses_read(void);

/// A string capability of the current screen without its padding; false when it has none or it is longer than
/// `capacity`.
bool curses_capability(const char *name, char *buffer, int capacity);
#endif
