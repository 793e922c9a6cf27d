#pragma once

/// Levels of instructions: AVX-512 gives the bits of AVX2. Where the architecture is another, there is one, of plain C.
enum { FOLEY_PLAIN = 0, FOLEY_SSE4 = 1, FOLEY_AVX2 = 2, FOLEY_AVX512 = 3 };

/// The highest that this processor has.
int foley_level_of_machine(void);

/// The one that kernels run at: the machine's own, or the one that the environment names in FOLEY_ISA where the machine
/// has it.
int foley_level(void);

/// Lets kernels run at another level, which the machine must have; before the first of them runs.
void foley_hold_level(int level);
