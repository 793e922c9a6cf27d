#pragma once

/// Loads chafa, which is used as its headers say from then on; NULL, or why it cannot be.
const char *foley_chafa_open(void);
