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

/* For fields of one floating-point number. */
static inline int tiff_set_number(TIFF *file, int tag, double value) { return TIFFSetField(file, (uint32_t)tag, value); }

static inline int tiff_set_text(TIFF *file, int tag, const char *text) {
    return TIFFSetField(file, (uint32_t)tag, text);
}

/* Makes known the private tags in which DigitalMicrograph keeps units, origins and scales of columns and rows, and the
   unit of the values (rosettasciio reads and writes them too). */
static inline void tiff_know_calibration(TIFF *file) {
    static const TIFFFieldInfo fields[] = {
        {65003, -1, -1, TIFF_ASCII, FIELD_CUSTOM, 1, 0, "UnitX"}, {65004, -1, -1, TIFF_ASCII, FIELD_CUSTOM, 1, 0, "UnitY"},
        {65006, 1, 1, TIFF_DOUBLE, FIELD_CUSTOM, 1, 0, "OriginX"}, {65007, 1, 1, TIFF_DOUBLE, FIELD_CUSTOM, 1, 0, "OriginY"},
        {65009, 1, 1, TIFF_DOUBLE, FIELD_CUSTOM, 1, 0, "ScaleX"}, {65010, 1, 1, TIFF_DOUBLE, FIELD_CUSTOM, 1, 0, "ScaleY"},
        {65022, -1, -1, TIFF_ASCII, FIELD_CUSTOM, 1, 0, "Unit"},
    };
    TIFFMergeFieldInfo(file, fields, sizeof fields / sizeof *fields);
}
#endif
