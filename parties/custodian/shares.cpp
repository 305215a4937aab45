// Giving shares and logging receipts.  protocols.md part B.4, steps 3 and 6.
#include "eq/wire/authorities.h"
#include "eq/wire/day_reader.h"
#include "eq/wire/standing.h"
#include "parties/custodian/custodian.h"
#include "parties/custodian/reading.h"

namespace eq::custodian {
using order::or_stop;
using order::Rule;
using wire::LetterKind;

namespace {

/// The day's object as every client accepts it.
Outcome<gate::VerifiedEpoch> read_epoch(State& s, Hands& h, Day day) {
  const auto epochs = wire::read_fresh_log(h.server, h.realm, wire::LogName::epochs, s.epochs_seen, h.now);
  if (!epochs.ok()) return order::stop(epochs.error().err, "The epoch log does not check out: " + epochs.error().what);
  auto read = wire::read_day(h.server, h.realm, *epochs, TRY(read_orders(s, h)), day);
  if (!read.ok() && read.error() == Err::unavailable) return order::stop(read.error(), "Fetching the day's object");
  if (!read.ok()) return order::stop(Rule::epoch_object, "The day has no logged object that is acceptable.");
  return std::move(read->epoch);
}

struct Permit {
  order::ShareGrant grant;
  order::Custodians in_office;  // on that day
};
/// Everything of part B.4 step 3, or the rule that forbids it.
Outcome<Permit> permit(State& s, Hands& h, const AskedShares& asked) {
  const wire::ShareRequest& r = asked.request;
  const auto orders = TRY(read_orders(s, h));
  const order::Authorities& realm = orders.book.realm();
  const auto entry = orders.log.logged<order::OrderEntry>(r.order_index);
  if (!entry.ok()) return order::stop(Rule::logged, "There is no such order in the log.");
  const auto active = TRY(or_stop(order::Active::on(*entry, r.opening, r.epoch, realm)));
  const auto* counts = orders.book.find(active.terms().number);  // what is void only looks like an order
  if (counts == nullptr || counts->index != r.order_index) return order::stop(Rule::logged, "The entry has no effect.");
  const auto intent = orders.log.logged<order::IntentEntry>(r.intent_index);
  if (!intent.ok()) return order::stop(Rule::intent, "There is no such intent in the log.");
  const wire::Organisation* agency = h.realm.agency_named(active.terms().authority);
  if (agency == nullptr || agency->signing != asked.from) return order::stop(Rule::agency, "The order is another agency's.");
  const auto stands = TRY(wire::standing(h.server, h.realm, orders, r.intent_index));
  const auto day_key = gate::Scalar::decode(r.day_key);
  if (!day_key.ok()) return order::stop(Rule::root);
  const auto epoch = TRY(read_epoch(s, h, r.epoch));
  auto grant = TRY(or_stop(order::ShareGrant::grant(active, *intent, stands, epoch, *day_key, realm)));
  const auto before = s.answered.find({grant.order(), r.epoch});
  const auto root = order::envelopes_root(r.salt, r.envelopes);
  if (before != s.answered.end() && before->second != root) return order::stop(Rule::one_extraction);
  if (orders.book.receipt_of(r.intent_index) != nullptr) return order::stop(Rule::one_extraction);
  return Permit{std::move(grant), realm.custodians_on(r.epoch, order::kWholeLog)};
}

Outcome<Shared> refuse_shares(State& s, Hands& h, std::size_t waiting, Shared out, order::Refusal refusal) {
  const wire::OrderRefused letter{{}, refusal.id, refusal.sentence, refusal.source, refusal.remedy};
  const wire::Organisation* to = h.realm.find(s.shares[waiting].from);
  if (to == nullptr) return order::stop(Err::missing, "Whoever asked is not of this realm");
  TRY(or_stop(wire::post(clerk(s, h), *to, LetterKind::order_refused, encode(letter)), "Sending the refusal"));
  s.shares.erase(s.shares.begin() + static_cast<std::ptrdiff_t>(waiting));
  h.keep();
  out.refusal = std::move(refusal);
  return out;
}

/// Our consent to a receipt: kept, and sent to every other custodian.
Outcome<void> spread_receipt(State& s, Hands& h, const order::ReceiptTerms& terms, const order::Custodians& in_office) {
  const auto number = TRY(number_among(s, in_office));
  const wire::ReceiptConsent consent{terms, order::sign_receipt(terms, number, s.signing, h.realm.name)};
  bool known = false;
  for (OpenReceipt& r : s.receipts) {
    if (!(r.terms == terms)) continue;
    known = true;
    bool ours = false;
    for (const auto& c : r.consents) ours = ours || c.index == number;
    if (!ours) r.consents.push_back(consent.signature);
  }
  if (!known) s.receipts.push_back({terms, {consent.signature}, std::nullopt});
  h.keep();
  for (const order::CustodianKey& c : in_office.members) {
    if (c.index == number) continue;
    TRY(or_stop(wire::post(clerk(s, h), *h.realm.find(c.signing), LetterKind::receipt_signature, encode(consent)), "Sending the receipt"));
  }
  return {};
}

}  // namespace

Outcome<Shared> give_shares(State& s, Hands& h, std::size_t waiting) {
  if (waiting >= s.shares.size()) return order::stop(Err::missing, "No such request waits");
  const wire::ShareRequest r = s.shares[waiting].request;
  Shared out{0, r.epoch, 0, 0, std::nullopt};
  const auto permitted = permit(s, h, s.shares[waiting]);
  if (!permitted.ok()) {
    if (!permitted.error().refusal) return permitted.error();
    return refuse_shares(s, h, waiting, out, *permitted.error().refusal);
  }
  const order::ShareGrant* grant = &permitted->grant;
  const HeldKeys* held = s.holding(permitted->in_office.keys());
  if (held == nullptr) return order::stop(Err::refused, "We hold no share of the keys of that day");
  wire::SharesGiven given{grant->order(), r.epoch, order::envelopes_root(r.salt, r.envelopes), {}};
  const gate::CustodianShare own(held->index, held->share);
  for (const gate::Envelope& e : r.envelopes) {
    const auto parts = gate::EnvelopeParts::decode(e);
    if (parts.ok()) given.shares.push_back(gate::make_share(own, grant->target(), parts->c2, h.rng));
    else given.shares.push_back(std::nullopt);
    ++(parts.ok() ? out.answered : out.refused);
  }
  out.order = grant->order();
  // The batch is bound before a share leaves: no second batch for this order and day, come what may.
  s.answered.insert_or_assign({out.order, r.epoch}, given.envelopes);
  h.keep();
  TRY(spread_receipt(s, h, grant->receipt(given.envelopes, static_cast<std::uint32_t>(out.answered),
                                          static_cast<std::uint32_t>(out.refused)), permitted->in_office));
  TRY(or_stop(wire::post(clerk(s, h), *h.realm.find(s.shares[waiting].from), LetterKind::share, encode(given)), "Sending the shares"));
  s.shares.erase(s.shares.begin() + static_cast<std::ptrdiff_t>(waiting));
  h.keep();
  return out;
}

Outcome<std::vector<Receipted>> log_receipts(State& s, Hands& h) {
  const auto orders = TRY(read_orders(s, h));
  std::vector<Receipted> out;
  for (OpenReceipt& r : s.receipts) {
    if (r.log_index) continue;
    Receipted item{r.terms.order, r.terms.epoch, r.consents.size(), std::nullopt};
    if (const auto* logged = orders.book.receipt_of(r.terms.intent_index)) {
      item.log_index = logged->index;  // another custodian was faster
    } else if (auto entry = order::collect_receipt(r.terms, r.consents, orders.book.realm()); entry.ok()) {
      const wire::LogAppend request{wire::LogName::orders, std::nullopt, tlog::entry_of(*entry), {}};
      item.log_index =
          TRY(or_stop(wire::ask(h.server, clerk(s, h).caller(), h.now, h.rng, request), "Logging the receipt")).index;
    }
    r.log_index = item.log_index;
    out.push_back(item);
  }
  h.keep();
  return out;
}

}  // namespace eq::custodian
