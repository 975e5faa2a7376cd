#ifndef BRAGGART_CTIFF_H
#define BRAGGART_CTIFF_H
#include <tiffio.h>

/* Swift does not import functions with variable arguments: each kind that is used has a name here. A field that is not
   there, and has no default, is 0. */

static inline uint32_t tiff_long(TIFF *file, int tag) {
    uint32_t value = 0;
    return TIFFGetFieldDefaulted(file, (uint32_t)tag, &value) ? value : 0;
}

static inline uint16_t tiff_short(TIFF *file, int tag) {
    uint16_t value = 0;
    return TIFFGetFieldDefaulted(file, (uint32_t)tag, &value) ? value : 0;
}

/* For fields of one number of at most 32 bits. */
static inline int tiff_set(TIFF *file, int tag, uint32_t value) { return TIFFSetField(file, (uint32_t)tag, value); }
#endif
