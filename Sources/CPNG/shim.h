#ifndef BRAGGART_CPNG_H
#define BRAGGART_CPNG_H
#include <stdio.h>
#include <png.h>
#endif
