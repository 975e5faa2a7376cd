#include "CKernels.h"
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>

#define VECTORS __attribute__((target("avx2,fma")))
#define INLINE VECTORS __attribute__((always_inline)) static inline

INLINE int64_t width_of(const element_type type) {
    switch (type) {
    case ELEMENT_UINT8: case ELEMENT_INT8: return 1;
    case ELEMENT_UINT16: case ELEMENT_INT16: case ELEMENT_FLOAT16: return 2;
    case ELEMENT_UINT32: case ELEMENT_INT32: case ELEMENT_FLOAT32: return 4;
    default: return 8;
    }
}

INLINE bool is_integer(const element_type type) { return type < ELEMENT_FLOAT16; }

/* The order of bytes that turns each element of 16 bytes around. */
INLINE __m128i reversal(const int64_t width) {
    switch (width) {
    case 2: return _mm_setr_epi8(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
    case 4: return _mm_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
    default: return _mm_setr_epi8(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
    }
}

INLINE __m128i load16(const element_type type, const bool swapped, const uint8_t *at) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)at);
    return swapped ? _mm_shuffle_epi8(bytes, reversal(width_of(type))) : bytes;
}

INLINE __m256i load32(const element_type type, const bool swapped, const uint8_t *at) {
    __m256i bytes = _mm256_loadu_si256((const __m256i *)at);
    return swapped ? _mm256_shuffle_epi8(bytes, _mm256_broadcastsi128_si256(reversal(width_of(type)))) : bytes;
}

/* Eight half-precision numbers: the exponent is moved by an exact multiplication, infinities and NaN put right. */
INLINE __m256 from_half(__m128i halves) {
    __m256i bits = _mm256_cvtepu16_epi32(halves);
    __m256i sign = _mm256_slli_epi32(_mm256_and_si256(bits, _mm256_set1_epi32(0x8000)), 16);
    __m256i rest = _mm256_slli_epi32(_mm256_and_si256(bits, _mm256_set1_epi32(0x7fff)), 13);
    __m256 moved = _mm256_mul_ps(_mm256_castsi256_ps(rest), _mm256_set1_ps(0x1p112f));
    __m256i special = _mm256_cmpgt_epi32(rest, _mm256_set1_epi32((0x7c00 << 13) - 1));
    __m256i value = _mm256_or_si256(_mm256_castps_si256(moved),
                                    _mm256_and_si256(special, _mm256_or_si256(rest, _mm256_set1_epi32(0x7f800000))));
    return _mm256_castsi256_ps(_mm256_or_si256(sign, value));
}

/* Eight elements as float. */
INLINE __m256 floats(const element_type type, const bool swapped, const uint8_t *at) {
    switch (type) {
    case ELEMENT_UINT8: return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)at)));
    case ELEMENT_INT8: return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)at)));
    case ELEMENT_UINT16: return _mm256_cvtepi32_ps(_mm256_cvtepu16_epi32(load16(type, swapped, at)));
    case ELEMENT_INT16: return _mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(load16(type, swapped, at)));
    case ELEMENT_UINT32: {
        /* Both halves are exact, so that only their sum is rounded. */
        __m256i bits = load32(type, swapped, at);
        __m256 high = _mm256_cvtepi32_ps(_mm256_srli_epi32(bits, 16));
        __m256 low = _mm256_cvtepi32_ps(_mm256_and_si256(bits, _mm256_set1_epi32(0xffff)));
        return _mm256_fmadd_ps(high, _mm256_set1_ps(65536), low);
    }
    case ELEMENT_INT32: return _mm256_cvtepi32_ps(load32(type, swapped, at));
    case ELEMENT_FLOAT16: return from_half(load16(type, swapped, at));
    case ELEMENT_FLOAT32: return _mm256_castsi256_ps(load32(type, swapped, at));
    case ELEMENT_FLOAT64:
        return _mm256_set_m128(_mm256_cvtpd_ps(_mm256_castsi256_pd(load32(type, swapped, at + 32))),
                               _mm256_cvtpd_ps(_mm256_castsi256_pd(load32(type, swapped, at))));
    default: {
        float values[8];
        elements_convert_plain((element_form){type, swapped}, 8, at, values);
        return _mm256_loadu_ps(values);
    }
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

/* ---- convert ---- */

INLINE void convert(const element_type type, const bool swapped, int64_t count, const uint8_t *from, float *result) {
    int64_t index = 0;
    for (; index + 8 <= count; index += 8)
        _mm256_storeu_ps(result + index, floats(type, swapped, from + index * width_of(type)));
    elements_convert_plain((element_form){type, swapped}, count - index, from + index * width_of(type), result + index);
}

VECTORS static void convert_vectors(element_form form, int64_t count, const uint8_t *from, float *result) {
    EACH_FORM(convert, count, from, result)
}

/* ---- sum: what is added up is made unsigned or signed as suits the processor, and the difference taken off ---- */

typedef struct {
    __m256i narrow;   /* 32-bit sums of pairs of 16-bit integers */
    __m256i low;      /* 64-bit sums; of the lower halves, for 32-bit and 64-bit integers */
    __m256i high;     /* of the upper halves */
    __m256d real[4];
    int64_t pending;  /* vectors in `narrow` */
} running_sum;

INLINE void widen(running_sum *sum) {
    __m256i ones = _mm256_srai_epi32(sum->narrow, 31);
    sum->low = _mm256_add_epi64(sum->low, _mm256_unpacklo_epi32(sum->narrow, ones));
    sum->low = _mm256_add_epi64(sum->low, _mm256_unpackhi_epi32(sum->narrow, ones));
    sum->narrow = _mm256_setzero_si256();
    sum->pending = 0;
}

INLINE void add_singles(running_sum *sum, const int first, __m256 values) {
    sum->real[first] = _mm256_add_pd(sum->real[first], _mm256_cvtps_pd(_mm256_castps256_ps128(values)));
    sum->real[first + 1] = _mm256_add_pd(sum->real[first + 1], _mm256_cvtps_pd(_mm256_extractf128_ps(values, 1)));
}

/* Adds 32 bytes of elements, those where `keep` is zero left out. */
INLINE void add_vector(const element_type type, running_sum *sum, __m256i bytes, const bool whole, __m256i keep) {
    switch (type) {
    case ELEMENT_INT8: bytes = _mm256_xor_si256(bytes, _mm256_set1_epi8((char)0x80)); break;
    case ELEMENT_UINT16: bytes = _mm256_xor_si256(bytes, _mm256_set1_epi16((short)0x8000)); break;
    case ELEMENT_INT32: bytes = _mm256_xor_si256(bytes, _mm256_set1_epi32((int)0x80000000)); break;
    case ELEMENT_INT64: bytes = _mm256_xor_si256(bytes, _mm256_set1_epi64x((int64_t)1 << 63)); break;
    default: break;
    }
    if (!whole) bytes = _mm256_and_si256(bytes, keep);
    switch (type) {
    case ELEMENT_UINT8: case ELEMENT_INT8:
        sum->low = _mm256_add_epi64(sum->low, _mm256_sad_epu8(bytes, _mm256_setzero_si256()));
        break;
    case ELEMENT_UINT16: case ELEMENT_INT16:
        sum->narrow = _mm256_add_epi32(sum->narrow, _mm256_madd_epi16(bytes, _mm256_set1_epi16(1)));
        /* A pair is at least -2^16. */
        if (++sum->pending == 32767) widen(sum);
        break;
    case ELEMENT_UINT32: case ELEMENT_INT32: case ELEMENT_UINT64: case ELEMENT_INT64:
        sum->low = _mm256_add_epi64(sum->low, _mm256_and_si256(bytes, _mm256_set1_epi64x(0xffffffff)));
        sum->high = _mm256_add_epi64(sum->high, _mm256_srli_epi64(bytes, 32));
        break;
    case ELEMENT_FLOAT16:
        add_singles(sum, 0, from_half(_mm256_castsi256_si128(bytes)));
        add_singles(sum, 2, from_half(_mm256_extracti128_si256(bytes, 1)));
        break;
    case ELEMENT_FLOAT32: add_singles(sum, 0, _mm256_castsi256_ps(bytes)); break;
    case ELEMENT_FLOAT64: sum->real[0] = _mm256_add_pd(sum->real[0], _mm256_castsi256_pd(bytes)); break;
    }
}

INLINE int64_t total(__m256i lanes) {
    int64_t parts[4];
    _mm256_storeu_si256((__m256i *)parts, lanes);
    return (int64_t)((uint64_t)parts[0] + (uint64_t)parts[1] + (uint64_t)parts[2] + (uint64_t)parts[3]);
}

INLINE double finished(const element_type type, running_sum *sum, int64_t count) {
    if (!is_integer(type)) {
        double parts[4];
        _mm256_storeu_pd(parts, _mm256_add_pd(_mm256_add_pd(sum->real[0], sum->real[1]),
                                              _mm256_add_pd(sum->real[2], sum->real[3])));
        return (parts[0] + parts[1]) + (parts[2] + parts[3]);
    }
    widen(sum);
    int64_t low = total(sum->low), high = total(sum->high);
    switch (type) {
    case ELEMENT_INT8: return (double)(low - 128 * count);
    case ELEMENT_UINT16: return (double)(low + 32768 * count);
    case ELEMENT_UINT32: return (double)(low + high);
    case ELEMENT_INT32: return (double)(low + high - count * ((int64_t)1 << 31));
    case ELEMENT_UINT64: return (double)high * 0x1p32 + (double)low;
    case ELEMENT_INT64: return (double)(high - count * ((int64_t)1 << 31)) * 0x1p32 + (double)low;
    default: return (double)low;
    }
}

/* Ones, zeros: read from the middle they keep the first bytes of a vector; zeros, ones: the last. */
static const uint8_t first_bytes[64] = {
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
static const uint8_t last_bytes[64] = {
    0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,
    0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};

INLINE double sum_runs(const element_type type, const bool swapped, int64_t count, const uint8_t *frame,
                       int64_t run_count, const element_run *runs) {
    const int64_t width = width_of(type), lanes = 32 / width;
    const __m256i all = _mm256_set1_epi8(-1);
    const uint8_t *end = frame + count * width;
    int64_t counted = 0;
    running_sum sum;
    sum.narrow = sum.low = sum.high = _mm256_setzero_si256();
    for (int i = 0; i < 4; ++i) sum.real[i] = _mm256_setzero_pd();
    sum.pending = 0;
    for (int64_t run = 0; run < run_count; ++run) {
        const uint8_t *at = frame + runs[run].start * width;
        int64_t left = runs[run].count;
        counted += left;
        for (; left >= lanes; left -= lanes, at += 32) add_vector(type, &sum, load32(type, swapped, at), true, all);
        if (left == 0) continue;
        int64_t bytes = left * width;
        if (at + 32 <= end) {
            __m256i keep = _mm256_loadu_si256((const __m256i *)(first_bytes + 32 - bytes));
            add_vector(type, &sum, load32(type, swapped, at), false, keep);
        } else if (at + bytes - frame >= 32) {
            __m256i keep = _mm256_loadu_si256((const __m256i *)(last_bytes + bytes));
            add_vector(type, &sum, load32(type, swapped, at + bytes - 32), false, keep);
        } else {
            uint8_t copy[32] = {0};
            memcpy(copy, at, (size_t)bytes);
            __m256i keep = _mm256_loadu_si256((const __m256i *)(first_bytes + 32 - bytes));
            add_vector(type, &sum, load32(type, swapped, copy), false, keep);
        }
    }
    return finished(type, &sum, counted);
}

VECTORS static double sum_vectors(element_form form, int64_t count, const uint8_t *frame, int64_t run_count,
                                  const element_run *runs) {
    EACH_FORM(sum_runs, count, frame, run_count, runs)
    return 0;
}

/* ---- gather: a few frames at a time, so that what is known of each place is loaded and stored once for all ---- */

INLINE void gather_frames(const element_type type, const bool swapped, const bool checked, const int frame_count,
                          int64_t count, const uint8_t *frames, int64_t stride, double *sums, float *maxima,
                          float *minima, int32_t *finite) {
    /* Eight of these add up exactly in single precision. */
    const bool exact = is_integer(type) && width_of(type) <= 2;
    int64_t index = 0;
    for (; index + 8 <= count; index += 8) {
        __m256 most = _mm256_loadu_ps(maxima + index), least = _mm256_loadu_ps(minima + index);
        __m256d low = _mm256_loadu_pd(sums + index), high = _mm256_loadu_pd(sums + index + 4);
        __m256i seen = checked ? _mm256_loadu_si256((const __m256i *)(finite + index)) : _mm256_setzero_si256();
        __m256 part = _mm256_setzero_ps();
        const uint8_t *at = frames + index * width_of(type);
        for (int frame = 0; frame < frame_count; ++frame, at += stride) {
            __m256 value = floats(type, swapped, at), add = value;
            if (checked) {
                __m256 ok = _mm256_cmp_ps(_mm256_sub_ps(value, value), _mm256_setzero_ps(), _CMP_EQ_OQ);
                seen = _mm256_sub_epi32(seen, _mm256_castps_si256(ok));
                add = _mm256_and_ps(value, ok);
                most = _mm256_max_ps(_mm256_blendv_ps(most, value, ok), most);
                least = _mm256_min_ps(_mm256_blendv_ps(least, value, ok), least);
            } else {
                most = _mm256_max_ps(value, most);
                least = _mm256_min_ps(value, least);
            }
            if (exact) {
                part = _mm256_add_ps(part, add);
            } else {
                low = _mm256_add_pd(low, _mm256_cvtps_pd(_mm256_castps256_ps128(add)));
                high = _mm256_add_pd(high, _mm256_cvtps_pd(_mm256_extractf128_ps(add, 1)));
            }
        }
        if (exact) {
            low = _mm256_add_pd(low, _mm256_cvtps_pd(_mm256_castps256_ps128(part)));
            high = _mm256_add_pd(high, _mm256_cvtps_pd(_mm256_extractf128_ps(part, 1)));
        }
        _mm256_storeu_ps(maxima + index, most);
        _mm256_storeu_ps(minima + index, least);
        _mm256_storeu_pd(sums + index, low);
        _mm256_storeu_pd(sums + index + 4, high);
        if (checked) _mm256_storeu_si256((__m256i *)(finite + index), seen);
    }
    elements_gather_plain((element_form){type, swapped}, count - index, frames + index * width_of(type), stride,
                          frame_count, sums + index, maxima + index, minima + index, checked ? finite + index : NULL);
}

INLINE void gather(const element_type type, const bool swapped, int64_t count, const uint8_t *frames, int64_t stride,
                   int64_t frame_count, double *sums, float *maxima, float *minima, int32_t *finite) {
    int64_t frame = 0;
#define FRAMES(n, checked)                                                                                             \
    gather_frames(type, swapped, checked, n, count, frames + frame * stride, stride, sums, maxima, minima, finite)
    if (finite) {
        for (; frame + 8 <= frame_count; frame += 8) FRAMES(8, true);
        for (; frame + 4 <= frame_count; frame += 4) FRAMES(4, true);
        for (; frame < frame_count; ++frame) FRAMES(1, true);
    } else {
        for (; frame + 8 <= frame_count; frame += 8) FRAMES(8, false);
        for (; frame + 4 <= frame_count; frame += 4) FRAMES(4, false);
        for (; frame < frame_count; ++frame) FRAMES(1, false);
    }
#undef FRAMES
}

VECTORS static void gather_vectors(element_form form, int64_t count, const uint8_t *frames, int64_t stride,
                                   int64_t frame_count, double *sums, float *maxima, float *minima, int32_t *finite) {
    EACH_FORM(gather, count, frames, stride, frame_count, sums, maxima, minima, finite)
}

#define CHOOSE(name, ...) kernels_use_vectors() ? name##_vectors(__VA_ARGS__) : elements_##name##_plain(__VA_ARGS__)
#else
#define CHOOSE(name, ...) elements_##name##_plain(__VA_ARGS__)
#endif

void elements_convert(element_form form, int64_t count, const void *elements, float *result) {
    CHOOSE(convert, form, count, elements, result);
}

double elements_sum(element_form form, int64_t count, const void *frame, int64_t run_count, const element_run *runs) {
    return CHOOSE(sum, form, count, frame, run_count, runs);
}

void elements_gather(element_form form, int64_t count, const void *frames, int64_t stride, int64_t frame_count,
                     double *sums, float *maxima, float *minima, int32_t *finite) {
    CHOOSE(gather, form, count, frames, stride, frame_count, sums, maxima, minima, finite);
}
