#ifndef BRAGGART_CZSTD_H
#define BRAGGART_CZSTD_H
#include <zstd.h>
#endif
