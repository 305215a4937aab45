// What is true in a world: what the oracles compare it with.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "eq/base/id.h"
#include "eq/base/time.h"
#include "eq/crypto/hash.h"
#include "eq/order/notice.h"

namespace eq::adversary {

/// A promise that did not hold.
struct Violation {
  std::string oracle;  // stable: shrinking keeps it
  std::string what;
};

/// A head that somebody may have shown is at most so old (and the witness's clock a little off).
inline constexpr std::uint64_t kStale_ms = kHour_ms + 10 * kMinute_ms;

struct Truth {
  /// Who may be in a conversation: chosen by its honest members.
  std::map<ConversationId, std::set<AccountId>> meant;
  /// Whom each person was told of, by the events of its own program.
  std::map<std::pair<AccountId, ConversationId>, std::set<AccountId>> told;

  /// Whom the service showed the record of before, when another was in force already.
  std::set<std::size_t> shown_before;
  /// Persons in whose conversation the lost device was seen before they could know better.
  std::set<std::pair<std::size_t, ConversationId>> deceived;

  struct Said {
    ConversationId conversation;
    AccountId by;
    auto operator<=>(const Said&) const = default;
  };
  std::map<std::string, Said> said;  // by its words, which nobody says twice
  // how much of a history was looked at
  std::map<std::pair<AccountId, ConversationId>, std::size_t> looked;

  struct Order {
    AccountId account;
    Day first, last;
    crypto::Digest filing{};
    bool emergency = false, foreign = false;
    Time object_by;  // from abroad: as the court signed it
    order::Month notice;
    std::optional<Time> logged, confirmed, cleared;
    std::optional<Time> held;  // since when something stands in the log that stops or holds it
    std::optional<Time> stopped;
    bool postponed = false;  // in time
  };
  std::map<std::uint32_t, Order> orders;  // by number
  /// Entries that a party handed in by its own program, by hash.
  std::set<crypto::Digest> handed_in;
  std::set<crypto::Digest> in_the_log;
  /// Objects (wid) that the court made with other accounts in them than the log's orders have.
  std::set<crypto::Digest> false_objects;
  /// Versions of the list in the log, and when each appeared there.
  std::map<std::uint32_t, Time> lists;
  std::set<crypto::Digest> heads;  // that two hotlines of two jurisdictions signed
  std::map<AccountId, std::set<crypto::Digest>> pictures;  // sent under vouchers
  std::uint64_t orders_size = 0;
};

/// What happened, so that a world in which nothing happens counts as a failure.
struct Tally {
  // name -> tried, had an effect
  std::map<std::string, std::pair<std::uint32_t, std::uint32_t>> moves;
  std::uint32_t said = 0, shown = 0, sealed = 0, orders = 0, days = 0, released = 0, opened = 0,
                reports = 0, lists = 0, acts = 0, looked_up = 0, packages = 0, notices = 0,
                vouchers = 0, cases = 0;
  void add(const Tally& other);
};

}  // namespace eq::adversary
