// System calls that Swift has no way to.
#ifndef CALLS_H
#define CALLS_H

enum probe_call { probe_fork, probe_ptrace, probe_unshare, probe_io_uring };

/// Makes the call as harmlessly as it can be made; 0, or an error number.
int probe_make(enum probe_call call);

/// From now on `landlock_create_ruleset` is a call that the kernel does not have. 0, or an error number.
int probe_hide_landlock(void);

#endif
