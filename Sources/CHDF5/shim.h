#ifndef BRAGGART_CHDF5_H
#define BRAGGART_CHDF5_H
#include <hdf5.h>

/* Swift does not import macros that are expressions: each that is used has a name here. */

static inline hid_t hdf5_default_properties(void) { return H5P_DEFAULT; }
static inline hid_t hdf5_file_access_class(void) { return H5P_FILE_ACCESS; }
static inline hid_t hdf5_dataset_access_class(void) { return H5P_DATASET_ACCESS; }
static inline hid_t hdf5_dataset_creation_class(void) { return H5P_DATASET_CREATE; }
static inline hid_t hdf5_link_creation_class(void) { return H5P_LINK_CREATE; }
static inline hid_t hdf5_whole_space(void) { return H5S_ALL; }
static inline hsize_t hdf5_unlimited(void) { return H5S_UNLIMITED; }
static inline haddr_t hdf5_undefined_address(void) { return HADDR_UNDEF; }
static inline unsigned hdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned hdf5_truncate(void) { return H5F_ACC_TRUNC; }
static inline unsigned hdf5_plain_partial_chunks(void) { return H5D_CHUNK_DONT_FILTER_PARTIAL_CHUNKS; }
static inline size_t hdf5_variable_length(void) { return H5T_VARIABLE; }

static inline hid_t hdf5_native_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t hdf5_native_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t hdf5_c_string(void) { return H5T_C_S1; }
static inline hid_t hdf5_uint8(void) { return H5T_STD_U8LE; }
static inline hid_t hdf5_uint16(void) { return H5T_STD_U16LE; }
static inline hid_t hdf5_uint16_big(void) { return H5T_STD_U16BE; }
static inline hid_t hdf5_int64(void) { return H5T_STD_I64LE; }
static inline hid_t hdf5_float32(void) { return H5T_IEEE_F32LE; }
static inline hid_t hdf5_float64(void) { return H5T_IEEE_F64LE; }

static inline hid_t hdf5_native_uint8(void) { return H5T_NATIVE_UINT8; }
static inline hid_t hdf5_native_uint16(void) { return H5T_NATIVE_UINT16; }
static inline hid_t hdf5_native_uint32(void) { return H5T_NATIVE_UINT32; }
static inline hid_t hdf5_native_uint64(void) { return H5T_NATIVE_UINT64; }
static inline hid_t hdf5_native_int8(void) { return H5T_NATIVE_INT8; }
static inline hid_t hdf5_native_int16(void) { return H5T_NATIVE_INT16; }
static inline hid_t hdf5_native_int32(void) { return H5T_NATIVE_INT32; }
static inline hid_t hdf5_native_int64(void) { return H5T_NATIVE_INT64; }

/* Error printing is a setting of the calling thread; failures are seen in return values instead. */
static inline void hdf5_silence(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }
#endif
