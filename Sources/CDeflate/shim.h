#ifndef BRAGGART_CDEFLATE_H
#define BRAGGART_CDEFLATE_H
#include <libdeflate.h>
#endif
