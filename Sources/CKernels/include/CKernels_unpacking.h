#ifndef BRAGGART_CKERNELS_UNPACKING_H
#define BRAGGART_CKERNELS_UNPACKING_H

#include <stdbool.h>
#include <stdint.h>

/* What compressing programs do to numbers before they pack them, undone; and one packing of its own. Nothing outside
   the given bytes is read or written. */

/* Elements of `width` bytes from their bytes sorted by significance: the first byte of all elements, then the second of
   all. Both are count x width bytes and do not overlap. */
void unshuffle_bytes(int64_t count, int64_t width, const void *planes, void *elements);

/* Elements of `width` bytes from their bits sorted by significance, as bitshuffle sorts them (K. Masui et al., Astronomy
   and Computing 12, 2015): bit 0 of the first byte of all elements, eight elements to a byte, lowest bit first; then
   bit 1. `count` is a multiple of 8; scratch, elements and planes are count x width bytes each and do not overlap. */
void unshuffle_bits(int64_t count, int64_t width, const void *planes, void *elements, void *scratch);

/* Unpacks bytes packed by LZF (M. Lehmann's LibLZF, as h5py's filter 32000 uses it). False where they do not unpack to
   exactly `count` bytes. */
bool lzf_unpack(int64_t packed_count, const void *packed, int64_t count, void *bytes);

/* The checksum that HDF5's filter 3 writes behind a chunk: Fletcher's, of 16-bit words, high byte first. */
uint32_t fletcher32(int64_t count, const void *bytes);

/* The plain versions. */
void unshuffle_bytes_plain(int64_t count, int64_t width, const void *planes, void *elements);
void unshuffle_bits_plain(int64_t count, int64_t width, const void *planes, void *elements, void *scratch);

#endif
