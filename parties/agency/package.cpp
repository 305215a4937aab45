// What was opened under an order, with everything that proves it, for the evidence package.
#include <algorithm>
#include <set>

#include "eq/wire/case_reader.h"
#include "parties/agency/reading.h"

namespace eq::agency {
using order::or_stop;

namespace {

/// The order log as it is now, and of it what the case rests on.
Outcome<void> add_case(Environment& environment, const wire::OrdersRead& orders,
                       const order::OrderBook::Order& order, const order::Application& decided_on,
                       const std::set<Day>& opened, Package& p) {
  evidence::Contents& contents = p.contents;
  contents.orders.checkpoint = orders.log.checkpoint().checkpoint().note().to_text();
  for (std::uint64_t i = 0; i < orders.log.size(); ++i)
    contents.orders.entries.push_back(orders.log.entry(i));
  const auto record = TRY(or_stop(
      wire::read_case(environment.server, environment.realm, orders.log, orders.book, order),
      "Reading the case"));
  for (const auto& entry : record) contents.record.push_back({entry->bytes, entry.proof()});
  auto now =
      order::case_as_of(orders.log, orders.book, order, decided_on, opened, wire::seen_by(record));
  contents.standing = std::move(now.words);
  p.against = std::move(now.against);
  return {};
}

/// The days that enough custodians opened, with their objects and messages; what was asked for
/// besides is named.
Outcome<std::set<Day>> add_days(State& state, Environment& environment,
                                const order::OrderBook& book, std::uint32_t number, Package& p) {
  evidence::Contents& contents = p.contents;
  std::set<Day> opened;
  for (const auto& [at, opening] : state.openings) {
    if (at.order != number) continue;
    if (!opening.extracted) {
      p.left_out.push_back({at.day, "It was asked for in the log, and nothing of it was fetched."});
      continue;
    }
    if (book.opened_by(number, at.day) == nullptr) {
      const std::size_t n = book.receipts_of(number, at.day).size(),
                        t = book.realm().custodians_on(at.day, order::kWholeLog).threshold;
      p.left_out.push_back({at.day, "The log has receipts of " + std::to_string(n) +
                                        " custodians for it, and it takes " + std::to_string(t) +
                                        "."});
      continue;
    }
    const auto day = TRY(read_day(state, environment, at.day));
    contents.days.push_back({{tlog::entry_of(*day.entry), day.entry.proof()},
                             day.blobs.w,
                             day.blobs.proof,
                             day.blobs.dealt});
    for (const auto& m : opening.messages) contents.messages.push_back(m);
    opened.insert(at.day);
  }
  if (opened.empty() && p.left_out.empty())
    return order::stop(Err::missing,
                       "Nothing was asked for under this order yet: `equipoise order intent` comes "
                       "first.");
  if (opened.empty())
    return order::stop(Err::missing, "No day has the custodians' receipts. " +
                                         to_text(p.left_out[0].day) + ": " + p.left_out[0].why);
  return opened;
}

/// Of two messages with one token the later proves nothing (spec/evidence.md section 4): whoever
/// was ordered about could spoil a package with it.
void leave_out_repeats(std::vector<franking::FullItem>& messages) {
  std::ranges::sort(messages, {},
                    [](const auto& m) { return std::pair(m.header.conversation, m.stamp.seq); });
  std::set<crypto::VerifyKey> spent;
  std::erase_if(messages, [&](const auto& m) {
    const auto content = franking::decode_content(m.f);
    return !content.ok() || !spent.insert(content->token.pke).second;
  });
}

/// Ciphertexts of attachments that the server still has, and that open as the first message that
/// names them says.
void add_attachments(Environment& environment, const std::vector<franking::FullItem>& messages,
                     evidence::Contents& contents) {
  std::set<Array<32>> named;
  for (const auto& m : messages) {
    const auto content = franking::decode_content(m.f);
    if (!content.ok()) continue;
    for (const auto& a : content->attachments) {
      if (!named.insert(a.hash).second) continue;
      auto blob = wire::ask(environment.server, wire::BlobGet{{a.hash}});
      if (blob.ok() && franking::open_file(a, blob->data).ok())
        contents.attachments.push_back(std::move(blob->data));
    }
  }
}

}  // namespace

Outcome<Package> package(State& state, Environment& environment, std::uint32_t number) {
  const Filing* filing = TRY(granted(state, number));
  const order::OrderScope& scope = filing->application.scope;
  Package p;
  p.contents.realm = encode(environment.realm);
  p.contents.account = scope.account;
  p.contents.blind = filing->granted->blind;
  p.contents.application = encode(filing->application);
  // The days first: the order log, read after them, reaches as far as their objects rely on.
  const auto shown = TRY(read_orders(state, environment));
  const auto opened = TRY(add_days(state, environment, shown.book, number, p));
  const auto orders = TRY(read_orders(state, environment));
  const auto* order = orders.book.find(number);
  if (order == nullptr) return order::stop(order::Rule::logged, "The log has no such order.");
  TRY(add_case(environment, orders, *order, filing->application, opened, p));
  leave_out_repeats(p.contents.messages);
  add_attachments(environment, p.contents.messages, p.contents);
  p.facts = {environment.realm.name, scope.authority, scope.reference, number,
             scope.account,          scope.first,     scope.last,      environment.now};
  return p;
}

}  // namespace eq::agency
