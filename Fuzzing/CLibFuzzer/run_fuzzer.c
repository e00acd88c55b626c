#include "CLibFuzzer.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

// The entrance of libFuzzer's library without `main`; no header of it is installed everywhere.
int LLVMFuzzerRunDriver(
  int *argc, char ***argv, int (*callback)(const uint8_t *bytes, size_t count));

struct run {
  int argc;
  char **argv;
  int (*callback)(const uint8_t *bytes, size_t count);
};

static void mask_alarm(int how) {
  sigset_t alarm;
  sigemptyset(&alarm);
  sigaddset(&alarm, SIGALRM);
  pthread_sigmask(how, &alarm, NULL);
}

static void *work(void *argument) {
  struct run *run = argument;
  mask_alarm(SIG_UNBLOCK);
  exit(LLVMFuzzerRunDriver(&run->argc, &run->argv, run->callback));
}

_Noreturn void run_fuzzer(
  int argc, char **argv, size_t stack_bytes,
  int (*callback)(const uint8_t *bytes, size_t count)) {
  struct run run = {argc, argv, callback};
  // libFuzzer measures time by a signal, which must reach the thread that it works on.
  mask_alarm(SIG_BLOCK);
  pthread_attr_t attributes;
  pthread_t thread;
  if (pthread_attr_init(&attributes) == 0 &&
      pthread_attr_setstacksize(&attributes, stack_bytes) == 0 &&
      pthread_create(&thread, &attributes, work, &run) == 0) {
    pthread_join(thread, NULL);
  }
  exit(2);
}
