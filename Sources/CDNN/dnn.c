#include "dnn.h"
