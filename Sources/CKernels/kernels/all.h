// Every kernel, once for each file that includes this.
#include "basic.c"
#include "block.c"
#include "recurrent.c"
#include "spectrum.c"
#include "summary.c"
#include "training.c"
