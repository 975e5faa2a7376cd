#include "CHDF5Places.h"
#include <errno.h>
#include <fcntl.h>
#include <hdf5.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(sizeof(hid_t) == sizeof(int64_t) && sizeof(hsize_t) == sizeof(unsigned long long), "");

typedef struct {
    H5FD_t base; /* the library's own part, first */
    int descriptor;
    haddr_t end_of_addresses;
    dev_t device;
    ino_t node;
} placed_file;

/* Set while a chunk is looked for. The library's lock is held meanwhile. */
static bool is_noting;
static hdf5_chunk_place noted;

static H5FD_t *places_open(const char *name, unsigned flags, hid_t access, haddr_t most) {
    (void)access, (void)most;
    if (flags & H5F_ACC_RDWR) return NULL;
    int descriptor = open(name, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return NULL;
    struct stat status;
    placed_file *file = fstat(descriptor, &status) == 0 ? calloc(1, sizeof *file) : NULL;
    if (!file) {
        close(descriptor);
        return NULL;
    }
    file->descriptor = descriptor;
    file->device = status.st_dev;
    file->node = status.st_ino;
    return &file->base;
}

static herr_t places_close(H5FD_t *base) {
    placed_file *file = (placed_file *)base;
    close(file->descriptor);
    free(file);
    return 0;
}

static int places_compare(const H5FD_t *first, const H5FD_t *second) {
    const placed_file *one = (const placed_file *)first, *other = (const placed_file *)second;
    if (one->device != other->device) return one->device < other->device ? -1 : 1;
    return one->node == other->node ? 0 : one->node < other->node ? -1 : 1;
}

static herr_t places_query(const H5FD_t *base, unsigned long *flags) {
    (void)base;
    /* The last one is asked for before the end of addresses is told. */
    *flags = H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE | H5FD_FEAT_SUPPORTS_SWMR_IO;
    return 0;
}

static haddr_t places_get_eoa(const H5FD_t *base, H5FD_mem_t type) {
    (void)type;
    return ((const placed_file *)base)->end_of_addresses;
}

static herr_t places_set_eoa(H5FD_t *base, H5FD_mem_t type, haddr_t address) {
    (void)type;
    ((placed_file *)base)->end_of_addresses = address;
    return 0;
}

/* The library refuses files that end before they say; who reads them here looks at their length. */
static haddr_t places_get_eof(const H5FD_t *base, H5FD_mem_t type) {
    (void)base, (void)type;
    return INT64_MAX;
}

static herr_t places_get_handle(H5FD_t *base, hid_t access, void **handle) {
    (void)access;
    *handle = &((placed_file *)base)->descriptor;
    return 0;
}

/* What lies behind the end reads as zeros, as with the usual driver. */
static herr_t places_read(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t address, size_t size, void *buffer) {
    (void)transfer;
    if (is_noting && type == H5FD_MEM_DRAW) {
        noted.address = address;
        noted.size = size;
        return 0;
    }
    if (address > INT64_MAX || size > INT64_MAX - address) return -1;
    char *to = buffer;
    off_t from = (off_t)address;
    while (size > 0) {
        ssize_t count = pread(((placed_file *)base)->descriptor, to, size, from);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return -1;
        if (count == 0) {
            memset(to, 0, size);
            break;
        }
        to += count;
        from += count;
        size -= (size_t)count;
    }
    return 0;
}

static herr_t places_write(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t address, size_t size,
                           const void *buffer) {
    (void)base, (void)type, (void)transfer, (void)address, (void)size, (void)buffer;
    return -1;
}

static const H5FD_class_t places_class = {
    .name = "places",
    .maxaddr = INT64_MAX,
    .fc_degree = H5F_CLOSE_WEAK,
    .open = places_open,
    .close = places_close,
    .cmp = places_compare,
    .query = places_query,
    .get_eoa = places_get_eoa,
    .set_eoa = places_set_eoa,
    .get_eof = places_get_eof,
    .get_handle = places_get_handle,
    .read = places_read,
    .write = places_write,
    .fl_map = H5FD_FLMAP_DICHOTOMY,
};

static hid_t driver(void) {
    static hid_t registered = -1;
    if (registered < 0) registered = H5FDregister(&places_class);
    return registered;
}

int hdf5_use_places(int64_t file_access) {
    return driver() < 0 ? -1 : H5Pset_driver(file_access, driver(), NULL);
}

int hdf5_places_descriptor(int64_t file) {
    hid_t access = H5Fget_access_plist(file);
    void *handle = NULL;
    bool is_ours = access >= 0 && H5Pget_driver(access) == driver();
    if (access >= 0) H5Pclose(access);
    return is_ours && H5Fget_vfd_handle(file, H5P_DEFAULT, &handle) >= 0 && handle ? *(int *)handle : -1;
}

int hdf5_place_of_chunk(int64_t dataset, const unsigned long long *origin, hdf5_chunk_place *place) {
    char nothing = 0;
    noted = (hdf5_chunk_place){0};
    is_noting = true;
    herr_t status = H5Dread_chunk(dataset, H5P_DEFAULT, origin, &noted.skipped, &nothing);
    is_noting = false;
    *place = noted;
    return status;
}
