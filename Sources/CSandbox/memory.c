#include "csandbox.h"

#include <malloc.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

void campaign_use_one_arena(void) {
#ifdef M_ARENA_MAX
  mallopt(M_ARENA_MAX, 1);
#endif
}

static const char *last_words;
static int last_status;

static void end(int number) {
  (void)number;
  // What failed to write can be told to nobody.
  if (write(STDERR_FILENO, last_words, strlen(last_words)) < 0) _exit(last_status);
  _exit(last_status);
}

void campaign_end_where_memory_fails(const char *text, int status) {
  last_words = text;
  last_status = status;
  struct sigaction action = {.sa_handler = end};
  sigemptyset(&action.sa_mask);
  // An allocation that fails ends in one of these, by what it was for.
  const int numbers[] = {SIGABRT, SIGSEGV, SIGILL, SIGTRAP, SIGBUS};
  for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++) sigaction(numbers[index], &action, NULL);
}
