/* LD_PRELOAD=denier.so: every external buffer is refused with napi_no_external_buffers_allowed (22), as Electron's
 * memory cage does, and each refusal is written to stderr, since napi-rs then copies without a word.
 * It stands before dlsym, so it reaches only addons that look napi's symbols up at run time. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

static int refuse(void) {
  static const char line[] = "refused an external buffer\n";
  if (write(2, line, sizeof line - 1) < 0) return 9;
  return 22;
}

void *dlsym(void *handle, const char *name) {
  static void *(*real)(void *, const char *);
  if (!real) {
    real = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.34");
    if (!real) real = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.2.5");
    if (!real) real = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.17");
  }
  if (!strcmp(name, "napi_create_external_buffer") || !strcmp(name, "napi_create_external_arraybuffer"))
    return (void *)refuse;
  return real(handle, name);
}
