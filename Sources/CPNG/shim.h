#ifndef BRAGGART_CPNG_H
#define BRAGGART_CPNG_H
#include <stdint.h>
#include <stdio.h>
#include <png.h>

static inline void png_keep_quiet(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

/* The library reports failures by longjmp, which must not pass through Swift. */
static inline void png_leave(png_structp png, png_const_charp message) {
    (void)message;
    png_longjmp(png, 1);
}

/* Writes a picture of 3 bytes a pixel, row-major, with texts (Latin-1). 0 on failure; errno then tells of the stream. */
static inline int png_write_rgb(FILE *stream, uint32_t columns, uint32_t rows, const uint8_t *bytes, int text_count,
                                char *const *keys, char *const *texts) {
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, png_leave, png_keep_quiet);
    if (png == NULL) return 0;
    png_infop info = png_create_info_struct(png);
    if (info == NULL || setjmp(png_jmpbuf(png))) {
        png_destroy_write_struct(&png, &info);
        return 0;
    }
    png_init_io(png, stream);
    png_set_IHDR(png, info, columns, rows, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
    for (int index = 0; index < text_count; index++) {
        png_text text = {0};
        text.compression = PNG_TEXT_COMPRESSION_NONE;
        text.key = keys[index];
        text.text = texts[index];
        png_set_text(png, info, &text, 1);
    }
    png_write_info(png, info);
    for (uint32_t row = 0; row < rows; row++) png_write_row(png, bytes + (size_t)row * columns * 3);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return 1;
}
#endif
