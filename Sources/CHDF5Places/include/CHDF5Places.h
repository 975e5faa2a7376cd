#ifndef BRAGGART_CHDF5_PLACES_H
#define BRAGGART_CHDF5_PLACES_H
#include <stdint.h>

/* Where chunks lie in a file, which version 1.10 of the library tells only by walking through all of them: by a driver
   that reads files as the usual one does, except that it can note where a chunk was to be read instead of reading it, and
   that a file may end before it says. What lies behind its end reads as zeros, as with the usual driver.

   Call as the library itself is to be called: one thread at a time. Identifiers are the library's hid_t. */

typedef struct {
    unsigned long long address; /* bytes from the start of the file */
    unsigned long long size;    /* bytes as stored */
    uint32_t skipped;           /* filters that it did not pass, one bit each */
} hdf5_chunk_place;

/* Makes files that are opened for reading by these properties, and those that their links lead to, use the driver.
   Negative where that fails. */
int hdf5_use_places(int64_t file_access);

/* The descriptor of a file that an object was opened in by the driver; -1 where it was opened by another. Open as long as
   the file. */
int hdf5_places_descriptor(int64_t file);

/* Where a chunk lies, found in O(log chunks). Negative where the library finds none, or fails.
   origin: the chunk's first element.
   The dataset has to be of a file for which the descriptor is told. */
int hdf5_place_of_chunk(int64_t dataset, const unsigned long long *origin, hdf5_chunk_place *place);
#endif
