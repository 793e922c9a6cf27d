#pragma once

/// Loads cairo, Pango and fontconfig, which are used as their headers say from then on; NULL, or why they cannot be.
const char *foley_drawing_open(void);
