#include "parties/auditor/blast_radius.h"

#include <algorithm>

namespace eq::auditor {

using enum Seat;

std::string_view to_text(Seat s) {
  switch (s) {
    case service: return "service";
    case court: return "court";
    case agency: return "an agency";
    case few_custodians: return "t - 1 custodians";
    case custodians: return "t custodians";
    case moderator: return "moderator";
    case hotlines: return "hotlines";
    case member: return "a member";
  }
  return "";
}

std::string to_text(Seats seats) {
  std::string out;
  for (std::uint8_t i = 0; i < kSeats; ++i) {
    if (!seats.has(Seat{i})) continue;
    out += out.empty() ? "" : " + ";
    out += to_text(Seat{i});
  }
  return out.empty() ? "nobody" : out;
}

std::string_view to_text(UnderOrders u) {
  switch (u) {
    case UnderOrders::nothing: return "0";
    case UnderOrders::released: return "those released to it, each with t receipts in the log";
    case UnderOrders::all: return "all, without a receipt if they wish";
  }
  return "";
}

std::string_view to_text(Others o) {
  switch (o) {
    case Others::nothing: return "0";
    case Others::capacity:
      return "of what was sent 0; on days to come k accounts a day, each in the log six hours before";
  }
  return "";
}

BlastRadius blast_radius(Seats seats) {
  const bool keys = seats.has(court) && seats.has(custodians);  // both halves of a day's secret
  // an honest service gives the agency what orders name
  const bool ciphertext = seats.has(service) || seats.has(agency);
  BlastRadius out;
  if (seats.has(agency)) out.ordered = UnderOrders::released;
  if (keys && ciphertext) out.ordered = UnderOrders::all;
  // No order counts without an agency's filing, which commits to the account.
  if (keys && seats.has(agency)) out.others = Others::capacity;
  return out;
}

std::vector<BlastRow> blast_table() {
  std::vector<BlastRow> rows;
  std::vector<std::uint8_t> by_size(1u << kSeats);
  for (std::size_t i = 0; i < by_size.size(); ++i) by_size[i] = static_cast<std::uint8_t>(i);
  std::ranges::stable_sort(by_size, {}, [](std::uint8_t bits) { return __builtin_popcount(bits); });
  for (const std::uint8_t bits : by_size) {
    const Seats set = Seats::of(bits);
    const BlastRadius reach = blast_radius(set);
    auto row = std::ranges::find(rows, reach, &BlastRow::reach);
    if (row == rows.end()) row = rows.insert(rows.end(), BlastRow{{}, reach});
    const bool smaller = std::ranges::any_of(row->smallest, [&](Seats s) { return set.holds(s); });
    if (!smaller) row->smallest.push_back(set);
  }
  std::ranges::stable_sort(
      rows, {}, [](const BlastRow& r) { return std::pair(r.reach.ordered, r.reach.others); });
  return rows;
}

std::string blast_table_text() {
  std::string out =
      "| who works together, at the least | accounts x days under logged orders | all other accounts x days |\n|---|---|---|\n";
  for (const BlastRow& row : blast_table()) {
    std::string who;
    for (const Seats s : row.smallest)
      who += (who.empty() ? "" : "; or ") +
             (s == Seats() ? "any set that holds none of the sets below" : to_text(s));
    out += "| " + who + " | " + std::string(to_text(row.reach.ordered)) + " | " +
           std::string(to_text(row.reach.others)) + " |\n";
  }
  return out;
}

}  // namespace eq::auditor
