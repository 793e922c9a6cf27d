#pragma once

/// Lets this process compute, and read, write and map what is open, and nothing else; `parent` is the socket that it may
/// speak on. Holds for every thread and cannot be taken back. Returns 0 or the error number.
int foley_confine(int parent);
