// The allocator's entry points, each counted and handed on to glibc's own. An executable that
// defines them has every library use them, Swift's runtime among them. Counters belong to a thread,
// so that counting needs no lock and other threads do not disturb it.
#include "allocation_counter.h"

#include <errno.h>
#include <stddef.h>

#if defined(__GLIBC__) || defined(__linux__)
#include <features.h>
#endif

void remit_look_at(const void *memory) { (void)memory; }

#ifdef __GLIBC__

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void *__libc_valloc(size_t);
extern void *__libc_pvalloc(size_t);
extern void __libc_free(void *);

// The initial-exec model: reading it never allocates.
static _Thread_local __attribute__((tls_model("initial-exec"))) remit_allocation_count count;

static inline void add(size_t bytes) {
  count.allocations += 1;
  count.bytes += bytes;
}

void *malloc(size_t bytes) {
  add(bytes);
  return __libc_malloc(bytes);
}

void *calloc(size_t number, size_t bytes) {
  add(number * bytes);
  return __libc_calloc(number, bytes);
}

void *realloc(void *memory, size_t bytes) {
  add(bytes);
  return __libc_realloc(memory, bytes);
}

void *reallocarray(void *memory, size_t number, size_t bytes) {
  size_t all;
  if (__builtin_mul_overflow(number, bytes, &all)) {
    errno = ENOMEM;
    return NULL;
  }
  add(all);
  return __libc_realloc(memory, all);
}

void *memalign(size_t alignment, size_t bytes) {
  add(bytes);
  return __libc_memalign(alignment, bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes) {
  add(bytes);
  return __libc_memalign(alignment, bytes);
}

int posix_memalign(void **memory, size_t alignment, size_t bytes) {
  if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) {
    return EINVAL;
  }
  add(bytes);
  void *made = __libc_memalign(alignment, bytes);
  if (made == NULL) return ENOMEM;
  *memory = made;
  return 0;
}

void *valloc(size_t bytes) {
  add(bytes);
  return __libc_valloc(bytes);
}

void *pvalloc(size_t bytes) {
  add(bytes);
  return __libc_pvalloc(bytes);
}

void free(void *memory) {
  if (memory != NULL) count.deallocations += 1;
  __libc_free(memory);
}

bool remit_allocations_are_countable(void) { return true; }
remit_allocation_count remit_allocations_of_this_thread(void) { return count; }

#else

bool remit_allocations_are_countable(void) { return false; }
remit_allocation_count remit_allocations_of_this_thread(void) {
  return (remit_allocation_count){0, 0, 0};
}

#endif
