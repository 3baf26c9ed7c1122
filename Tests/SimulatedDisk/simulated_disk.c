#include "simulated_disk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DISKS = 64, MAX_FILES = 128, MAX_NAME = 128, SECTOR = 512, MAX_REGIONS = 64 };

// What was done to a file since it was synced last; a truncation has no bytes.
struct change {
  sqlite3_int64 offset;
  int size;
  unsigned char *bytes;
  struct change *next;
};

struct contents {
  unsigned char *bytes;
  sqlite3_int64 size, capacity;
};

struct stored_file {
  char name[MAX_NAME];
  int exists;
  struct contents now, synced;
  struct change *first, **last;
  void *regions[MAX_REGIONS];
  // Connections that share them.
  int mappers;
  // Open files that hold it to read at least, and those that are about to write.
  int readers, writers;
};

struct disk {
  int is_used, is_dead, is_full, is_spared, is_condemned, open_files;
  // Until the process dies, and until one operation fails; negative for never.
  long operations, syncs, left, until_failure;
  struct stored_file files[MAX_FILES];
};

struct open_file {
  sqlite3_file base;
  struct disk *disk;
  struct stored_file *file;
  int removes_itself, is_mapped, level;
};

static struct disk disks[MAX_DISKS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sqlite3_vfs file_system;

static int resize(struct contents *contents, sqlite3_int64 size) {
  if (size > contents->capacity) {
    sqlite3_int64 capacity = size * 2;
    unsigned char *bytes = realloc(contents->bytes, (size_t)capacity);
    if (!bytes) return SQLITE_NOMEM;
    contents->bytes = bytes;
    contents->capacity = capacity;
  }
  if (size > contents->size) memset(contents->bytes + contents->size, 0, (size_t)(size - contents->size));
  contents->size = size;
  return SQLITE_OK;
}

static int put(struct contents *contents, sqlite3_int64 offset, const void *bytes, int size) {
  if (offset + size > contents->size && resize(contents, offset + size)) return SQLITE_NOMEM;
  memcpy(contents->bytes + offset, bytes, (size_t)size);
  return SQLITE_OK;
}

static void forget_changes(struct stored_file *file) {
  for (struct change *change = file->first; change;) {
    struct change *next = change->next;
    free(change->bytes);
    free(change);
    change = next;
  }
  file->first = NULL;
  file->last = &file->first;
}

// Counts an operation; false where the process is dead.
static int may(struct disk *disk) {
  if (disk->is_dead) return 0;
  if (disk->is_spared) {
    disk->operations++;
    return 1;
  }
  if (disk->left == 0) {
    disk->is_dead = 1;
    return 0;
  }
  if (disk->left > 0) disk->left--;
  if (disk->until_failure >= 0 && disk->until_failure-- == 0) return 0;
  disk->operations++;
  return 1;
}

static int note(struct stored_file *file, sqlite3_int64 offset, const void *bytes, int size) {
  struct change *change = calloc(1, sizeof *change);
  if (!change) return SQLITE_NOMEM;
  change->offset = offset;
  change->size = size;
  if (size > 0) {
    change->bytes = malloc((size_t)size);
    if (!change->bytes) {
      free(change);
      return SQLITE_NOMEM;
    }
    memcpy(change->bytes, bytes, (size_t)size);
  }
  *file->last = change;
  file->last = &change->next;
  return SQLITE_OK;
}

static void free_regions(struct stored_file *file) {
  file->mappers = 0;
  for (int region = 0; region < MAX_REGIONS; region++) {
    free(file->regions[region]);
    file->regions[region] = NULL;
  }
}

static void release(struct disk *disk) {
  for (int index = 0; index < MAX_FILES; index++) {
    struct stored_file *file = &disk->files[index];
    forget_changes(file);
    free_regions(file);
    free(file->now.bytes);
    free(file->synced.bytes);
  }
  disk->is_used = 0;
}

static int close_file(sqlite3_file *base) {
  struct open_file *file = (struct open_file *)base;
  file->file->readers -= file->level >= SQLITE_LOCK_SHARED;
  file->file->writers -= file->level >= SQLITE_LOCK_RESERVED;
  if (file->removes_itself) file->file->exists = 0;
  pthread_mutex_lock(&lock);
  if (--file->disk->open_files == 0 && file->disk->is_condemned) release(file->disk);
  pthread_mutex_unlock(&lock);
  return SQLITE_OK;
}

static int read_file(sqlite3_file *base, void *into, int size, sqlite3_int64 offset) {
  struct open_file *file = (struct open_file *)base;
  if (file->disk->is_dead) return SQLITE_IOERR_READ;
  sqlite3_int64 there = file->file->now.size - offset;
  if (there >= size) {
    memcpy(into, file->file->now.bytes + offset, (size_t)size);
    return SQLITE_OK;
  }
  memset(into, 0, (size_t)size);
  if (there > 0) memcpy(into, file->file->now.bytes + offset, (size_t)there);
  return SQLITE_IOERR_SHORT_READ;
}

static int write_file(sqlite3_file *base, const void *bytes, int size, sqlite3_int64 offset) {
  struct open_file *file = (struct open_file *)base;
  if (!may(file->disk)) return SQLITE_IOERR_WRITE;
  if (file->disk->is_full && offset + size > file->file->now.size) return SQLITE_FULL;
  if (note(file->file, offset, bytes, size)) return SQLITE_NOMEM;
  return put(&file->file->now, offset, bytes, size);
}

static int truncate_file(sqlite3_file *base, sqlite3_int64 size) {
  struct open_file *file = (struct open_file *)base;
  if (!may(file->disk)) return SQLITE_IOERR_TRUNCATE;
  if (note(file->file, size, NULL, 0)) return SQLITE_NOMEM;
  return size < file->file->now.size ? resize(&file->file->now, size) : SQLITE_OK;
}

static int sync_file(sqlite3_file *base, int flags) {
  (void)flags;
  struct open_file *file = (struct open_file *)base;
  if (!may(file->disk)) return SQLITE_IOERR_FSYNC;
  file->disk->syncs++;
  for (struct change *change = file->file->first; change; change = change->next) {
    if (change->size > 0 && put(&file->file->synced, change->offset, change->bytes, change->size)) return SQLITE_NOMEM;
    if (change->size == 0 && change->offset < file->file->synced.size) resize(&file->file->synced, change->offset);
  }
  if (resize(&file->file->synced, file->file->now.size)) return SQLITE_NOMEM;
  forget_changes(file->file);
  return SQLITE_OK;
}

static int size_of_file(sqlite3_file *base, sqlite3_int64 *size) {
  *size = ((struct open_file *)base)->file->now.size;
  return SQLITE_OK;
}

// Counts who holds the file when one of them goes from one level to another.
static void hold(struct open_file *file, int level) {
  file->file->readers += (level >= SQLITE_LOCK_SHARED) - (file->level >= SQLITE_LOCK_SHARED);
  file->file->writers += (level >= SQLITE_LOCK_RESERVED) - (file->level >= SQLITE_LOCK_RESERVED);
  file->level = level;
}

static int lock_file(sqlite3_file *base, int level) {
  struct open_file *file = (struct open_file *)base;
  if (level <= file->level) return SQLITE_OK;
  int others = file->file->readers - (file->level >= SQLITE_LOCK_SHARED);
  int writers = file->file->writers - (file->level >= SQLITE_LOCK_RESERVED);
  if (level >= SQLITE_LOCK_RESERVED && writers > 0) return SQLITE_BUSY;
  if (level == SQLITE_LOCK_EXCLUSIVE && others > 0) return SQLITE_BUSY;
  hold(file, level);
  return SQLITE_OK;
}

static int unlock_file(sqlite3_file *base, int level) {
  struct open_file *file = (struct open_file *)base;
  if (level < file->level) hold(file, level);
  return SQLITE_OK;
}

static int check_reserved_lock(sqlite3_file *base, int *result) {
  *result = ((struct open_file *)base)->file->writers > 0;
  return SQLITE_OK;
}

static int control_file(sqlite3_file *base, int operation, void *argument) {
  (void)base, (void)operation, (void)argument;
  return SQLITE_NOTFOUND;
}

static int sector_size(sqlite3_file *base) {
  (void)base;
  return SECTOR;
}

static int characteristics(sqlite3_file *base) {
  (void)base;
  return 0;
}

static int map_region(sqlite3_file *base, int region, int size, int extend, void volatile **address) {
  struct open_file *file = (struct open_file *)base;
  if (region >= MAX_REGIONS) return SQLITE_NOMEM;
  if (!file->is_mapped) file->file->mappers++;
  file->is_mapped = 1;
  if (!file->file->regions[region] && extend) file->file->regions[region] = calloc(1, (size_t)size);
  *address = file->file->regions[region];
  return extend && !*address ? SQLITE_NOMEM : SQLITE_OK;
}

static int lock_region(sqlite3_file *base, int offset, int count, int flags) {
  (void)base, (void)offset, (void)count, (void)flags;
  return SQLITE_OK;
}

static void barrier(sqlite3_file *base) { (void)base; }

static int unmap_regions(sqlite3_file *base, int remove) {
  (void)remove;
  struct open_file *file = (struct open_file *)base;
  if (file->is_mapped && --file->file->mappers == 0) free_regions(file->file);
  file->is_mapped = 0;
  return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = size_of_file,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = check_reserved_lock,
    .xFileControl = control_file,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = map_region,
    .xShmLock = lock_region,
    .xShmBarrier = barrier,
    .xShmUnmap = unmap_regions,
};

static struct disk *disk_of(const char *name) {
  int number = -1;
  if (!name) return NULL;
  const char *folder = strstr(name, "/disk-");
  if (sscanf(folder ? folder : name, folder ? "/disk-%d/" : "/%d/", &number) != 1 || number < 0 || number >= MAX_DISKS) return NULL;
  return disks[number].is_used ? &disks[number] : NULL;
}

static struct stored_file *find(struct disk *disk, const char *name) {
  for (int index = 0; index < MAX_FILES; index++)
    if (disk->files[index].exists && strcmp(disk->files[index].name, name) == 0) return &disk->files[index];
  return NULL;
}

static int open_on_disk(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *out_flags) {
  (void)vfs;
  struct open_file *file = (struct open_file *)base;
  memset(file, 0, sizeof *file);
  struct disk *disk = disk_of(name);
  if (!disk || disk->is_dead || strlen(name) >= MAX_NAME) return SQLITE_CANTOPEN;
  struct stored_file *stored = find(disk, name);
  if (!stored) {
    if (!(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
    for (int index = 0; index < MAX_FILES && !stored; index++)
      if (!disk->files[index].exists) stored = &disk->files[index];
    if (!stored) return SQLITE_CANTOPEN;
    forget_changes(stored);
    stored->now.size = stored->synced.size = 0;
    stored->readers = stored->writers = 0;
    stored->exists = 1;
    strcpy(stored->name, name);
  }
  pthread_mutex_lock(&lock);
  disk->open_files++;
  pthread_mutex_unlock(&lock);
  file->base.pMethods = &methods;
  file->disk = disk;
  file->file = stored;
  file->removes_itself = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  if (out_flags) *out_flags = flags;
  return SQLITE_OK;
}

static int remove_from_disk(sqlite3_vfs *vfs, const char *name, int sync_folder) {
  (void)vfs, (void)sync_folder;
  struct disk *disk = disk_of(name);
  struct stored_file *file = disk ? find(disk, name) : NULL;
  if (!file) return SQLITE_IOERR_DELETE_NOENT;
  if (!may(disk)) return SQLITE_IOERR_DELETE;
  forget_changes(file);
  file->exists = 0;
  return SQLITE_OK;
}

static int look_for(sqlite3_vfs *vfs, const char *name, int flags, int *result) {
  (void)vfs, (void)flags;
  struct disk *disk = disk_of(name);
  *result = disk && find(disk, name) != NULL;
  return SQLITE_OK;
}

static int full_name(sqlite3_vfs *vfs, const char *name, int size, char *out) {
  (void)vfs;
  sqlite3_snprintf(size, out, "%s", name);
  return SQLITE_OK;
}

static void register_once(void) {
  static int is_registered;
  if (is_registered) return;
  sqlite3_vfs *system = sqlite3_vfs_find(NULL);
  file_system = *system;
  file_system.szOsFile = sizeof(struct open_file);
  file_system.mxPathname = MAX_NAME;
  file_system.zName = SIMULATED_DISK_NAME;
  file_system.pNext = NULL;
  file_system.xOpen = open_on_disk;
  file_system.xDelete = remove_from_disk;
  file_system.xAccess = look_for;
  file_system.xFullPathname = full_name;
  sqlite3_vfs_register(&file_system, 0);
  is_registered = 1;
}

int simulated_disk_create(void) {
  int found = -1;
  pthread_mutex_lock(&lock);
  register_once();
  for (int number = 0; number < MAX_DISKS && found < 0; number++)
    if (!disks[number].is_used) found = number;
  if (found >= 0) {
    memset(&disks[found], 0, sizeof disks[found]);
    disks[found].is_used = 1;
    disks[found].left = disks[found].until_failure = -1;
    for (int index = 0; index < MAX_FILES; index++) disks[found].files[index].last = &disks[found].files[index].first;
  }
  pthread_mutex_unlock(&lock);
  return found;
}

void simulated_disk_destroy(int disk) {
  pthread_mutex_lock(&lock);
  disks[disk].is_condemned = 1;
  if (disks[disk].open_files == 0) release(&disks[disk]);
  pthread_mutex_unlock(&lock);
}

void simulated_disk_die_after(int disk, long operations) { disks[disk].left = operations; }

void simulated_disk_fail_after(int disk, long operations) { disks[disk].until_failure = operations; }

void simulated_disk_spare(int disk, int is_spared) { disks[disk].is_spared = is_spared; }

void simulated_disk_fill(int disk, int is_full) { disks[disk].is_full = is_full; }

int simulated_disk_is_dead(int disk) { return disks[disk].is_dead; }

long simulated_disk_operations(int disk) { return disks[disk].operations; }

long simulated_disk_syncs(int disk) { return disks[disk].syncs; }

void simulated_disk_restart_process(int disk) {
  disks[disk].is_dead = 0;
  disks[disk].left = disks[disk].until_failure = -1;
  for (int index = 0; index < MAX_FILES; index++) free_regions(&disks[disk].files[index]);
}

static uint64_t next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

void simulated_disk_lose_power(int disk, uint64_t seed) {
  uint64_t state = seed | 1;
  for (int index = 0; index < MAX_FILES; index++) {
    struct stored_file *file = &disks[disk].files[index];
    if (!file->exists) continue;
    for (struct change *change = file->first; change; change = change->next) {
      if (change->size == 0) {
        if (next_random(&state) >> 63 && change->offset < file->synced.size) resize(&file->synced, change->offset);
        continue;
      }
      for (int from = 0; from < change->size;) {
        int sector_left = SECTOR - (int)((change->offset + from) % SECTOR);
        int size = change->size - from < sector_left ? change->size - from : sector_left;
        if (next_random(&state) >> 63) put(&file->synced, change->offset + from, change->bytes + from, size);
        from += size;
      }
    }
    forget_changes(file);
    resize(&file->now, file->synced.size);
    if (file->synced.size > 0) memcpy(file->now.bytes, file->synced.bytes, (size_t)file->synced.size);
  }
  simulated_disk_restart_process(disk);
}
