#pragma once
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

// A library that is loaded when it is first needed: linked, it would cost every start of the program milliseconds.
//
// `FUNCTIONS(X)` lists what is used as X(result, name, (parameters), (arguments)); each becomes a function of that name
// which passes the call on. `open` loads the library once and gives NULL, or why it cannot; until then nothing may be
// called. A header that is included before checks each result and parameter. Compile with -fvisibility=hidden, so that
// the library goes on calling its own functions.
#define FOLEY_LAZILY(open, file, FUNCTIONS)                                                                      \
    FUNCTIONS(FOLEY_SLOT)                                                                                        \
    FUNCTIONS(FOLEY_FORWARD)                                                                                     \
    static char open##_problem[256];                                                                             \
    static void open##_once(void) {                                                                              \
        void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);                                                     \
        const char *missing = NULL;                                                                              \
        if (library) { FUNCTIONS(FOLEY_LOOK_UP) }                                                                \
        if (!library) snprintf(open##_problem, sizeof open##_problem, "%s", dlerror());                          \
        else if (missing) snprintf(open##_problem, sizeof open##_problem, "%s has no %s", file, missing);        \
    }                                                                                                            \
    const char *open(void) {                                                                                     \
        static pthread_once_t once = PTHREAD_ONCE_INIT;                                                          \
        pthread_once(&once, open##_once);                                                                        \
        return open##_problem[0] ? open##_problem : NULL;                                                        \
    }

#define FOLEY_SLOT(result, name, parameters, arguments) static result (*slot_##name) parameters;
#define FOLEY_FORWARD(result, name, parameters, arguments) \
    result name parameters { return slot_##name arguments; }
#define FOLEY_LOOK_UP(result, name, parameters, arguments) \
    if (!(slot_##name = (result (*) parameters)dlsym(library, #name))) missing = #name;
