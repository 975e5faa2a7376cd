#include "CKernels.h"
#include <string.h>

void unshuffle_bytes_plain(int64_t count, int64_t width, const void *planes, void *elements) {
    for (int64_t byte = 0; byte < width; ++byte) {
        const uint8_t *from = (const uint8_t *)planes + byte * count;
        uint8_t *to = (uint8_t *)elements + byte;
        for (int64_t index = 0; index < count; ++index) to[index * width] = from[index];
    }
}

/* Rows of eight bits exchanged with columns (H. S. Warren, Hacker's Delight, 7-3). */
static inline uint64_t transposed(uint64_t bits) {
    uint64_t swap = (bits ^ (bits >> 7)) & 0x00AA00AA00AA00AAu;
    bits ^= swap ^ (swap << 7);
    swap = (bits ^ (bits >> 14)) & 0x0000CCCC0000CCCCu;
    bits ^= swap ^ (swap << 14);
    swap = (bits ^ (bits >> 28)) & 0x00000000F0F0F0F0u;
    return bits ^ swap ^ (swap << 28);
}

void unshuffle_bits_plain(int64_t count, int64_t width, const void *planes, void *elements, void *scratch) {
    uint8_t *joined = width == 1 ? elements : scratch;
    int64_t groups = count / 8;
    for (int64_t byte = 0; byte < width; ++byte) {
        const uint8_t *from = (const uint8_t *)planes + byte * count;
        uint8_t *to = joined + byte * count;
        for (int64_t group = 0; group < groups; ++group) {
            uint64_t bits = 0;
            for (int plane = 0; plane < 8; ++plane) bits |= (uint64_t)from[plane * groups + group] << (8 * plane);
            bits = transposed(bits);
            for (int index = 0; index < 8; ++index) to[8 * group + index] = (uint8_t)(bits >> (8 * index));
        }
    }
    if (width != 1) unshuffle_bytes_plain(count, width, scratch, elements);
}

/* A byte below 32 says how many bytes follow as they are, less one. Any other begins a copy from what was unpacked: three
   bits of its length less two (7: the next byte adds to it), thirteen of how far back, less one. */
bool lzf_unpack(int64_t packed_count, const void *packed, int64_t count, void *bytes) {
    const uint8_t *in = packed, *in_end = in + packed_count;
    uint8_t *const start = bytes, *out = start, *const out_end = start + count;
    while (in < in_end) {
        int64_t control = *in++;
        if (control < 32) {
            int64_t length = control + 1;
            if (length > in_end - in || length > out_end - out) return false;
            if (in_end - in >= 32 && out_end - out >= 32)
                memcpy(out, in, 32);
            else
                memcpy(out, in, (size_t)length);
            in += length;
            out += length;
            continue;
        }
        int64_t length = control >> 5;
        if (length == 7) {
            if (in == in_end) return false;
            length += *in++;
        }
        length += 2;
        if (in == in_end) return false;
        int64_t back = ((control & 31) << 8 | *in++) + 1;
        if (back > out - start || length > out_end - out) return false;
        const uint8_t *from = out - back;
        uint8_t *const end = out + length;
        if (back >= 8 && out_end - end >= 8) {
            for (; out < end; out += 8, from += 8) memcpy(out, from, 8);
            out = end;
        } else if (back == 1) {
            memset(out, *from, (size_t)length);
            out = end;
        } else {
            while (out < end) *out++ = *from++;
        }
    }
    return out == out_end;
}

uint32_t fletcher32(int64_t count, const void *bytes) {
    const uint8_t *at = bytes;
    uint32_t first = 0, second = 0;
    int64_t words = count / 2;
    while (words > 0) {
        /* So many words as the sums take without an overflow. */
        int64_t part = words < 360 ? words : 360;
        words -= part;
        for (; part > 0; --part, at += 2) {
            first += (uint32_t)at[0] << 8 | at[1];
            second += first;
        }
        first = (first & 0xffff) + (first >> 16);
        second = (second & 0xffff) + (second >> 16);
    }
    if (count % 2) {
        first += (uint32_t)*at << 8;
        second += first;
        first = (first & 0xffff) + (first >> 16);
        second = (second & 0xffff) + (second >> 16);
    }
    first = (first & 0xffff) + (first >> 16);
    second = (second & 0xffff) + (second >> 16);
    return second << 16 | first;
}
