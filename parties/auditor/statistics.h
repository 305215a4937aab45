// What a year's orders came to, counted from the public log alone, in the breakdown of Regulation
// (EU) 2023/1543 Art. 28(2). spec/audit.md, statistics.
#pragma once

#include <array>
#include <map>
#include <string>

#include "eq/tlog/merkle.h"
#include "eq/wire/realm.h"
#include "eq/wire/transport.h"
#include "parties/auditor/small_counts.h"

namespace eq::auditor {

/// Art. 28(2) breaks down by type of data and situation; the addressee is always the realm's one
/// service.
struct Kind {
  order::DataCategory category = order::DataCategory::content;
  order::Urgency urgency = order::Urgency::ordinary;
  auto operator<=>(const Kind&) const = default;
};

/// Orders of one kind, by the year in which the log's witness first saw them.
struct OrderCounts {
  std::uint64_t issued = 0;        // (a) granted and logged
  std::uint64_t before_judge = 0;  // (b) of these, in an emergency before a judge had decided
  std::uint64_t fulfilled = 0;     // (c) at least one day was opened under a receipt
  std::uint64_t unfulfilled = 0;   // (c) over, and nothing was opened
  std::uint64_t pending = 0;       // neither yet
  std::uint64_t notified = 0;      // (d) another realm's: this realm's court was told
  // (e) fulfilled: from the order to its first receipt, by the witness, summed
  std::uint64_t wait_ms = 0;
};

struct Statistics {
  std::uint32_t year = 0;
  std::string realm;
  tlog::Head log;  // counted up to here
  Time witnessed;
  std::map<Kind, OrderCounts> kinds;  // every category of the realm's law, both situations
  OrderCounts total;
  // applications of the year, by the court's ground
  std::map<order::Ground, std::uint64_t> refused;
  // orders of the year, stopped by objection or conflict of laws, (d)
  std::map<order::Ground, std::uint64_t> objected;
  // orders of the year, refused by the service, by the first day's ground
  std::map<order::Ground, std::uint64_t> declined;
  std::uint64_t asked_back = 0;  // orders of the year of which the service asked something
  std::uint64_t none_held = 0;   // orders of the year of which it holds nothing on any day
  std::uint64_t filed = 0, withdrawn = 0, lapsed = 0, preserved = 0, extended = 0, deleted = 0;
};

/// Why nothing was counted.
struct NotCounted {
  std::string what;
  std::optional<std::uint64_t> index;
  Err err = Err::forged;  // Err::missing: it was not shown whole
};
/// Reads and verifies the order log as an auditor does; void entries count nowhere, and a log whose
/// hashes do not check out is not counted.  Promises AUD-11.
Result<Statistics, NotCounted> statistics(wire::Transport& server, const wire::Realm& realm,
                                          std::uint32_t year);

/// Every number of a page with how it is shown.
struct Cell {
  std::uint64_t n = 0;
  Shown shown = Shown::exact;
};
struct Page {
  struct Row {
    Cell issued, before_judge, fulfilled, unfulfilled, pending, notified;
    // only where `fulfilled` is shown exactly and is not small
    std::optional<std::uint64_t> mean_wait_s;
  };
  std::map<Kind, Row> rows;
  Row total;
  std::map<order::Ground, Cell> refused, objected, declined;
  Cell asked_back, none_held;
  Cell filed, withdrawn, lapsed, preserved, extended, deleted;
};
/// With small counts protected.
Page protected_page(const Statistics& s);
/// With every count: what everybody can count in the log.
Page exact_page(const Statistics& s);

}  // namespace eq::auditor
