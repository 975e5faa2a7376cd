#ifndef BRAGGART_CHDF5_H
#define BRAGGART_CHDF5_H
#include <hdf5.h>
#endif
