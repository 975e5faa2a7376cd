#ifndef BRAGGART_CZLIB_H
#define BRAGGART_CZLIB_H
#include <zlib.h>
#endif
