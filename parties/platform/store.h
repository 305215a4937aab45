// What the platform remembers, behind one small interface: ordered tables of bytes, and steps that
// happen wholly or not at all.  apps/server keeps it in SQLite, tests and journeys in memory; one
// contract (store_contract.h) is tested on both.
//
// A step is a request: the platform opens it, changes several tables, then keeps or undoes it.
// Durability is the owner's business: it commits finished steps and only then sends the replies.
#pragma once

#include <functional>
#include <vector>

#include "eq/base/bytes.h"

namespace eq::platform {

enum class Table : std::uint8_t {
  accounts,         // account -> AccountRecord
  devices,          // device key -> account
  key_packages,     // account || device || n -> key package
  conversations,    // conv -> ConversationRow
  members,          // conv || account -> ()
  subscriptions,    // account || conv -> when it received, and what of the log it reads
  messages,         // conv || seq -> MessageRow
  handshakes,       // conv || epoch -> commit; with a "w" behind, the Welcome into it
  seen,             // conv || message hash -> ()
  envelopes,        // conv || time || seq -> EnvelopeRow
  locators,         // conv || locator || seq -> ()
  pending,          // empty: devices have cursors; the place is kept for files that have it
  message_dates,    // time || conv || seq -> its position
  mailboxes,        // empty: positions are the service's; the place is kept likewise
  inbox,            // account || position -> DeliveryRow: not of a conversation that is read
  cursors,          // account || device -> acknowledged position
  blobs,            // SHA-256 -> ciphertext of an attachment
  blob_dates,       // time || SHA-256 -> (), or the key of a handshake -> a commit's position
  desks,            // organisation -> last seq
  desk,             // organisation || seq -> DeskRow
  tiles,            // log || kind || level || index -> tile
  heads,            // log -> HeadRow
  log_index,        // log || SHA-256(entry) -> index
  orders,           // number -> OrderEntry
  intents,          // empty: they are in the log; the place is kept for files that have it
  log_times,        // log || index -> time
  log_blobs,        // SHA-256 -> epoch objects, proofs, filters
  day_keys,         // day -> the token issuer's certificate
  stamp_day_keys,   // day -> this service's certificate
  list,             // kind -> ListRow
  cases,            // number -> CaseUpdate
  nonces,           // time || key || nonce -> ()
  quotas,           // day || account || verb -> count
  grants,           // intent index || day || conv -> ()
  log_kinds,        // kind || index in the order log -> ()
  produced,         // order || day -> pieces handed over
  tallies,          // index of an intent -> TallyRow
  last_tally,       // () -> its time
  vouchers,         // id -> VoucherRow, until the holders evaluated it
  voucher_parts,    // id || holder -> Partial
  voucher_numbers,  // account || table -> the highest taken
  matches,        // account || table || number -> MatchRow: vouchers that open, real and synthetic
  openings,       // account || table -> OpeningRow
  opening_keys,   // id -> account || table
  custodians,     // empty: who is in office is in the log; the place is kept for files that have it
  preservations,  // filing -> PreservationRow
  preserved_days,      // order || day -> PreservedDayRow
  preserved,           // order || day || place -> sealed record
  answers,             // order -> AnswerRow: the operator's latest
  tables,              // table -> TableRow: under what vouchers for it were taken, for ever
  past_questions,      // receipt -> PastQuestion, until enough holders answered
  past_parts,          // receipt || holder -> Partial, until the asker fetches them
  begun_by,            // conv -> the account that began it, for its measure
  conversation_log,    // conv || position -> DeliveryRow: once for all who read it
  positions,           // () -> the last one given
  former,              // conv || account -> (): who left, as long as the subscription is kept
  invitations,         // last day || Invitation::digest -> (): made, and used by nobody yet
  standings,           // account -> StandingRow: suspended, or erased a short while ago
  directory,           // () -> DirectoryRow
  directory_nodes,     // prefix -> NodeRow: of the directory's tree
  directory_accounts,  // account -> ListedRow
  directory_queue,     // n -> WaitingRow: records that no epoch has taken in yet
  directory_growths,   // epoch -> keytrans::Growth, for auditors, for ever
};
inline constexpr std::size_t kTables = static_cast<std::size_t>(Table::directory_growths) + 1;

struct Row {
  Bytes key, value;
};

using Visit = std::function<bool(View key, View value)>;
using VisitKey = std::function<bool(View key)>;

/// Not thread-safe.  Every function may return Err::unavailable when the storage fails.
class Store {
 public:
  virtual ~Store() = default;

  /// Err::missing if there is no such key.
  virtual Result<Bytes> get(Table table, View key) const = 0;
  /// Insert or replace.
  virtual Status put(Table table, View key, View value) = 0;
  /// No error if there is no such key.
  virtual Status erase(Table table, View key) = 0;
  /// Show rows with from <= key < to in ascending order of key (bytes, shorter first) until `visit`
  /// returns false.  It must not change the store.
  virtual Status scan(Table table, View from, View to, const Visit& visit) const = 0;
  /// The same of keys alone, for a store that would fetch the values for nothing.
  virtual Status scan_keys(Table table, View from, View to, const VisitKey& visit) const {
    return scan(table, from, to, [&](View key, View) { return visit(key); });
  }
  /// The row with the greatest key in from <= key < to; Err::missing if there is none.
  virtual Result<Row> last(Table table, View from, View to) const = 0;

  /// Steps do not nest.  What happens outside a step is a programming error.
  virtual Status begin_step() = 0;
  virtual Status keep_step() = 0;
  virtual Status undo_step() = 0;
};

/// At most `limit` rows, copied.
Result<std::vector<Row>> rows_in(const Store& store, Table table, View from, View to,
                                 std::size_t limit);
/// The keys of a range, copied.
Result<std::vector<Bytes>> keys_in(const Store& store, Table table, View from, View to,
                                   std::size_t limit);

}  // namespace eq::platform
