#define _GNU_SOURCE
#include "csandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// As in the kernel's include/uapi/linux/landlock.h: Debian 12's own header ends with version 2.
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

enum {
  create_ruleset_version = 1,
  rule_path_beneath = 1,
};

#define FS_EXECUTE (1ULL << 0)
#define FS_WRITE_FILE (1ULL << 1)
#define FS_READ_FILE (1ULL << 2)
#define FS_READ_DIR (1ULL << 3)
#define FS_REMOVE_DIR (1ULL << 4)
#define FS_REMOVE_FILE (1ULL << 5)
#define FS_MAKE_DIR (1ULL << 7)
#define FS_MAKE_REG (1ULL << 8)
#define FS_MAKE_SYM (1ULL << 12)
#define FS_REFER (1ULL << 13)
#define FS_TRUNCATE (1ULL << 14)
#define FS_IOCTL_DEV (1ULL << 15)
#define NET_BIND_TCP (1ULL << 0)
#define NET_CONNECT_TCP (1ULL << 1)
#define SCOPE_ABSTRACT_UNIX_SOCKET (1ULL << 0)
#define SCOPE_SIGNAL (1ULL << 1)

struct ruleset_attributes {
  uint64_t handled_access_fs;
  uint64_t handled_access_net;
  uint64_t scoped;
};

struct path_beneath_attributes {
  uint64_t allowed_access;
  int32_t parent_fd;
} __attribute__((packed));

int campaign_landlock_version(void) {
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0, create_ruleset_version);
  return version < 0 ? 0 : (int)version;
}

// All that the kernel's version can refuse.
static struct ruleset_attributes everything(int version) {
  struct ruleset_attributes attributes = {.handled_access_fs = (FS_MAKE_SYM << 1) - 1};
  if (version >= 2) attributes.handled_access_fs |= FS_REFER;
  if (version >= 3) attributes.handled_access_fs |= FS_TRUNCATE;
  if (version >= 4) attributes.handled_access_net = NET_BIND_TCP | NET_CONNECT_TCP;
  if (version >= 5) attributes.handled_access_fs |= FS_IOCTL_DEV;
  if (version >= 6) attributes.scoped = SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL;
  return attributes;
}

static size_t size_of_attributes(int version) {
  return version >= 6 ? sizeof(struct ruleset_attributes) : version >= 4 ? 16 : 8;
}

static uint64_t allowed(int access, int is_folder, uint64_t handled) {
  uint64_t rights = 0;
  if (access & campaign_access_read) rights |= FS_READ_FILE | FS_READ_DIR;
  if (access & campaign_access_write) {
    rights |= FS_WRITE_FILE | FS_TRUNCATE | FS_MAKE_REG | FS_MAKE_DIR | FS_REMOVE_FILE | FS_REMOVE_DIR | FS_REFER;
  }
  // Of a file, the kernel refuses rights that only folders have.
  if (!is_folder) rights &= FS_READ_FILE | FS_WRITE_FILE | FS_TRUNCATE;
  return rights & handled;
}

static int add(int ruleset, const struct campaign_path *path, uint64_t handled) {
  int descriptor = open(path->path, O_PATH | O_CLOEXEC);
  if (descriptor < 0) return errno == ENOENT ? 0 : errno;
  struct stat status;
  int error = 0;
  if (fstat(descriptor, &status) != 0) {
    error = errno;
  } else {
    struct path_beneath_attributes rule = {
        .allowed_access = allowed(path->access, S_ISDIR(status.st_mode), handled), .parent_fd = descriptor};
    // A pipe has no place among files, and needs no rule.
    if (syscall(SYS_landlock_add_rule, ruleset, rule_path_beneath, &rule, 0) != 0 && errno != EBADFD) error = errno;
  }
  close(descriptor);
  return error;
}

int campaign_landlock_restrict(const struct campaign_path *paths, size_t count, int talk) {
  int version = campaign_landlock_version();
  if (version == 0) return ENOSYS;
  struct ruleset_attributes attributes = everything(version);
  if (talk & campaign_talk_listen) attributes.handled_access_net &= ~NET_BIND_TCP;
  if (talk & campaign_talk_connect) attributes.handled_access_net &= ~NET_CONNECT_TCP;
  int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, size_of_attributes(version), 0);
  if (ruleset < 0) return errno;
  int error = 0;
  for (size_t index = 0; index < count && error == 0; index++) {
    error = add(ruleset, &paths[index], attributes.handled_access_fs);
  }
  if (error == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) error = errno;
  if (error == 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) error = errno;
  close(ruleset);
  return error;
}
