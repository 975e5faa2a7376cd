#ifndef BRAGGART_CZIP_H
#define BRAGGART_CZIP_H
#include <zip.h>
#endif
