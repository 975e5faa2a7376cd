#ifndef BRAGGART_CBLOSC_H
#define BRAGGART_CBLOSC_H
#include <blosc.h>
#endif
