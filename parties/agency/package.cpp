// What was opened under an order, with everything that proves it, for the evidence package.
#include <algorithm>
#include <set>

#include "eq/wire/case_reader.h"
#include "parties/agency/reading.h"

namespace eq::agency {
using order::or_stop;

namespace {

/// The order log as it is now, and of it what the case rests on.
Outcome<void> add_case(Hands& h, const wire::OrdersRead& orders,
                       const order::OrderBook::Order& order, const order::Application& decided_on,
                       const std::set<Day>& opened, Package& p) {
  evidence::Contents& contents = p.contents;
  contents.orders.checkpoint = orders.log.checkpoint().checkpoint().note().to_text();
  for (std::uint64_t i = 0; i < orders.log.size(); ++i)
    contents.orders.entries.push_back(orders.log.entry(i));
  const auto record = TRY(or_stop(
      wire::read_case(h.server, h.realm, orders.log, orders.book, order), "Reading the case"));
  for (const auto& entry : record) contents.record.push_back({entry->bytes, entry.proof()});
  auto now =
      order::case_as_of(orders.log, orders.book, order, decided_on, opened, wire::seen_by(record));
  contents.standing = std::move(now.words);
  p.against = std::move(now.against);
  return {};
}

/// The days that enough custodians opened, with their objects and messages; what was asked for
/// besides is named.
Outcome<std::set<Day>> add_days(State& s, Hands& h, const order::OrderBook& book,
                                std::uint32_t number, Package& p) {
  evidence::Contents& contents = p.contents;
  std::set<Day> opened;
  for (const auto& [at, opening] : s.openings) {
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
    const auto day = TRY(read_day(s, h, at.day));
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
void add_attachments(Hands& h, const std::vector<franking::FullItem>& messages,
                     evidence::Contents& contents) {
  std::set<Array<32>> named;
  for (const auto& m : messages) {
    const auto content = franking::decode_content(m.f);
    if (!content.ok()) continue;
    for (const auto& a : content->attachments) {
      if (!named.insert(a.hash).second) continue;
      auto blob = wire::ask(h.server, wire::BlobGet{{a.hash}});
      if (blob.ok() && franking::open_file(a, blob->data).ok())
        contents.attachments.push_back(std::move(blob->data));
    }
  }
}

}  // namespace

Outcome<Package> package(State& s, Hands& h, std::uint32_t number) {
  const Filing* filing = TRY(granted(s, number));
  const order::OrderScope& scope = filing->application.scope;
  Package p;
  p.contents.realm = encode(h.realm);
  p.contents.account = scope.account;
  p.contents.blind = filing->granted->blind;
  p.contents.application = encode(filing->application);
  // The days first: the order log, read after them, reaches as far as their objects rely on.
  const auto shown = TRY(read_orders(s, h));
  const auto opened = TRY(add_days(s, h, shown.book, number, p));
  const auto orders = TRY(read_orders(s, h));
  const auto* order = orders.book.find(number);
  if (order == nullptr) return order::stop(order::Rule::logged, "The log has no such order.");
  TRY(add_case(h, orders, *order, filing->application, opened, p));
  leave_out_repeats(p.contents.messages);
  add_attachments(h, p.contents.messages, p.contents);
  p.facts = {h.realm.name,  scope.authority, scope.reference, number,
             scope.account, scope.first,     scope.last,      h.now};
  return p;
}

}  // namespace eq::agency
