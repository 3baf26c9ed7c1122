#define _GNU_SOURCE
#include "calls.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sched.h>
#include <unistd.h>

static int fork_once(void) {
  pid_t child = fork();
  if (child < 0) return errno;
  if (child == 0) _exit(0);
  waitpid(child, NULL, 0);
  return 0;
}

int probe_make(enum probe_call call) {
  switch (call) {
    case probe_fork: return fork_once();
    case probe_ptrace: return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 ? 0 : errno;
    case probe_unshare: return unshare(0) == 0 ? 0 : errno;
    case probe_io_uring:
      // No room for the answer: a kernel that looks at the call at all says EFAULT.
      if (syscall(SYS_io_uring_setup, 1, NULL) < 0 && errno != EFAULT) return errno;
      return 0;
  }
  return EINVAL;
}

int probe_hide_landlock(void) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_landlock_create_ruleset, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {.len = sizeof code / sizeof code[0], .filter = code};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0 ? 0 : errno;
}
