// What was opened under an order, with everything that proves it, for the evidence package.
#include <set>

#include "eq/wire/authorities.h"
#include "eq/wire/day_key.h"
#include "eq/wire/log_reader.h"
#include "parties/agency/reading.h"

namespace eq::agency {
using order::or_stop;

namespace {

template <class T>
evidence::LoggedBytes bytes_of(const tlog::Logged<T>& logged) {
  return {tlog::entry_of(*logged), logged.proof()};
}

Outcome<void> add_day_keys(Hands& h, const std::vector<franking::FullItem>& messages, evidence::Contents& contents) {
  std::set<std::pair<franking::Role, Day>> needed;
  for (const auto& m : messages) {
    needed.insert({franking::Role::delivery, day_of(m.stamp.time)});
    const auto content = TRY(or_stop(franking::decode_content(m.f), "Reading a message"));
    needed.insert({franking::Role::issuer, content.token.day});
  }
  for (const auto& [role, day] : needed) {
    contents.day_keys.push_back(TRY(or_stop(wire::fetch_day_key(h.server, role, day), "Fetching a day key")));
  }
  return {};
}

/// Ciphertexts of attachments that the server still has.
void add_attachments(Hands& h, const std::vector<franking::FullItem>& messages, evidence::Contents& contents) {
  for (const auto& m : messages) {
    const auto content = franking::decode_content(m.f);
    if (!content.ok()) continue;
    for (const auto& a : content->attachments) {
      auto blob = wire::ask(h.server, wire::BlobGet{{a.hash}});
      if (blob.ok()) contents.attachments.push_back(std::move(blob->data));
    }
  }
}

}  // namespace

Outcome<Package> package(State& s, Hands& h, std::uint32_t number) {
  const Filing* filing = TRY(granted(s, number));
  const order::OrderScope& scope = filing->application.scope;
  const auto orders = TRY(read_orders(s, h));
  Package p;
  p.contents.realm = encode(h.realm);
  p.contents.account = scope.account;
  p.contents.blind = filing->granted->blind;
  p.contents.order =
      bytes_of(TRY(or_stop(orders.log.logged<order::OrderEntry>(filing->granted->log_index), "Reading the order")));
  const auto* entered = orders.book.find(number);
  if (entered != nullptr && entered->terms.basis == order::Basis::foreign) p.contents.application = encode(filing->application);
  for (const auto& c : std::span(orders.book.realm().custodians).subspan(1)) {
    p.contents.successions.push_back(
        bytes_of(TRY(or_stop(orders.log.logged<order::SuccessionEntry>(c.known_from), "Reading who is in office"))));
  }
  for (const auto& [at, opening] : s.openings) {
    if (at.order != number || !opening.extracted) continue;
    if (orders.book.opened_by(number, at.day) == nullptr) {
      return order::stop(Err::missing, "The custodians' receipts for " + to_text(at.day) + " are not in the log yet");
    }
    p.contents.intents.push_back(
        bytes_of(TRY(or_stop(orders.log.logged<order::IntentEntry>(opening.intent_index), "Reading the intent"))));
    for (const auto* receipt : orders.book.receipts_of(number, at.day)) {
      p.contents.receipts.push_back(
          bytes_of(TRY(or_stop(orders.log.logged<order::ReceiptEntry>(receipt->index), "Reading the receipt"))));
    }
    const auto day = TRY(read_day(s, h, at.day));
    p.contents.days.push_back({bytes_of(day.entry), day.blobs.w, day.blobs.proof, day.blobs.dealt});
    for (const auto& m : opening.messages) p.contents.messages.push_back(m);
  }
  TRY(add_day_keys(h, p.contents.messages, p.contents));
  add_attachments(h, p.contents.messages, p.contents);
  p.facts = {h.realm.name, scope.authority, scope.reference, number, scope.account, scope.first, scope.last, h.now};
  return p;
}

}  // namespace eq::agency
