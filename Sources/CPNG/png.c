#include "foley_png.h"
