// Disks in memory for SQLite that keep what was synced apart from what was only written, so that tests can take the power away.
#include <stdint.h>

/// Under which SQLite knows it.
#define SIMULATED_DISK_NAME "simulated"

/// A new, empty disk; its files have names that begin with `/NUMBER/`, or with a folder `/disk-NUMBER/` in them. -1 where there are too many. For any thread.
int simulated_disk_create(void);
/// Gone when its last file is closed.
void simulated_disk_destroy(int disk);

/// After so many more writes, syncs, truncations and removals all of them fail, as they do for a process that is dead. Negative: never.
void simulated_disk_die_after(int disk, long operations);
/// After so many more of them one fails, and the process lives on. Negative: none.
void simulated_disk_fail_after(int disk, long operations);
/// Whether operations neither fail nor count for what is to come.
void simulated_disk_spare(int disk, int is_spared);
/// Whether files can't grow.
void simulated_disk_fill(int disk, int is_full);
/// Whether the process is dead.
int simulated_disk_is_dead(int disk);
/// Writes, syncs, truncations and removals so far.
long simulated_disk_operations(int disk);
/// How many of the operations so far were syncs.
long simulated_disk_syncs(int disk);

/// The process ended: what it wrote is there. Its connections must be closed.
void simulated_disk_restart_process(int disk);
/// The machine lost its power: of what was not synced each sector is there or not, as the seed says. Connections must be closed.
void simulated_disk_lose_power(int disk, uint64_t seed);
