// One entry of the order log: a kind and the body that the owning room defines (eq/order, eq/list).
// spec/wire.md section 9.
#pragma once

#include "eq/base/codec.h"

namespace eq::wire {

inline constexpr std::size_t kLogEntrySizeMax = 65535;  // C2SP entry bundles use 16-bit lengths

enum class LogEntryKind : std::uint8_t {
  order = 1,      // eq/order: a judge's signed order
  intent = 2,     // eq/order: an agency is about to ask for shares
  receipt = 3,    // eq/order: custodians opened or refused
  list_head = 4,  // eq/list: a certified list's head
  key_event = 5,  // KeyEvent
  act = 6,        // eq/order: a step of a case
  answer = 7,     // eq/order: the provider's answer, item by item
  tally = 8,      // eq/order: the provider's count behind an intent
  // eq/voucher: pictures of some account above the threshold are about to be opened
  voucher_opening = 9,
  succession = 10,  // eq/order: new custodians
};
constexpr bool is_valid(LogEntryKind k) {
  return k >= LogEntryKind::order && k <= LogEntryKind::succession;
}

/// u8 kind || body to the end of the entry: the bytes of tlog::entry_of<T> with T::kLogTag = kind.
struct LogEntry {
  LogEntryKind kind = LogEntryKind::order;
  Bytes body;
  auto operator<=>(const LogEntry&) const = default;

  void encode(Writer& w) const {
    put(w, kind);
    w.raw(body);
  }
  static Result<LogEntry> decode(Reader& r) {
    LogEntry entry;
    entry.kind = TRY(get<LogEntryKind>(r));
    entry.body = to_bytes(TRY(r.raw(r.rest().size())));
    return entry;
  }
};

/// A key of the realm becomes valid, or a retired private key is published.
struct KeyEvent {
  static constexpr std::uint8_t kLogTag = static_cast<std::uint8_t>(LogEntryKind::key_event);
  std::string holder;   // name of the organisation in the realm
  std::string purpose;  // "stamp", "token", "realm", ...
  Bytes data;           // the key or, for "realm", the digest of the constitution
  EQ_FIELDS(holder, purpose, data)
};

}  // namespace eq::wire
