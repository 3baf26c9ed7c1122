/* Runs a program and says on the last line of standard error what it took:

     measure PROGRAM ARGUMENTS...   ->   {"wall_seconds":…,"cpu_seconds":…,"peak_bytes":…,"status":…}

   In C because a parent's own memory counts in a child's peak until the child has replaced itself: this parent has none to
   speak of. Linux: ru_maxrss is in KiB. */

#include <stdio.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec / 1e6; }

int main(int argc, char **argv) {
  if (argc < 2) return fprintf(stderr, "usage: measure PROGRAM ARGUMENTS...\n"), 2;
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  pid_t child = fork();
  if (child == 0) {
    execvp(argv[1], argv + 1);
    perror(argv[1]);
    _exit(127);
  }
  int status;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) != child) return perror("measure"), 2;
  clock_gettime(CLOCK_MONOTONIC, &end);
  int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  fprintf(stderr, "{\"wall_seconds\":%.6f,\"cpu_seconds\":%.6f,\"peak_bytes\":%ld,\"status\":%d}\n",
          (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9,
          seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss * 1024L, code);
  return code;
}
