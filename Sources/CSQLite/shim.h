// The system's SQLite, and wrappers for what Swift can't import: variadic entry points and casts in macros.
#include <sqlite3.h>

static inline int campaign_db_config_flag(sqlite3 *db, int option, int value) {
  return sqlite3_db_config(db, option, value, (int *)0);
}

static inline int campaign_bind_text_copy(sqlite3_stmt *statement, int index, const char *text, int size_bytes) {
  return sqlite3_bind_text(statement, index, text, size_bytes, SQLITE_TRANSIENT);
}

static inline int campaign_bind_blob_copy(sqlite3_stmt *statement, int index, const void *bytes, int size_bytes) {
  return sqlite3_bind_blob(statement, index, bytes, size_bytes, SQLITE_TRANSIENT);
}
