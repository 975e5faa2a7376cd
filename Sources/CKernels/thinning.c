#include "CKernels.h"

/* A hash of 32 bits after C. Wellons' hash-prospector (constants by TheIronBorn), with half of a key mixed in at the
   beginning and half in the middle: short enough to be computed for eight values at once. */
static inline uint32_t hashed(uint32_t counter, uint32_t before, uint32_t between) {
    uint32_t bits = counter + before;
    bits = (bits ^ (bits >> 16)) * 0x21F0AAADu;
    bits = (bits ^ (bits >> 15) ^ between) * 0xD35A2D97u;
    return bits ^ (bits >> 15);
}

/* The finalizer of SplitMix64 (Steele, Lea & Flood, OOPSLA 2014). */
static inline uint64_t mixed(uint64_t bits) {
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9u;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBu;
    return bits ^ (bits >> 31);
}

/* Of more counts than one word has bits: word after word. */
static uint64_t thinned_bright(uint64_t count, int quarter, uint64_t key, uint64_t place) {
    uint64_t state = mixed(key ^ mixed(place)), taken = 0;
    while (count > 0) {
        uint64_t bits = mixed(state += 0x9E3779B97F4A7C15u);
        if (quarter) bits &= mixed(state += 0x9E3779B97F4A7C15u);
        if (count < 64) bits &= ((uint64_t)1 << count) - 1;
        taken += (uint64_t)__builtin_popcountll(bits);
        count -= count < 64 ? count : 64;
    }
    return taken;
}

enum { chunk = 256, word = 32 };

/* The number of ones among n fair bits is Binomial(n, 1/2); among bits that are one of four, Binomial(n, 1/4). */
static inline __attribute__((always_inline)) void thin(int64_t count, float *values, float offset, float gain,
                                                       uint64_t key, uint64_t first, int quarter, int rest) {
    float scale = 1 / gain;
    for (int64_t start = 0; start < count; start += chunk) {
        int length = count - start < chunk ? (int)(count - start) : chunk;
        uint64_t place = first + (uint64_t)start, keys = mixed(key ^ place >> 32), more = mixed(keys);
        uint32_t numbers[chunk], bright = 0;
        for (int index = 0; index < length; ++index) {
            float value = values[start + index] - offset;
            value *= scale;
            value = value > 0 ? value : 0;
            value = value < 0x1p30f ? value : 0x1p30f;
            value += 0.5f;
            numbers[index] = (uint32_t)(int32_t)value;
            bright |= numbers[index] > word;
        }
        for (int index = 0; index < length; ++index) {
            uint32_t counter = (uint32_t)place + (uint32_t)index, n = numbers[index];
            uint32_t bits = hashed(counter, (uint32_t)keys, (uint32_t)(keys >> 32));
            if (quarter) bits &= hashed(counter, (uint32_t)more, (uint32_t)(more >> 32));
            bits &= n == 0 ? 0 : 0xFFFFFFFFu >> ((word - n) & (word - 1));
            uint32_t taken = (uint32_t)__builtin_popcount(bits);
            values[start + index] = (float)(int32_t)(rest ? n - taken : taken);
        }
        if (!bright) continue;
        for (int index = 0; index < length; ++index) {
            if (numbers[index] <= word) continue;
            uint64_t taken = thinned_bright(numbers[index], quarter, key, place + (uint64_t)index);
            values[start + index] = (float)(rest ? numbers[index] - taken : taken);
        }
    }
}

static void thin_plain(int64_t count, float *values, float offset, float gain, uint64_t key, uint64_t first,
                       thinning_part part) {
    thin(count, values, offset, gain, key, first, part >= THINNING_QUARTER,
         part == THINNING_OTHER_HALF || part == THINNING_OTHER_QUARTERS);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma,popcnt"))) static void thin_vectors(int64_t count, float *values, float offset,
                                                                    float gain, uint64_t key, uint64_t first,
                                                                    thinning_part part) {
    switch (part) {
    case THINNING_HALF: return thin(count, values, offset, gain, key, first, 0, 0);
    case THINNING_OTHER_HALF: return thin(count, values, offset, gain, key, first, 0, 1);
    case THINNING_QUARTER: return thin(count, values, offset, gain, key, first, 1, 0);
    default: return thin(count, values, offset, gain, key, first, 1, 1);
    }
}
#endif

void thin_counts(int64_t count, float *values, float offset, float gain, uint64_t key, uint64_t first,
                 thinning_part part) {
#if defined(__x86_64__)
    if (kernels_use_vectors()) return thin_vectors(count, values, offset, gain, key, first, part);
#endif
    thin_plain(count, values, offset, gain, key, first, part);
}
