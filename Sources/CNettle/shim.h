#ifndef BRAGGART_CNETTLE_H
#define BRAGGART_CNETTLE_H
#include <nettle/sha2.h>
#endif
