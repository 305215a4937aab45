// The public record, page by page, newest first, and what somebody looks for in it.
#include <algorithm>

#include "eq/order/act.h"
#include "eq/order/answer.h"
#include "eq/order/entry.h"
#include "parties/platform/platform.h"
#include "parties/platform/rows.h"
#include "parties/platform/tiles.h"

namespace eq::platform {
using wire::LogName;

namespace {

/// One log, from some entry downwards.
class Downwards {
 public:
  static Result<Downwards> open(Store& store, LogName name, std::optional<std::uint64_t> below) {
    auto tiles = std::make_unique<Tiles>(store, name);
    auto log = TRY(tlog::Log::open(*tiles));
    const std::uint64_t size = log.head().size;
    return Downwards(store, name, std::move(tiles), std::move(log),
                     std::min(below.value_or(size), size));
  }
  bool at_end() const { return next_ == 0; }
  /// Below which nothing has been looked at.
  std::uint64_t below() const { return next_; }
  void step() { --next_; }
  void skip_to_end() { next_ = 0; }
  Result<Time> time() const { return time_of(next_ - 1); }
  Result<PublicEntry> entry() const {
    return PublicEntry{name_, next_ - 1, TRY(time()), TRY(log_.entry(next_ - 1))};
  }
  /// Down to the last entry before `t`; the server's clock goes forward with the log.
  Status go_before(Time t) {
    std::uint64_t low = 0, high = next_;  // entries below low are before t, those from high on not
    while (low < high) {
      const std::uint64_t middle = low + (high - low) / 2;
      if (TRY(time_of(middle)) < t)
        low = middle + 1;
      else
        high = middle;
    }
    next_ = low;
    return ok();
  }

 private:
  Downwards(Store& store, LogName name, std::unique_ptr<Tiles> tiles, tlog::Log log,
            std::uint64_t next)
      : store_(store), name_(name), tiles_(std::move(tiles)), log_(std::move(log)), next_(next) {}
  Result<Time> time_of(std::uint64_t index) const {
    return decode<Time>(TRY(store_.get(Table::log_times, key_of({log_key(name_), be64(index)}))));
  }

  Store& store_;
  LogName name_;
  std::unique_ptr<Tiles> tiles_;  // the log reads through it
  tlog::Log log_;
  std::uint64_t next_;  // the entry below it is the next
};

/// The filing of an order: by it acts name their case.
Result<std::optional<crypto::Digest>> filing_of(Store& store, std::uint32_t order) {
  const Bytes prefix = encode(wire::LogEntryKind::order);
  const auto keys = TRY(keys_in(store, Table::log_kinds, prefix, end_of(prefix), order));
  if (order == 0 || keys.size() < order) return std::optional<crypto::Digest>();
  std::uint64_t index = 0;
  for (const auto b : View(keys.back()).last(8)) index = index << 8 | b;
  Tiles tiles(store, LogName::orders);
  const auto log = TRY(tlog::Log::open(tiles));
  const auto entry = TRY(tlog::parse_entry<order::OrderEntry>(TRY(log.entry(index))));
  return std::optional(entry.terms.filing);
}

bool names_order(View entry, std::uint32_t order, const std::optional<crypto::Digest>& filing) {
  if (const auto e = tlog::parse_entry<order::OrderEntry>(entry); e.ok())
    return e->terms.number == order;
  if (const auto e = tlog::parse_entry<order::IntentEntry>(entry); e.ok()) return e->order == order;
  if (const auto e = tlog::parse_entry<order::ReceiptEntry>(entry); e.ok())
    return e->terms.order == order;
  if (const auto e = tlog::parse_entry<order::AnswerEntry>(entry); e.ok()) return e->order == order;
  if (const auto e = tlog::parse_entry<order::ActEntry>(entry); e.ok())
    return filing && e->filing == *filing;
  return false;
}

bool fits(const PublicEntry& e, const PublicSearch& search,
          const std::optional<crypto::Digest>& filing) {
  if (search.log && e.log != *search.log) return false;
  if (search.kind && (e.log != LogName::orders || e.entry.empty() ||
                      e.entry[0] != static_cast<std::uint8_t>(*search.kind)))
    return false;
  if (!search.order) return true;
  if (e.log == LogName::orders) return names_order(e.entry, *search.order, filing);
  const auto day = tlog::parse_entry<order::EpochEntry>(e.entry);
  return day.ok() && std::ranges::find(day->terms.orders, *search.order) != day->terms.orders.end();
}

}  // namespace

Result<PublicPage> Platform::public_page(const PublicSearch& search, std::size_t limit) const {
  auto orders = TRY(Downwards::open(store_, LogName::orders, search.orders_below));
  auto epochs = TRY(Downwards::open(store_, LogName::epochs, search.epochs_below));
  const bool only_orders = search.kind || search.log == LogName::orders;
  if (only_orders) epochs.skip_to_end();
  if (search.log == LogName::epochs) orders.skip_to_end();
  const auto filing =
      search.order ? TRY(filing_of(store_, *search.order)) : std::optional<crypto::Digest>();
  if (search.day)
    for (Downwards* log : {&orders, &epochs}) TRY(log->go_before(start_of(*search.day + 1)));
  PublicPage page;
  for (std::size_t n = 0; n < kSearched && page.entries.size() < limit; ++n) {
    if (orders.at_end() && epochs.at_end()) break;
    const bool from_epochs =
        orders.at_end() || (!epochs.at_end() && TRY(orders.time()) < TRY(epochs.time()));
    Downwards& log = from_epochs ? epochs : orders;
    auto entry = TRY(log.entry());
    if (search.day && entry.at < start_of(*search.day)) {
      log.skip_to_end();
      continue;
    }
    log.step();
    if (fits(entry, search, filing)) page.entries.push_back(std::move(entry));
  }
  if (!orders.at_end()) page.orders_below = orders.below();
  if (!epochs.at_end()) page.epochs_below = epochs.below();
  return page;
}

Result<PublicEntry> Platform::public_entry(LogName log, std::uint64_t index) const {
  Tiles tiles(store_, log);
  REQUIRE_OR(index < TRY(tiles.head()).size, Err::missing);
  auto at = TRY(Downwards::open(store_, log, index + 1));
  return at.entry();
}

}  // namespace eq::platform
