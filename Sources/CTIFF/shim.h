#ifndef BRAGGART_CTIFF_H
#define BRAGGART_CTIFF_H
#include <tiffio.h>
#endif
