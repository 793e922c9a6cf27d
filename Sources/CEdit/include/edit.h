#pragma once
#include <stdbool.h>
#include <stdint.h>

/// One libedit editor on a terminal.
typedef struct foley_edit foley_edit;

/// What libedit does next. `ACT` calls the action given to `foley_edit_open`; the others are libedit's own commands.
/// The codes are C1 control characters, which no person types.
typedef enum {
    FOLEY_EDIT_STOP = 0,
    FOLEY_EDIT_ACT = 0x80,
    FOLEY_EDIT_ACCEPT,
    FOLEY_EDIT_TRANSPOSE,
    FOLEY_EDIT_UPPER,
    FOLEY_EDIT_LOWER,
    FOLEY_EDIT_CAPITALIZE,
    FOLEY_EDIT_CLEAR_SCREEN,
} foley_edit_command;

/// What an action leaves to be drawn.
typedef enum { FOLEY_EDIT_DRAWN, FOLEY_EDIT_REFRESH, FOLEY_EDIT_BEEP } foley_edit_effect;

typedef foley_edit_command (*foley_edit_next)(void *context);
typedef foley_edit_effect (*foley_edit_action)(void *context);

/// Opens an editor that reads no input itself: it asks `next` what to do. Returns NULL without memory or terminal.
foley_edit *foley_edit_open(int input, int output, foley_edit_next next, foley_edit_action action, void *context);
void foley_edit_close(foley_edit *edit);

/// Sets the prompt, UTF-32; what stands between two U+0001 is written but takes no room.
void foley_edit_set_prompt(foley_edit *edit, const uint32_t *prompt, int count);

/// Edits until `ACCEPT` (true) or `STOP` (false).
bool foley_edit_run(foley_edit *edit);

/// The text and the cursor's place in it, in scalars; valid until the text changes.
const uint32_t *foley_edit_text(foley_edit *edit, int *count, int *cursor);
/// Replaces the whole text; false without memory. Only inside an action, which then returns `REFRESH`.
bool foley_edit_set_text(foley_edit *edit, const uint32_t *text, int count, int cursor);

/// Writes bytes to the terminal at once, past the model that libedit has of the screen.
void foley_edit_write(foley_edit *edit, const char *bytes, int count);
/// Draws prompt and text afresh, from column 0 of the line where the terminal's cursor is.
void foley_edit_redraw(foley_edit *edit);
/// Takes over a new window size; a redraw must follow.
void foley_edit_resize(foley_edit *edit);
/// Raw or ordinary terminal mode, as around a stop by Control-Z.
void foley_edit_set_raw(foley_edit *edit, bool raw);

/// Makes character classes and output UTF-8, whatever the locale says.
void foley_edit_use_utf8(void);
