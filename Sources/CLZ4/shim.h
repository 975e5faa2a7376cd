#ifndef BRAGGART_CLZ4_H
#define BRAGGART_CLZ4_H
#include <lz4.h>
#endif
