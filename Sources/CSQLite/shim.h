// The system's SQLite, and wrappers for its variadic entry points, which Swift can't import.
#include <sqlite3.h>

static inline int campaign_db_config_flag(sqlite3 *db, int option, int value) {
  return sqlite3_db_config(db, option, value, (int *)0);
}
