#define _GNU_SOURCE
#include "csandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
// Calls of the x32 ABI have the architecture of x86-64 and numbers from here on.
#define FIRST_FOREIGN_CALL 0x40000000
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#define FIRST_FOREIGN_CALL 0x7fffffff
#else
#error "seccomp filters are written for x86-64 and 64-bit ARM"
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, value)
// Refuses one call, whose number was loaded.
#define REFUSE_WITH(call, error) \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1), ANSWER(SECCOMP_RET_ERRNO | (error))
#define REFUSE(call) REFUSE_WITH(call, EPERM)

// With what each filter begins: calls of another ABI have other numbers. Behind it the number is loaded.
#define OWN_CALLS_ONLY                                                                                      \
  LOAD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0), ANSWER(SECCOMP_RET_KILL_PROCESS), \
      LOAD(nr), BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, FIRST_FOREIGN_CALL, 0, 1), ANSWER(SECCOMP_RET_KILL_PROCESS)

static int install(struct sock_filter *code, size_t count) {
  struct sock_fprog program = {.len = (unsigned short)count, .filter = code};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0 ? 0 : errno;
}

// Each filter is applied beside those that were before.
static int refuse_sockets(void) {
  struct sock_filter code[] = {
      OWN_CALLS_ONLY,
      // Sockets.
      REFUSE(SYS_socket),
      REFUSE(SYS_socketpair),
      REFUSE(SYS_connect),
      REFUSE(SYS_bind),
      REFUSE(SYS_listen),
      REFUSE(SYS_accept),
      REFUSE(SYS_accept4),
      ANSWER(SECCOMP_RET_ALLOW),
  };
  return install(code, sizeof code / sizeof code[0]);
}

int campaign_seccomp_restrict(int may_talk) {
  if (!may_talk) {
    int error = refuse_sockets();
    if (error != 0) return error;
  }
  struct sock_filter code[] = {
      OWN_CALLS_ONLY,
      // Calls that are made elsewhere in the kernel, out of a filter's sight.
      REFUSE(SYS_io_uring_setup),
      REFUSE(SYS_io_uring_enter),
      REFUSE(SYS_io_uring_register),
      // Programs and processes. Of clone3 the flags can't be seen here: without it, threads are started by clone.
      REFUSE(SYS_execve),
      REFUSE(SYS_execveat),
#ifdef SYS_fork
      REFUSE(SYS_fork),
      REFUSE(SYS_vfork),
#endif
      REFUSE_WITH(SYS_clone3, ENOSYS),
      // Other processes.
      REFUSE(SYS_ptrace),
      REFUSE(SYS_process_vm_readv),
      REFUSE(SYS_process_vm_writev),
      REFUSE(SYS_pidfd_getfd),
      REFUSE(SYS_kcmp),
      // What a kernel is, and names for it.
      REFUSE(SYS_mount),
      REFUSE(SYS_umount2),
      REFUSE(SYS_pivot_root),
      REFUSE(SYS_chroot),
      REFUSE(SYS_unshare),
      REFUSE(SYS_setns),
      REFUSE(SYS_bpf),
      REFUSE(SYS_perf_event_open),
      REFUSE(SYS_userfaultfd),
      REFUSE(SYS_keyctl),
      REFUSE(SYS_add_key),
      REFUSE(SYS_request_key),
      REFUSE(SYS_open_by_handle_at),
      REFUSE(SYS_init_module),
      REFUSE(SYS_finit_module),
      REFUSE(SYS_delete_module),
      REFUSE(SYS_kexec_load),
      REFUSE(SYS_personality),
      // clone: threads alone. The flags are its first argument, whose low half stands first on both machines.
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3),
      LOAD(args[0]),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0),
      ANSWER(SECCOMP_RET_ERRNO | EPERM),
      ANSWER(SECCOMP_RET_ALLOW),
  };
  return install(code, sizeof code / sizeof code[0]);
}
