#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define VECTORS __attribute__((target("avx2")))
#define INLINE VECTORS __attribute__((always_inline)) static inline

INLINE __m256i load(const uint8_t *at) { return _mm256_loadu_si256((const __m256i *)at); }
INLINE void store(uint8_t *at, __m256i bytes) { _mm256_storeu_si256((__m256i *)at, bytes); }

/* ---- bytes ---- */

/* 32 elements of two, four or eight bytes at a time, from as many vectors of one byte of each. */
INLINE void join2(__m256i first, __m256i second, uint8_t *to) {
    __m256i low = _mm256_unpacklo_epi8(first, second), high = _mm256_unpackhi_epi8(first, second);
    store(to, _mm256_permute2x128_si256(low, high, 0x20));
    store(to + 32, _mm256_permute2x128_si256(low, high, 0x31));
}

INLINE void join4(const __m256i bytes[4], uint8_t *to) {
    __m256i a = _mm256_unpacklo_epi8(bytes[0], bytes[1]), b = _mm256_unpackhi_epi8(bytes[0], bytes[1]);
    __m256i c = _mm256_unpacklo_epi8(bytes[2], bytes[3]), d = _mm256_unpackhi_epi8(bytes[2], bytes[3]);
    /* Elements 0-3, 4-7, 8-11, 12-15 in the lower halves; sixteen more in the upper. */
    __m256i quads[4] = {_mm256_unpacklo_epi16(a, c), _mm256_unpackhi_epi16(a, c), _mm256_unpacklo_epi16(b, d),
                        _mm256_unpackhi_epi16(b, d)};
    for (int half = 0; half < 2; ++half) {
        store(to + 32 * half, _mm256_permute2x128_si256(quads[2 * half], quads[2 * half + 1], 0x20));
        store(to + 64 + 32 * half, _mm256_permute2x128_si256(quads[2 * half], quads[2 * half + 1], 0x31));
    }
}

INLINE void join8(const __m256i bytes[8], uint8_t *to) {
    __m256i low[4], high[4];
    for (int pair = 0; pair < 4; ++pair) {
        low[pair] = _mm256_unpacklo_epi8(bytes[2 * pair], bytes[2 * pair + 1]);
        high[pair] = _mm256_unpackhi_epi8(bytes[2 * pair], bytes[2 * pair + 1]);
    }
    for (int part = 0; part < 2; ++part) {
        const __m256i *pairs = part ? high : low;
        __m256i a = _mm256_unpacklo_epi16(pairs[0], pairs[1]), b = _mm256_unpackhi_epi16(pairs[0], pairs[1]);
        __m256i c = _mm256_unpacklo_epi16(pairs[2], pairs[3]), d = _mm256_unpackhi_epi16(pairs[2], pairs[3]);
        __m256i twos[4] = {_mm256_unpacklo_epi32(a, c), _mm256_unpackhi_epi32(a, c), _mm256_unpacklo_epi32(b, d),
                           _mm256_unpackhi_epi32(b, d)};
        for (int half = 0; half < 2; ++half) {
            __m256i first = twos[2 * half], second = twos[2 * half + 1];
            store(to + 64 * part + 32 * half, _mm256_permute2x128_si256(first, second, 0x20));
            store(to + 128 + 64 * part + 32 * half, _mm256_permute2x128_si256(first, second, 0x31));
        }
    }
}

INLINE void bytes_of_width(const int64_t width, int64_t count, const uint8_t *planes, uint8_t *elements) {
    int64_t index = 0;
    for (; index + 32 <= count; index += 32) {
        __m256i bytes[8];
        for (int64_t byte = 0; byte < width; ++byte) bytes[byte] = load(planes + byte * count + index);
        uint8_t *to = elements + index * width;
        switch (width) {
        case 2: join2(bytes[0], bytes[1], to); break;
        case 4: join4(bytes, to); break;
        default: join8(bytes, to); break;
        }
    }
    for (; index < count; ++index)
        for (int64_t byte = 0; byte < width; ++byte) elements[index * width + byte] = planes[byte * count + index];
}

VECTORS static bool bytes_by_vectors(int64_t count, int64_t width, const uint8_t *planes, uint8_t *elements) {
    switch (width) {
    case 2: bytes_of_width(2, count, planes, elements); return true;
    case 4: bytes_of_width(4, count, planes, elements); return true;
    case 8: bytes_of_width(8, count, planes, elements); return true;
    default: return false;
    }
}

/* ---- bits ---- */

/* Of each eight bytes: rows of eight bits exchanged with columns (H. S. Warren, Hacker's Delight, 7-3). */
INLINE __m256i transposed(__m256i bits) {
    __m256i swap = _mm256_and_si256(_mm256_xor_si256(bits, _mm256_srli_epi64(bits, 7)),
                                    _mm256_set1_epi64x(0x00AA00AA00AA00AA));
    bits = _mm256_xor_si256(bits, _mm256_xor_si256(swap, _mm256_slli_epi64(swap, 7)));
    swap = _mm256_and_si256(_mm256_xor_si256(bits, _mm256_srli_epi64(bits, 14)),
                            _mm256_set1_epi64x(0x0000CCCC0000CCCC));
    bits = _mm256_xor_si256(bits, _mm256_xor_si256(swap, _mm256_slli_epi64(swap, 14)));
    swap = _mm256_and_si256(_mm256_xor_si256(bits, _mm256_srli_epi64(bits, 28)),
                            _mm256_set1_epi64x(0x00000000F0F0F0F0));
    return _mm256_xor_si256(bits, _mm256_xor_si256(swap, _mm256_slli_epi64(swap, 28)));
}

/* The same of rows in the opposite order, by one instruction: the product of a matrix of bits with the unit matrix, whose
   bytes it takes for columns. */
#define GALOIS __attribute__((target("avx2,gfni")))
GALOIS __attribute__((always_inline)) static inline __m256i transposed_by_product(__m256i bits) {
    return _mm256_gf2p8affine_epi64_epi8(_mm256_set1_epi64x((int64_t)0x8040201008040201), bits, 0);
}

/* One byte of 8 x groups elements from its eight planes of bits. */
#define JOIN_BITS(plane_of, transpose)                                                                                 \
    int64_t group = 0;                                                                                                 \
    for (; group + 32 <= groups; group += 32) {                                                                        \
        __m256i rows[8];                                                                                               \
        for (int row = 0; row < 8; ++row) rows[row] = load(planes + (plane_of) * groups + group);                      \
        uint8_t *to = bytes + 8 * group;                                                                               \
        join8(rows, to);                                                                                               \
        for (int part = 0; part < 8; ++part) store(to + 32 * part, transpose(load(to + 32 * part)));                   \
    }                                                                                                                  \
    for (; group < groups; ++group) {                                                                                  \
        uint8_t rows[8];                                                                                               \
        for (int plane = 0; plane < 8; ++plane) rows[plane] = planes[plane * groups + group];                          \
        unshuffle_bits_plain(8, 1, rows, bytes + 8 * group, NULL);                                                     \
    }

VECTORS static void join_bits(int64_t groups, const uint8_t *planes, uint8_t *bytes) { JOIN_BITS(row, transposed) }

GALOIS static void join_bits_by_product(int64_t groups, const uint8_t *planes, uint8_t *bytes) {
    JOIN_BITS(7 - row, transposed_by_product)
}

static void bits_by_vectors(int64_t count, int64_t width, const uint8_t *planes, uint8_t *elements, uint8_t *scratch) {
    void (*join)(int64_t, const uint8_t *, uint8_t *) =
        __builtin_cpu_supports("gfni") ? join_bits_by_product : join_bits;
    for (int64_t byte = 0; byte < width; ++byte)
        join(count / 8, planes + byte * count, (width == 1 ? elements : scratch) + byte * count);
    if (width != 1 && !bytes_by_vectors(count, width, scratch, elements))
        unshuffle_bytes_plain(count, width, scratch, elements);
}
#endif

void unshuffle_bytes(int64_t count, int64_t width, const void *planes, void *elements) {
#if defined(__x86_64__)
    if (kernels_use_vectors() && bytes_by_vectors(count, width, planes, elements)) return;
#endif
    unshuffle_bytes_plain(count, width, planes, elements);
}

void unshuffle_bits(int64_t count, int64_t width, const void *planes, void *elements, void *scratch) {
#if defined(__x86_64__)
    if (kernels_use_vectors()) {
        bits_by_vectors(count, width, planes, elements, scratch);
        return;
    }
#endif
    unshuffle_bits_plain(count, width, planes, elements, scratch);
}
