// Counts the allocations of the process that this is linked into.
#ifndef REMIT_ALLOCATION_COUNTER_H
#define REMIT_ALLOCATION_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  uint64_t allocations;    // malloc, calloc, realloc, memalign, posix_memalign, aligned_alloc, …
  uint64_t deallocations;  // free of anything but a null pointer
  uint64_t bytes;          // asked for
} remit_allocation_count;

// Whether counting works here: only with glibc.
bool remit_allocations_are_countable(void);

// What this thread has allocated since it started.
remit_allocation_count remit_allocations_of_this_thread(void);

// Does nothing, which the compiler cannot know: what is handed to it has to be allocated.
void remit_look_at(const void *memory);

#endif
