/* A library to preload that makes chosen calls fail or wait, so that tests meet real errors of a
 * real process. REMIT_FAULTS lists rules set apart by commas:
 *
 *   CALL:N:ERROR[:PATH]   the N-th call fails with ERROR (EIO, ENOSPC, EROFS), once
 *   CALL:N+:ERROR[:PATH]  and all after it
 *   CALL:N:MILLISECONDS   waits instead, then goes on
 *
 * Only calls about files whose path contains PATH count. CALL is pwrite, write, fdatasync, fsync,
 * open, rename or unlink. Each rule that fires says so on standard error.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { RULES_MAX = 16 };

struct rule {
  char call[16];
  char path[128];
  long number;
  int from_there_on;
  int error;
  long milliseconds;
  long seen;
};

static struct rule rules[RULES_MAX];
static int rule_count;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int error_named(const char *name) {
  if (!strcmp(name, "EIO")) return EIO;
  if (!strcmp(name, "ENOSPC")) return ENOSPC;
  if (!strcmp(name, "EROFS")) return EROFS;
  return 0;
}

static void read_rules(void) {
  const char *text = getenv("REMIT_FAULTS");
  if (!text) return;
  char *copy = strdup(text), *rest = copy, *one;
  while ((one = strsep(&rest, ",")) && rule_count < RULES_MAX) {
    struct rule *rule = &rules[rule_count++];
    char *call = strsep(&one, ":"), *number = strsep(&one, ":"), *what = strsep(&one, ":");
    if (!call || !number || !what) continue;
    snprintf(rule->call, sizeof rule->call, "%s", call);
    snprintf(rule->path, sizeof rule->path, "%s", one ? one : "");
    rule->number = strtol(number, NULL, 10);
    rule->from_there_on = number[strlen(number) - 1] == '+';
    rule->error = error_named(what);
    if (!rule->error) rule->milliseconds = strtol(what, NULL, 10);
  }
  free(copy);
}

/* What this call is to fail with; 0 for none. */
static int fault(const char *call, const char *path) {
  pthread_once(&once, read_rules);
  int error = 0;
  long wait = 0;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < rule_count; i++) {
    struct rule *rule = &rules[i];
    if (strcmp(rule->call, call) || !strstr(path, rule->path)) continue;
    rule->seen++;
    if (rule->seen != rule->number && !(rule->from_there_on && rule->seen > rule->number)) continue;
    error = rule->error;
    wait = rule->milliseconds;
    char line[256];
    int count = snprintf(line, sizeof line, "fault: %s %ld %s\n", call, rule->seen, path);
    ssize_t (*real_write)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    if (count > 0) real_write(2, line, count < (int)sizeof line ? count : (int)sizeof line - 1);
    break;
  }
  pthread_mutex_unlock(&lock);
  if (wait > 0) usleep(wait * 1000);
  return error;
}

/* The same for what a descriptor is of, or a name below it. */
static int fault_at(const char *call, int descriptor, const char *name) {
  char link[64], path[512];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t count = readlink(link, path, sizeof path - 1);
  size_t length = count > 0 ? (size_t)count : 0;
  snprintf(path + length, sizeof path - length, "%s%s", *name ? "/" : "", name);
  return fault(call, path);
}

static int fault_of(const char *call, int descriptor) { return fault_at(call, descriptor, ""); }

#define REAL(result, name, ...) \
  static result (*real)(__VA_ARGS__); \
  if (!real) real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define FAIL(test) \
  do { \
    int error = (test); \
    if (error) { \
      errno = error; \
      return -1; \
    } \
  } while (0)

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
  REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
  FAIL(fault_of("pwrite", fd));
  return real(fd, bytes, count, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
  FAIL(fault_of("pwrite", fd));
  return real(fd, bytes, count, offset);
}

ssize_t write(int fd, const void *bytes, size_t count) {
  REAL(ssize_t, "write", int, const void *, size_t);
  FAIL(fd > 2 ? fault_of("write", fd) : 0);
  return real(fd, bytes, count);
}

int fdatasync(int fd) {
  REAL(int, "fdatasync", int);
  FAIL(fault_of("fdatasync", fd));
  return real(fd);
}

int fsync(int fd) {
  REAL(int, "fsync", int);
  FAIL(fault_of("fsync", fd));
  return real(fd);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
  REAL(int, "renameat", int, const char *, int, const char *);
  FAIL(fault_at("rename", to_folder, to));
  return real(from_folder, from, to_folder, to);
}

int unlinkat(int folder, const char *path, int flags) {
  REAL(int, "unlinkat", int, const char *, int);
  FAIL(fault_at("unlink", folder, path));
  return real(folder, path, flags);
}

static int opened(const char *name, int at, const char *path, int flags, mode_t mode) {
  FAIL(fault("open", path));
  int (*real)(int, const char *, int, ...) = dlsym(RTLD_NEXT, name);
  return real(at, path, flags, mode);
}

#define MODE_OF(flags) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | O_TMPFILE)) { \
    va_list list; \
    va_start(list, flags); \
    mode = va_arg(list, mode_t); \
    va_end(list); \
  }

int open(const char *path, int flags, ...) {
  MODE_OF(flags);
  return opened("openat", AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE_OF(flags);
  return opened("openat64", AT_FDCWD, path, flags, mode);
}

int openat(int at, const char *path, int flags, ...) {
  MODE_OF(flags);
  return opened("openat", at, path, flags, mode);
}

int openat64(int at, const char *path, int flags, ...) {
  MODE_OF(flags);
  return opened("openat64", at, path, flags, mode);
}
