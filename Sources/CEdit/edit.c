#define _GNU_SOURCE
#include "edit.h"
#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Static_assert(sizeof(wchar_t) == sizeof(uint32_t), "wide characters are UTF-32");

struct foley_edit {
    EditLine *line;
    FILE *input, *output;
    wchar_t *prompt;
    foley_edit_next next;
    foley_edit_action action;
    void *context;
};

static foley_edit *owner(EditLine *line) {
    foley_edit *edit = NULL;
    el_wget(line, EL_CLIENTDATA, &edit);
    return edit;
}

static int next_character(EditLine *line, wchar_t *character) {
    foley_edit *edit = owner(line);
    *character = (wchar_t)edit->next(edit->context);
    return *character == FOLEY_EDIT_STOP ? 0 : 1;
}

static unsigned char act(EditLine *line, wint_t character) {
    (void)character;
    foley_edit *edit = owner(line);
    switch (edit->action(edit->context)) {
    case FOLEY_EDIT_REFRESH: return CC_REFRESH;
    case FOLEY_EDIT_BEEP: return CC_REFRESH_BEEP;
    default: return CC_NORM;
    }
}

static wchar_t *current_prompt(EditLine *line) { return owner(line)->prompt; }

static const struct {
    foley_edit_command code;
    const wchar_t *name;
} commands[] = {
    {FOLEY_EDIT_ACT, L"foley-act"},
    {FOLEY_EDIT_ACCEPT, L"ed-newline"},
    {FOLEY_EDIT_TRANSPOSE, L"ed-transpose-chars"},
    {FOLEY_EDIT_UPPER, L"em-upper-case"},
    {FOLEY_EDIT_LOWER, L"em-lower-case"},
    {FOLEY_EDIT_CAPITALIZE, L"em-capitol-case"},
    {FOLEY_EDIT_CLEAR_SCREEN, L"ed-clear-screen"},
};

static FILE *stream(int descriptor, const char *mode) {
    int copy = dup(descriptor);
    FILE *file = copy < 0 ? NULL : fdopen(copy, mode);
    if (!file && copy >= 0) close(copy);
    return file;
}

foley_edit *foley_edit_open(int input, int output, foley_edit_next next, foley_edit_action action, void *context) {
    foley_edit *edit = calloc(1, sizeof *edit);
    if (!edit) return NULL;
    edit->next = next;
    edit->action = action;
    edit->context = context;
    edit->input = stream(input, "r");
    edit->output = stream(output, "w");
    edit->prompt = calloc(1, sizeof(wchar_t));
    if (edit->input && edit->output && edit->prompt)
        edit->line = el_init("foley", edit->input, edit->output, edit->output);
    if (!edit->line) {
        foley_edit_close(edit);
        return NULL;
    }
    el_wset(edit->line, EL_CLIENTDATA, edit);
    el_wset(edit->line, EL_EDITOR, L"emacs");
    el_wset(edit->line, EL_SIGNAL, 0);
    el_wset(edit->line, EL_PROMPT_ESC, current_prompt, L'\1');
    el_wset(edit->line, EL_GETCFN, next_character);
    el_wset(edit->line, EL_ADDFN, L"foley-act", L"Ask the program", act);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        wchar_t key[2] = {(wchar_t)commands[i].code, 0};
        el_wset(edit->line, EL_BIND, key, commands[i].name, NULL);
    }
    // Control-C, Control-Z, Enter and Control-J arrive as the bytes they are: no signal, no translation of CR and LF.
    el_wset(edit->line, EL_SETTY, L"-d", L"-isig", L"-icrnl", L"-inlcr", L"-igncr", L"-ixon", NULL);
    return edit;
}

void foley_edit_close(foley_edit *edit) {
    if (edit->line) el_end(edit->line);
    if (edit->input) fclose(edit->input);
    if (edit->output) fclose(edit->output);
    free(edit->prompt);
    free(edit);
}

void foley_edit_set_prompt(foley_edit *edit, const uint32_t *prompt, int count) {
    wchar_t *copy = calloc((size_t)count + 1, sizeof(wchar_t));
    if (!copy) return;
    memcpy(copy, prompt, (size_t)count * sizeof(wchar_t));
    free(edit->prompt);
    edit->prompt = copy;
}

bool foley_edit_run(foley_edit *edit) {
    int count = 0;
    fflush(stdout);
    return el_wgets(edit->line, &count) != NULL && count > 0;
}

const uint32_t *foley_edit_text(foley_edit *edit, int *count, int *cursor) {
    const LineInfoW *info = el_wline(edit->line);
    *count = (int)(info->lastchar - info->buffer);
    *cursor = (int)(info->cursor - info->buffer);
    return (const uint32_t *)info->buffer;
}

bool foley_edit_set_text(foley_edit *edit, const uint32_t *text, int count, int cursor) {
    int length, place;
    foley_edit_text(edit, &length, &place);
    el_cursor(edit->line, length - place);
    if (length > 0) el_deletestr(edit->line, length);
    if (count == 0) return true;
    wchar_t *copy = calloc((size_t)count + 1, sizeof(wchar_t));
    if (!copy) return false;
    memcpy(copy, text, (size_t)count * sizeof(wchar_t));
    bool inserted = el_winsertstr(edit->line, copy) == 0;
    free(copy);
    if (inserted) el_cursor(edit->line, cursor - count);
    return inserted;
}

void foley_edit_write(foley_edit *edit, const char *bytes, int count) {
    fwrite(bytes, 1, (size_t)count, edit->output);
    fflush(edit->output);
}

void foley_edit_redraw(foley_edit *edit) { el_wset(edit->line, EL_REFRESH); }
void foley_edit_resize(foley_edit *edit) { el_resize(edit->line); }
void foley_edit_set_raw(foley_edit *edit, bool raw) { el_wset(edit->line, EL_PREP_TERM, raw ? 1 : 0); }

void foley_edit_use_utf8(void) {
    setlocale(LC_CTYPE, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return;
    if (!setlocale(LC_CTYPE, "C.UTF-8")) setlocale(LC_CTYPE, "en_US.UTF-8");
}
