// What Linux has to shut a process in, as far as it takes C to ask for it: Landlock (landlock(7)) and seccomp (seccomp(2)).
#ifndef CSANDBOX_H
#define CSANDBOX_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What may be done with a file, or with all that lies in a folder.
enum campaign_access { campaign_access_read = 1, campaign_access_write = 2 };

struct campaign_path {
  const char *path;
  /// `campaign_access` bits.
  int access;
};

/// What may be done with TCP.
enum campaign_talk { campaign_talk_listen = 1, campaign_talk_connect = 2 };

/// The version of Landlock that the kernel has; 0 where it has none.
int campaign_landlock_version(void);

/// From now on this thread, and those that it starts, may touch these paths and no other, run no program, and open TCP connections and
/// bind TCP ports only as far as `talk` says, `campaign_talk` bits. A path that is not there is left out. 0, or an error number.
int campaign_landlock_restrict(const struct campaign_path *paths, size_t count, int talk);

/// From now on no thread of this process may start programs or processes, look into others, or change what the kernel is; nor open
/// sockets, where it may not talk. 0, or an error number.
int campaign_seccomp_restrict(int may_talk);

/// All threads take memory from one place; else glibc reserves 64 MiB of address space for each.
void campaign_use_one_arena(void);

/// Where an allocation fails that has no error to return, the process ends with this text on standard error and this status. The
/// text must live as long as the process.
void campaign_end_where_memory_fails(const char *text, int status);

/// The kernel ends this process when the thread that started it ends. 0, or an error number.
int campaign_end_with_parent(void);

#ifdef __cplusplus
}
#endif

#endif
