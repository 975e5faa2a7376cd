#include "CKernels.h"
#include <string.h>

#define INLINE __attribute__((always_inline)) static inline

INLINE uint16_t bits16(const uint8_t *at, bool swapped) {
    uint16_t bits;
    memcpy(&bits, at, sizeof bits);
    return swapped ? __builtin_bswap16(bits) : bits;
}

INLINE uint32_t bits32(const uint8_t *at, bool swapped) {
    uint32_t bits;
    memcpy(&bits, at, sizeof bits);
    return swapped ? __builtin_bswap32(bits) : bits;
}

INLINE uint64_t bits64(const uint8_t *at, bool swapped) {
    uint64_t bits;
    memcpy(&bits, at, sizeof bits);
    return swapped ? __builtin_bswap64(bits) : bits;
}

INLINE float single(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

INLINE double twice(uint64_t bits) {
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* IEEE half precision: its exponent is moved to single precision's by a multiplication, which is exact. */
INLINE float half(uint16_t bits) {
    uint32_t sign = (uint32_t)(bits & 0x8000) << 16, rest = (uint32_t)(bits & 0x7fff) << 13;
    if ((bits & 0x7c00) == 0x7c00) return single(sign | 0x7f800000 | rest);
    float value = single(rest) * 0x1p112f;
    return sign ? -value : value;
}

INLINE float value_at(const element_type type, const bool swapped, const uint8_t *at) {
    switch (type) {
    case ELEMENT_UINT8: return (float)*at;
    case ELEMENT_INT8: return (float)(int8_t)*at;
    case ELEMENT_UINT16: return (float)bits16(at, swapped);
    case ELEMENT_INT16: return (float)(int16_t)bits16(at, swapped);
    case ELEMENT_UINT32: return (float)bits32(at, swapped);
    case ELEMENT_INT32: return (float)(int32_t)bits32(at, swapped);
    case ELEMENT_UINT64: return (float)bits64(at, swapped);
    case ELEMENT_INT64: return (float)(int64_t)bits64(at, swapped);
    case ELEMENT_FLOAT16: return half(bits16(at, swapped));
    case ELEMENT_FLOAT32: return single(bits32(at, swapped));
    case ELEMENT_FLOAT64: return (float)twice(bits64(at, swapped));
    }
    return 0;
}

INLINE int64_t width_of(const element_type type) {
    switch (type) {
    case ELEMENT_UINT8: case ELEMENT_INT8: return 1;
    case ELEMENT_UINT16: case ELEMENT_INT16: case ELEMENT_FLOAT16: return 2;
    case ELEMENT_UINT32: case ELEMENT_INT32: case ELEMENT_FLOAT32: return 4;
    default: return 8;
    }
}

/* Calls `body(type, swapped, ...)` with both as constants, so that every combination has a loop of its own. */
#define EACH_FORM(body, ...)                                                                                           \
    switch (form.type) {                                                                                               \
    case ELEMENT_UINT8: return body(ELEMENT_UINT8, false, __VA_ARGS__);                                                \
    case ELEMENT_INT8: return body(ELEMENT_INT8, false, __VA_ARGS__);                                                  \
        BOTH_ORDERS(ELEMENT_UINT16, body, __VA_ARGS__)                                                                 \
        BOTH_ORDERS(ELEMENT_INT16, body, __VA_ARGS__)                                                                  \
        BOTH_ORDERS(ELEMENT_UINT32, body, __VA_ARGS__)                                                                 \
        BOTH_ORDERS(ELEMENT_INT32, body, __VA_ARGS__)                                                                  \
        BOTH_ORDERS(ELEMENT_UINT64, body, __VA_ARGS__)                                                                 \
        BOTH_ORDERS(ELEMENT_INT64, body, __VA_ARGS__)                                                                  \
        BOTH_ORDERS(ELEMENT_FLOAT16, body, __VA_ARGS__)                                                                \
        BOTH_ORDERS(ELEMENT_FLOAT32, body, __VA_ARGS__)                                                                \
        BOTH_ORDERS(ELEMENT_FLOAT64, body, __VA_ARGS__)                                                                \
    }
#define BOTH_ORDERS(type, body, ...)                                                                                   \
    case type: return form.swapped ? body(type, true, __VA_ARGS__) : body(type, false, __VA_ARGS__);

INLINE void convert(const element_type type, const bool swapped, int64_t count, const uint8_t *from, float *result) {
    for (int64_t index = 0; index < count; ++index)
        result[index] = value_at(type, swapped, from + index * width_of(type));
}

void elements_convert_plain(element_form form, int64_t count, const void *elements, float *result) {
    EACH_FORM(convert, count, (const uint8_t *)elements, result)
}

INLINE double sum(const element_type type, const bool swapped, const uint8_t *frame, int64_t run_count,
                  const element_run *runs) {
    int64_t whole = 0; /* of the narrow integers; the upper halves of the widest, whose lower halves are in `low` */
    uint64_t low = 0;
    double real = 0;
    for (int64_t run = 0; run < run_count; ++run) {
        const uint8_t *at = frame + runs[run].start * width_of(type);
        for (int64_t index = 0; index < runs[run].count; ++index, at += width_of(type)) {
            switch (type) {
            case ELEMENT_UINT8: whole += *at; break;
            case ELEMENT_INT8: whole += (int8_t)*at; break;
            case ELEMENT_UINT16: whole += bits16(at, swapped); break;
            case ELEMENT_INT16: whole += (int16_t)bits16(at, swapped); break;
            case ELEMENT_UINT32: whole += bits32(at, swapped); break;
            case ELEMENT_INT32: whole += (int32_t)bits32(at, swapped); break;
            case ELEMENT_UINT64: {
                uint64_t bits = bits64(at, swapped);
                low += bits & 0xffffffff;
                whole += (int64_t)(bits >> 32);
                break;
            }
            case ELEMENT_INT64: {
                uint64_t bits = bits64(at, swapped);
                low += bits & 0xffffffff;
                whole += (int64_t)(bits >> 32) - (bits >> 63 ? (int64_t)1 << 32 : 0);
                break;
            }
            case ELEMENT_FLOAT64: real += twice(bits64(at, swapped)); break;
            default: real += (double)value_at(type, swapped, at);
            }
        }
    }
    switch (type) {
    case ELEMENT_FLOAT16: case ELEMENT_FLOAT32: case ELEMENT_FLOAT64: return real;
    case ELEMENT_UINT64: case ELEMENT_INT64: return (double)whole * 0x1p32 + (double)low;
    default: return (double)whole;
    }
}

double elements_sum_plain(element_form form, int64_t count, const void *frame, int64_t run_count,
                          const element_run *runs) {
    (void)count;
    EACH_FORM(sum, (const uint8_t *)frame, run_count, runs)
    return 0;
}

INLINE void gather(const element_type type, const bool swapped, int64_t count, const uint8_t *frames, int64_t stride,
                   int64_t frame_count, double *sums, float *maxima, float *minima, int32_t *finite) {
    for (int64_t frame = 0; frame < frame_count; ++frame) {
        const uint8_t *from = frames + frame * stride;
        for (int64_t index = 0; index < count; ++index) {
            float value = value_at(type, swapped, from + index * width_of(type));
            if (finite) {
                if (value - value != 0) continue;
                ++finite[index];
            }
            sums[index] += (double)value;
            if (value > maxima[index]) maxima[index] = value;
            if (value < minima[index]) minima[index] = value;
        }
    }
}

void elements_gather_plain(element_form form, int64_t count, const void *frames, int64_t stride, int64_t frame_count,
                           double *sums, float *maxima, float *minima, int32_t *finite) {
    EACH_FORM(gather, count, (const uint8_t *)frames, stride, frame_count, sums, maxima, minima, finite)
}

void elements_expect(const void *bytes, int64_t count) {
    enum { line = 64 };
    for (int64_t offset = 0; offset < count; offset += line) __builtin_prefetch((const char *)bytes + offset);
}
