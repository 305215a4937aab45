#include "parties/auditor/statistics.h"

#include <algorithm>

#include "eq/order/life.h"
#include "eq/wire/authorities.h"
#include "parties/auditor/witnessed.h"

namespace eq::auditor {
namespace {

using order::Stage;

/// First and last millisecond of a year, as a half-open span.
std::pair<Time, Time> span_of(std::uint32_t year) {
  const auto first = [](std::uint32_t y) {
    return start_of(parse_day(std::to_string(y) + "-01-01").take());
  };
  return {first(year), first(year + 1)};
}

class Count {
 public:
  Count(wire::Transport& server, const wire::Realm& realm, const tlog::ReplayedLog& log,
        const order::OrderBook& book, std::uint32_t year)
      : realm_(realm), log_(log), book_(book), server_(server), span_(span_of(year)) {
    out_.year = year;
    out_.realm = realm.name;
    out_.log = log.checkpoint().head();
    out_.witnessed = log.checkpoint().seen_by().latest();
    for (const auto& c : realm.profile.categories)
      for (const auto u : {order::Urgency::ordinary, order::Urgency::emergency})
        out_.kinds[{c.category, u}] = {};
  }

  Result<Statistics> run() {
    TRY(look_at_times());
    for (const auto& [filing, c] : book_.cases()) {
      if (in_year(seen_.at(c.filed))) count_case(c);
      if (c.order) count_order(c);
    }
    for (const auto& [kind, o] : out_.kinds) {
      OrderCounts& t = out_.total;
      t.issued += o.issued;
      t.before_judge += o.before_judge;
      t.fulfilled += o.fulfilled;
      t.unfulfilled += o.unfulfilled;
      t.pending += o.pending;
      t.notified += o.notified;
      t.wait_ms += o.wait_ms;
    }
    return std::move(out_);
  }

 private:
  bool in_year(Time t) const { return span_.first <= t && t < span_.second; }
  /// In the log's order, so that one checkpoint answers for many entries.
  Status look_at_times() {
    for (const auto& [filing, c] : book_.cases()) seen_[c.filed];
    for (const auto& o : book_.orders()) seen_[o.index];
    for (const auto& r : book_.receipts()) seen_[r.index];
    Witnessed times(server_, realm_, wire::LogName::orders, log_);
    for (auto& [index, at] : seen_) at = TRY(times.at(index)).latest();
    return ok();
  }

  void count_case(const order::Case& c) {
    ++out_.filed;
    if (c.stage == Stage::withdrawn) ++out_.withdrawn;
    if (c.stage == Stage::refused && !c.order) ++out_.refused[c.ground];
  }

  void count_order(const order::Case& c) {
    const auto& o = *book_.find(*c.order);
    const Time granted = seen_.at(o.index);
    if (!in_year(granted)) return;
    OrderCounts& k = out_.kinds[{o.terms.category, o.terms.urgency}];
    ++k.issued;
    if (o.terms.basis == order::Basis::emergency) ++k.before_judge;
    if (o.terms.basis == order::Basis::foreign) ++k.notified;
    const Stage stage = order::stage_now(c, book_, out_.witnessed);
    if (stage == Stage::refused) ++out_.objected[c.ground];
    if (stage == Stage::lapsed) ++out_.lapsed;
    out_.preserved += c.preserved.has_value();
    out_.extended += c.extended.has_value();
    out_.deleted += c.deleted.has_value();
    out_.asked_back += c.questioned.has_value();
    if (const auto receipt = first_receipt(o.terms.number)) {
      ++k.fulfilled;
      k.wait_ms += seen_.at(*receipt).ms - granted.ms;
    } else {
      const bool over = answered_without(c) || stage == Stage::refused ||
                        stage == Stage::withdrawn || stage == Stage::lapsed ||
                        stage == Stage::closed || stage == Stage::expired;
      ++(over ? k.unfulfilled : k.pending);
    }
  }

  /// Count the service's answer.  @return whether it says that there will be nothing
  bool answered_without(const order::Case& c) {
    if (!c.answered) return false;
    // the book has read it
    const auto entry = tlog::parse_entry<order::AnswerEntry>(log_.entry(*c.answered));
    const auto all = [&](order::Disposition d) {
      return entry.ok() && std::ranges::all_of(entry->items, [&](const order::Item& i) {
               return i.disposition == d;
             });
    };
    if (all(order::Disposition::refused)) ++out_.declined[entry->items.front().ground];
    out_.none_held += all(order::Disposition::not_held);
    return all(order::Disposition::refused) || all(order::Disposition::not_held);
  }

  /// With which a day of the order was opened, the first of its days.
  std::optional<std::uint64_t> first_receipt(std::uint32_t number) const {
    for (const auto& r : book_.receipts()) {
      if (r.terms.order == number && book_.opened_by(number, r.terms.epoch) == &r) return r.index;
    }
    return std::nullopt;
  }

  const wire::Realm& realm_;
  const tlog::ReplayedLog& log_;
  const order::OrderBook& book_;
  wire::Transport& server_;
  std::pair<Time, Time> span_;
  std::map<std::uint64_t, Time> seen_;  // by entry, first witnessed
  Statistics out_;
};

/// Gathers numbers, what they add up to, and gives each its place back.
class Sheet {
 public:
  std::size_t add(Cell& cell, std::uint64_t n) {
    cell.n = n;
    cells_.push_back(&cell);
    numbers_.push_back(n);
    return numbers_.size() - 1;
  }
  void sum(std::size_t total, std::vector<std::size_t> parts) {
    sums_.push_back({total, std::move(parts)});
  }
  void protect_all() {
    const auto shown = protect(numbers_, sums_);
    for (std::size_t i = 0; i < cells_.size(); ++i) cells_[i]->shown = shown[i];
  }

 private:
  std::vector<Cell*> cells_;
  std::vector<std::uint64_t> numbers_;
  std::vector<Sum> sums_;
};

using Columns = std::array<std::size_t, 6>;
Columns add_row(Sheet& sheet, Page::Row& row, const OrderCounts& o) {
  const Columns c{
      sheet.add(row.issued, o.issued),       sheet.add(row.before_judge, o.before_judge),
      sheet.add(row.fulfilled, o.fulfilled), sheet.add(row.unfulfilled, o.unfulfilled),
      sheet.add(row.pending, o.pending),     sheet.add(row.notified, o.notified)};
  sheet.sum(c[0], {c[2], c[3], c[4]});
  return c;
}

void fill(Sheet& sheet, Page& page, const Statistics& s) {
  const Columns total = add_row(sheet, page.total, s.total);
  std::array<std::vector<std::size_t>, 6> parts;
  for (const auto& [kind, o] : s.kinds) {
    const Columns c = add_row(sheet, page.rows[kind], o);
    for (std::size_t i = 0; i < c.size(); ++i) parts[i].push_back(c[i]);
  }
  for (std::size_t i = 0; i < total.size(); ++i) sheet.sum(total[i], std::move(parts[i]));
  for (const auto& [ground, n] : s.refused) sheet.add(page.refused[ground], n);
  for (const auto& [ground, n] : s.objected) sheet.add(page.objected[ground], n);
  for (const auto& [ground, n] : s.declined) sheet.add(page.declined[ground], n);
  const std::pair<Cell*, std::uint64_t> others[] = {
      {&page.filed, s.filed},           {&page.withdrawn, s.withdrawn}, {&page.lapsed, s.lapsed},
      {&page.preserved, s.preserved},   {&page.extended, s.extended},   {&page.deleted, s.deleted},
      {&page.asked_back, s.asked_back}, {&page.none_held, s.none_held}};
  for (const auto& [cell, n] : others) sheet.add(*cell, n);
}

void put_mean(Page::Row& row, const OrderCounts& o, bool exact) {
  const bool enough =
      exact ? o.fulfilled > 0 : row.fulfilled.shown == Shown::exact && o.fulfilled >= kSmallBelow;
  if (enough) row.mean_wait_s = o.wait_ms / o.fulfilled / kSecond_ms;
}
void put_means(Page& page, const Statistics& s, bool exact) {
  for (auto& [kind, row] : page.rows) put_mean(row, s.kinds.at(kind), exact);
  // A mean of all besides means of all kinds but one would give that one's away.
  const auto hidden = std::count_if(page.rows.begin(), page.rows.end(), [&](const auto& r) {
    return !r.second.mean_wait_s && s.kinds.at(r.first).fulfilled > 0;
  });
  if (exact || hidden == 0) put_mean(page.total, s.total, exact);
}

}  // namespace

Result<Statistics, NotCounted> statistics(wire::Transport& server, const wire::Realm& realm,
                                          std::uint32_t year) {
  if (year < 1970 || year > 9998) return NotCounted{"That is no year", {}};
  const auto log = wire::read_log(server, realm, wire::LogName::orders);
  if (!log)
    return NotCounted{"The order log does not check out: " + log.error().what, log.error().index,
                      log.error().err};
  const auto book = order::OrderBook::read(*log, wire::authorities(realm));
  auto counted = Count(server, realm, *log, book, year).run();
  if (!counted)
    return NotCounted{"The log does not show when its entries were witnessed", {}, counted.error()};
  return std::move(counted).take();
}

Page protected_page(const Statistics& s) {
  Page page;
  Sheet sheet;
  fill(sheet, page, s);
  sheet.protect_all();
  put_means(page, s, false);
  return page;
}

Page exact_page(const Statistics& s) {
  Page page;
  Sheet sheet;
  fill(sheet, page, s);
  put_means(page, s, true);
  return page;
}

}  // namespace eq::auditor
