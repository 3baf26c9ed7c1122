/* The floor of the benchmark: the campaign of bench/workspace, written by hand over SQLite's C API, as fast as is honest.

     floor AUDIENCE OUTPUT

   It knows its data: no value is checked, the format of every part is compiled in, the digests start from a state that has
   absorbed what all members share. What stands between the interpolations is the table of pieces below, already HTML and
   JSON. */

#include <fcntl.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Pieces, in the order of the line. `H` pieces stand in the HTML part, `T` pieces in the text part. */
#define LINE_START                                                                                                        \
  "{\"tenant\":\"bench\",\"campaign\":\"comeback\",\"run\":\"2027-03-02T15:30:00Z\",\"step\":\"comeback\",\"member\":\""
#define TO "\",\"channel\":\"email\",\"language\":\"en_US\",\"variants\":{},\"to\":\""
#define SUBJECT "\",\"subject\":\""
#define SUBJECT_REST ", we have missed you"
#define PREHEADER "\",\"preheader\":\"Twenty percent off your next basket"
#define H_START                                                                                                           \
  "\",\"html\":\"<!doctype html>\\n<html lang=\\\"en-US\\\">\\n<head>\\n<meta charset=\\\"utf-8\\\">\\n<meta name="       \
  "\\\"viewport\\\" content=\\\"width=device-width,initial-scale=1\\\">\\n<meta name=\\\"color-scheme\\\" content="       \
  "\\\"light dark\\\">\\n<meta name=\\\"supported-color-schemes\\\" content=\\\"light dark\\\">\\n<title>Bench Mark"      \
  "et</title>\\n<style>:root{color-scheme:light dark}body{margin:0;background:#f3f3f1;color:#1d1d1f;font:16px/1.5 -"      \
  "apple-system,Segoe UI,Roboto,Arial,sans-serif;overflow-wrap:anywhere}main,footer{max-width:552px;margin:0 auto;p"      \
  "adding:24px}main{background:#fff}footer{font-size:14px;color:#5a5a5e}main>:first-child{margin-top:0}h1{font-size"      \
  ":26px;line-height:1.25}ul,ol{padding-inline-start:24px}img{max-width:100%;height:auto}pre{white-space:pre-wrap}h"      \
  "r,th,td{border:0 solid #8886;border-bottom-width:1px}table{width:100%;border-collapse:collapse}th,td{padding:8px"      \
  " 4px;vertical-align:top}th:not([align]){text-align:start}td[align=right]{white-space:nowrap}a{color:#0b57d0}stro"      \
  "ng>a{display:inline-block;padding:10px 20px;border-radius:6px;background:#0b57d0;color:#fff;text-decoration:none"      \
  "}footer a{color:inherit}@media(max-width:480px){main,footer{padding:20px 16px}table{font-size:14px}}@media(prefe"      \
  "rs-color-scheme:dark){body{background:#121212;color:#ececec}main{background:#1e1e20}footer{color:#a9a9ad}a{color"      \
  ":#8ab4f8}strong>a{background:#8ab4f8;color:#10131a}}</style>\\n</head>\\n<body>\\n<div style=\\\"display:none;ms"      \
  "o-hide:all\\\">Twenty percent off your next basket</div>\\n<main>\\n<h1>We have missed you</h1>\\n<p>Dear "
#define H_DATE ", your last order was on <strong>"
#define H_POINTS "</strong>, and a lot has come in since.</p>\\n<ul>\\n<li>"
#define H_TIER " points wait on your card</li>\\n<li>you are a "
#define H_CITY " member in "
#define H_SPEND "</li>\\n<li>"
#define H_REST                                                                                                            \
  " spent so far</li>\\n</ul>\\n<p>Twenty percent off your next basket, in store and online, until the end of the "       \
  "month.</p>\\n<p><a href=\\\"https://shop.bench.example/visit\\\">Plan your visit</a>, or just come by: we open at "    \
  "eight.</p>\\n</main>\\n<footer><p>12 Main St, Springfield, IL 62701<br><a href=\\\"https://go.bench.example/u/"
#define H_END "\\\">Unsubscribe</a></p></footer>\\n</body>\\n</html>\\n"
#define T_START "\",\"text\":\"We have missed you\\n\\nDear "
#define T_DATE ", your last order was on "
#define T_POINTS ", and a lot has come in since.\\n\\n- "
#define T_TIER " points wait on your card\\n- you are a "
#define T_CITY " member in "
#define T_SPEND "\\n- "
#define T_REST                                                                                                            \
  " spent so far\\n\\nTwenty percent off your next basket, in store and online, until the end of the month.\\n\\nPlan "   \
  "your visit (https://shop.bench.example/visit), or just come by: we open at eight.\\n\\n--\\n12 Main St, Springfield, " \
  "IL 62701\\nUnsubscribe: https://go.bench.example/u/"
#define MESSAGE_ID "\\n\",\"message_id\":\"<"
#define LINE_END "@mail.bench.example>\"}\n"

#define FALLBACK_NAME "friend"
#define SHARED_TAIL "bench\0comeback\0" "2027-03-02T15:30:00Z\0comeback\0email\0"

/* `last_order before now - 60 days and spend >= 50 USD`, for now = 2027-03-02T09:30 in Chicago; `reach email`. */
static const char QUERY[] =
    "SELECT member_id, first_name, email, spend_cents, tier, city, points, last_order_at FROM members "
    "WHERE last_order_at < 1798817400 AND spend_cents >= 5000 AND email_opt_in = 1 ORDER BY member_id";

enum { BUFFER_BYTES = 1 << 20, ROOM_BYTES = 1 << 14 };
static char buffer[BUFFER_BYTES];

#define PUT(p, piece) (memcpy((p), (piece), sizeof(piece) - 1), (p) + sizeof(piece) - 1)

/* SipHash-2-4-128: Aumasson and Bernstein, https://github.com/veorq/SipHash. */
struct sip {
  uint64_t v0, v1, v2, v3, length;
  unsigned char pending[8];
};

static inline uint64_t rotated(uint64_t x, int bits) { return x << bits | x >> (64 - bits); }

static inline void sip_round(struct sip *s) {
  s->v0 += s->v1, s->v1 = rotated(s->v1, 13) ^ s->v0, s->v0 = rotated(s->v0, 32);
  s->v2 += s->v3, s->v3 = rotated(s->v3, 16) ^ s->v2;
  s->v0 += s->v3, s->v3 = rotated(s->v3, 21) ^ s->v0;
  s->v2 += s->v1, s->v1 = rotated(s->v1, 17) ^ s->v2, s->v2 = rotated(s->v2, 32);
}

static inline void sip_absorb(struct sip *s, uint64_t word) {
  s->v3 ^= word;
  sip_round(s);
  sip_round(s);
  s->v0 ^= word;
}

static inline void sip_update(struct sip *s, const char *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    s->pending[s->length++ & 7] = (unsigned char)bytes[i];
    if ((s->length & 7) == 0) {
      uint64_t word;
      memcpy(&word, s->pending, 8);
      sip_absorb(s, word);
    }
  }
}

/* With the all-zero key. */
static struct sip sip_start(const char *bytes, size_t count) {
  struct sip s = {0x736f6d6570736575, 0x646f72616e646f6d ^ 0xee, 0x6c7967656e657261, 0x7465646279746573, 0, {0}};
  sip_update(&s, bytes, count);
  return s;
}

/* Writes the digest of `start` and a member's key as 26 lower-case characters of Crockford's base 32. */
static inline char *put_token(char *p, struct sip s, const char *key, size_t key_bytes) {
  static const char symbols[] = "0123456789abcdefghjkmnpqrstvwxyz";
  sip_update(&s, key, key_bytes);
  uint64_t last = 0;
  memcpy(&last, s.pending, s.length & 7);
  sip_absorb(&s, last | s.length << 56);
  s.v2 ^= 0xee;
  for (int i = 0; i < 4; i++) sip_round(&s);
  uint64_t high = __builtin_bswap64(s.v0 ^ s.v1 ^ s.v2 ^ s.v3);
  s.v1 ^= 0xdd;
  for (int i = 0; i < 4; i++) sip_round(&s);
  uint64_t low = __builtin_bswap64(s.v0 ^ s.v1 ^ s.v2 ^ s.v3);
  for (int i = 25; i >= 0; i--) {
    p[i] = symbols[low & 31];
    low = low >> 5 | high << 59;
    high >>= 5;
  }
  return p + 26;
}

/* What a byte becomes inside HTML inside a JSON string, and inside a JSON string; NULL where it stays as it is. */
static const char *html_escape[256], *plain_escape[256];

static void make_escapes(void) {
  static char control[32][8];
  for (int i = 0; i < 32; i++) {
    snprintf(control[i], sizeof control[i], "\\u%04x", i);
    html_escape[i] = plain_escape[i] = control[i];
  }
  /* Line breaks in data become single spaces; a tab is a tab. */
  html_escape['\n'] = plain_escape['\n'] = html_escape['\r'] = plain_escape['\r'] = " ";
  html_escape['\t'] = plain_escape['\t'] = "\\t";
  html_escape['\\'] = plain_escape['\\'] = "\\\\";
  plain_escape['"'] = "\\\"";
  html_escape['"'] = "&quot;";
  html_escape['&'] = "&amp;";
  html_escape['<'] = "&lt;";
  html_escape['>'] = "&gt;";
  html_escape['\''] = "&#39;";
}

static inline char *put_text(char *p, const char *text, size_t bytes, const char *const escapes[256]) {
  for (size_t i = 0; i < bytes; i++) {
    const char *escape = escapes[(unsigned char)text[i]];
    if (__builtin_expect(escape == NULL, 1)) {
      *p++ = text[i];
    } else {
      size_t length = strlen(escape);
      memcpy(p, escape, length);
      p += length;
    }
  }
  return p;
}

static inline char *put_digits(char *p, uint64_t value) {
  char digits[20];
  int count = 0;
  do digits[count++] = (char)('0' + value % 10); while (value /= 10);
  while (count) *p++ = digits[--count];
  return p;
}

/* With a comma between groups of three. */
static inline char *put_grouped(char *p, uint64_t value) {
  char digits[27];
  int count = 0, group = 0;
  do {
    if (group == 3) digits[count++] = ',', group = 0;
    digits[count++] = (char)('0' + value % 10);
    group++;
  } while (value /= 10);
  while (count) *p++ = digits[--count];
  return p;
}

static inline char *put_dollars(char *p, uint64_t cents) {
  *p++ = '$';
  p = put_grouped(p, cents / 100);
  *p++ = '.';
  *p++ = (char)('0' + cents / 10 % 10);
  *p++ = (char)('0' + cents % 10);
  return p;
}

/* The day of an instant in Chicago, as `March 2, 2027`. Civil dates after Howard Hinnant,
   https://howardhinnant.github.io/date_algorithms.html. */
static inline char *put_date(char *p, int64_t seconds) {
  static const char *const months[] = {"January ", "February ", "March ",     "April ",   "May ",      "June ",
                                       "July ",    "August ",   "September ", "October ", "November ", "December "};
  /* Daylight saving ran from 2026-03-08T08:00Z until 2026-11-01T07:00Z; no order is older or newer than that rule. */
  seconds -= seconds >= 1772956800 && seconds < 1793516400 ? 5 * 3600 : 6 * 3600;
  uint32_t z = (uint32_t)(seconds / 86400) + 719468;
  uint32_t era = z / 146097, day_of_era = z - era * 146097;
  uint32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  uint32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  uint32_t shifted = (5 * day_of_year + 2) / 153;
  uint32_t day = day_of_year - (153 * shifted + 2) / 5 + 1;
  uint32_t month = shifted < 10 ? shifted + 3 : shifted - 9;
  const char *name = months[month - 1];
  size_t length = strlen(name);
  memcpy(p, name, length);
  p = put_digits(p + length, day);
  p = PUT(p, ", ");
  return put_digits(p, year_of_era + era * 400 + (month <= 2));
}

static inline int is_blank(const char *text, size_t bytes) {
  for (size_t i = 0; i < bytes; i++)
    if (text[i] != ' ') return 0;
  return 1;
}

static void die(const char *what, const char *why) {
  fprintf(stderr, "floor: %s: %s\n", what, why);
  exit(1);
}

static void flush(int file, const char *end) {
  for (const char *p = buffer; p < end;) {
    ssize_t written = write(file, p, (size_t)(end - p));
    if (written < 0) die("output", "cannot be written");
    p += written;
  }
}

static inline char *put_message(char *p, sqlite3_stmt *row, const struct sip *message, const struct sip *unsubscribe) {
  char key[20], token[26];
  size_t key_bytes = (size_t)(put_digits(key, (uint64_t)sqlite3_column_int64(row, 0)) - key);
  const char *name = (const char *)sqlite3_column_text(row, 1);
  size_t name_bytes = name ? (size_t)sqlite3_column_bytes(row, 1) : 0;
  if (is_blank(name, name_bytes)) name = FALLBACK_NAME, name_bytes = sizeof FALLBACK_NAME - 1;
  const char *email = (const char *)sqlite3_column_text(row, 2);
  size_t email_bytes = (size_t)sqlite3_column_bytes(row, 2);
  uint64_t spend = (uint64_t)sqlite3_column_int64(row, 3);
  const char *stored = (const char *)sqlite3_column_text(row, 4);
  const char *tier = stored[0] == 'b' ? "Bronze" : stored[0] == 's' ? "Silver" : "Gold";
  size_t tier_bytes = strlen(tier);
  const char *city = (const char *)sqlite3_column_text(row, 5);
  size_t city_bytes = (size_t)sqlite3_column_bytes(row, 5);
  uint64_t points = (uint64_t)sqlite3_column_int64(row, 6);
  char date[32];
  size_t date_bytes = (size_t)(put_date(date, sqlite3_column_int64(row, 7)) - date);
  put_token(token, *unsubscribe, key, key_bytes);

  p = PUT(p, LINE_START);
  memcpy(p, key, key_bytes), p += key_bytes;
  p = PUT(p, TO);
  p = put_text(p, email, email_bytes, plain_escape);
  p = PUT(p, SUBJECT);
  p = put_text(p, name, name_bytes, plain_escape);
  p = PUT(p, SUBJECT_REST);
  p = PUT(p, PREHEADER);

  p = PUT(p, H_START);
  p = put_text(p, name, name_bytes, html_escape);
  p = PUT(p, H_DATE);
  memcpy(p, date, date_bytes), p += date_bytes;
  p = PUT(p, H_POINTS);
  p = put_grouped(p, points);
  p = PUT(p, H_TIER);
  memcpy(p, tier, tier_bytes), p += tier_bytes;
  p = PUT(p, H_CITY);
  p = put_text(p, city, city_bytes, html_escape);
  p = PUT(p, H_SPEND);
  p = put_dollars(p, spend);
  p = PUT(p, H_REST);
  memcpy(p, token, 26), p += 26;
  p = PUT(p, H_END);

  p = PUT(p, T_START);
  p = put_text(p, name, name_bytes, plain_escape);
  p = PUT(p, T_DATE);
  memcpy(p, date, date_bytes), p += date_bytes;
  p = PUT(p, T_POINTS);
  p = put_grouped(p, points);
  p = PUT(p, T_TIER);
  memcpy(p, tier, tier_bytes), p += tier_bytes;
  p = PUT(p, T_CITY);
  p = put_text(p, city, city_bytes, plain_escape);
  p = PUT(p, T_SPEND);
  p = put_dollars(p, spend);
  p = PUT(p, T_REST);
  memcpy(p, token, 26), p += 26;

  p = PUT(p, MESSAGE_ID);
  p = put_token(p, *message, key, key_bytes);
  return PUT(p, LINE_END);
}

int main(int argc, char **argv) {
  if (argc != 3) die("usage", "floor AUDIENCE OUTPUT");
  sqlite3 *database;
  sqlite3_stmt *row;
  if (sqlite3_open_v2(argv[1], &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
      sqlite3_prepare_v2(database, QUERY, -1, &row, NULL) != SQLITE_OK)
    die(argv[1], sqlite3_errmsg(database));
  int output = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (output < 0) die(argv[2], "cannot be opened");
  make_escapes();
  static const char message_start[] = "message\0" SHARED_TAIL, unsubscribe_start[] = "unsubscribe\0" SHARED_TAIL;
  const struct sip message = sip_start(message_start, sizeof message_start - 1);
  const struct sip unsubscribe = sip_start(unsubscribe_start, sizeof unsubscribe_start - 1);

  char *p = buffer;
  int status;
  while ((status = sqlite3_step(row)) == SQLITE_ROW) {
    p = put_message(p, row, &message, &unsubscribe);
    if (p > buffer + BUFFER_BYTES - ROOM_BYTES) flush(output, p), p = buffer;
  }
  if (status != SQLITE_DONE) die(argv[1], sqlite3_errmsg(database));
  flush(output, p);
  if (close(output) != 0) die(argv[2], "cannot be written");
  sqlite3_finalize(row);
  sqlite3_close(database);
  return 0;
}
