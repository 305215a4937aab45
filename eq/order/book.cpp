#include "eq/order/book.h"

#include <algorithm>

namespace eq::order {

OrderBook OrderBook::read(const tlog::ReplayedLog& log, const Authorities& founding,
                          Executor* executor) {
  OrderBook book(founding);
  std::vector<View> entries;
  for (std::uint64_t i = 0; i < log.size(); ++i) entries.push_back(log.entry(i));
  book.enter(entries, executor);
  return book;
}

const Case* OrderBook::find_case(const crypto::Digest& filing) const {
  const auto it = cases_.find(filing);
  return it == cases_.end() ? nullptr : &it->second;
}

const Case* OrderBook::case_of(std::uint32_t number) const {
  const Order* o = find(number);
  return o == nullptr ? nullptr : find_case(o->terms.filing);
}

std::vector<const OrderBook::Order*> OrderBook::active_on(Day day, std::uint64_t size) const {
  std::vector<const Order*> out;
  const auto covered = covered_by_.find(day);
  if (covered == covered_by_.end()) return out;
  for (const std::size_t place : covered->second) {
    const Order& o = orders_[place];
    if (o.index >= size) break;  // places ascend with the log
    const auto left = cases_.at(o.terms.filing).left_at();
    if (!left || *left >= size) out.push_back(&o);
  }
  return out;
}

std::optional<Day> OrderBook::full_day(DataCategory category, Day first, Day last) const {
  if (category != DataCategory::content) return std::nullopt;  // such orders are in no object
  for (Day day = first; day <= last; day = day + 1) {
    if (active_on(day, size_).size() >= realm_.k) return day;
  }
  return std::nullopt;
}

const OrderBook::Order* OrderBook::find(std::uint32_t number) const {
  const auto it = by_number_.find(number);
  return it == by_number_.end() ? nullptr : &orders_[it->second];
}

const OrderBook::Intent* OrderBook::intent_at(std::uint64_t index) const {
  const auto it = std::ranges::lower_bound(intents_, index, {}, &Intent::index);
  return it != intents_.end() && it->index == index ? &*it : nullptr;
}

std::vector<const OrderBook::Receipt*> OrderBook::receipts_of(std::uint32_t order, Day day) const {
  std::vector<const Receipt*> out;
  const auto it = receipts_at_.find({order, day});
  if (it == receipts_at_.end()) return out;
  for (const std::size_t at : it->second) out.push_back(&receipts_[at]);
  return out;
}

const OrderBook::Receipt* OrderBook::opened_by(std::uint32_t order, Day day) const {
  const auto all = receipts_of(order, day);
  const std::size_t t = realm_.custodians_on(day, kWholeLog).threshold;
  return all.size() < t ? nullptr : all[t - 1];
}

const TallyEntry* OrderBook::tally_of(std::uint64_t intent_index) const {
  const auto it = tallies_.find(intent_index);
  return it == tallies_.end() ? nullptr : &it->second;
}

}  // namespace eq::order
