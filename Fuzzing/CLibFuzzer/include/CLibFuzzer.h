#pragma once

#include <stddef.h>
#include <stdint.h>

// Runs libFuzzer with the arguments on a thread with a stack of so many bytes, and ends the process
// with its status.
_Noreturn void run_fuzzer(
  int argc, char *_Nullable *_Nonnull argv, size_t stack_bytes,
  int (*_Nonnull callback)(const uint8_t *_Nullable bytes, size_t count));

// libFuzzer's own change of an input, in place; returns how many bytes there are then.
size_t LLVMFuzzerMutate(uint8_t *_Nonnull bytes, size_t count, size_t countMax);

// The sanitizer's: what is allocated between the two counts as no leak.
void __lsan_disable(void);
void __lsan_enable(void);
