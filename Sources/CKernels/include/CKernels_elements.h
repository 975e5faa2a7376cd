#ifndef BRAGGART_CKERNELS_ELEMENTS_H
#define BRAGGART_CKERNELS_ELEMENTS_H

#include <stdbool.h>
#include <stdint.h>

/* Numbers as files store them: any of eleven types in either byte order, at any address. */

typedef enum {
    ELEMENT_UINT8, ELEMENT_UINT16, ELEMENT_UINT32, ELEMENT_UINT64,
    ELEMENT_INT8, ELEMENT_INT16, ELEMENT_INT32, ELEMENT_INT64,
    ELEMENT_FLOAT16, ELEMENT_FLOAT32, ELEMENT_FLOAT64
} element_type;

/* How a number is stored; swapped: in the byte order that is not the machine's. */
typedef struct {
    element_type type;
    bool swapped;
} element_form;

/* Elements that follow each other. */
typedef struct {
    int64_t start;
    int64_t count;
} element_run;

/* `count` elements as float, each rounded to the nearest. Both versions give the same bits. */
void elements_convert(element_form form, int64_t count, const void *elements, float *result);

/* Begins to fetch bytes that will be read soon into the caches. They need not be there. */
void elements_expect(const void *bytes, int64_t count);

/* The sum of the elements in some runs of a frame of `count` elements; nothing outside the frame is read. Integers are
   summed exactly where the sum stays below 2^53 (2^31 elements at most), others in double precision. */
double elements_sum(element_form form, int64_t count, const void *frame, int64_t run_count, const element_run *runs);

/* Adds frames of `count` elements, `stride` bytes apart, to what is known of each element's place: its sum (in the
   frames' order, in double precision), its largest and smallest value. `finite` counts the values that are finite, and
   others are passed over; where it is NULL all are taken to be. Both versions give the same bits. */
void elements_gather(element_form form, int64_t count, const void *frames, int64_t stride, int64_t frame_count,
                     double *sums, float *maxima, float *minima, int32_t *finite);

/* The plain versions. */
void elements_convert_plain(element_form form, int64_t count, const void *elements, float *result);
double elements_sum_plain(element_form form, int64_t count, const void *frame, int64_t run_count,
                          const element_run *runs);
void elements_gather_plain(element_form form, int64_t count, const void *frames, int64_t stride, int64_t frame_count,
                           double *sums, float *maxima, float *minima, int32_t *finite);

#endif
