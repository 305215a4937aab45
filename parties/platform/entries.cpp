// What the service checks of an order-log entry besides what every reader checks (log_book.h), and
// what it notes from it: who may log what, one key a day, a filter that fits its head, and that a
// hotline alone cannot put a head into force that clients would refuse, and with it all lists.
#include "eq/list/history.h"
#include "eq/order/act.h"
#include "eq/order/succession.h"
#include "eq/wire/authorities.h"
#include "eq/wire/day_key.h"
#include "parties/platform/answering.h"
#include "parties/platform/tally.h"

namespace eq::platform {
using wire::Code;

namespace {
Result<void, wire::Code> enter_order(Step& step, View body) {
  const auto entry = TRY(coded(decode<order::OrderEntry>(body)));
  const bool too_long =
      entry.terms.confirm_by > step.realm.profile.confirm_by(step.now + kClockSlack_ms);
  REQUIRE_OR(entry.terms.basis != order::Basis::emergency || !too_long, Code::refused);
  return step.save(Table::orders, be32_key(entry.terms.number), entry);
}

Result<void, wire::Code> enter_intent(Step& step, View body, std::uint64_t index) {
  const auto entry = TRY(coded(decode<order::IntentEntry>(body)));
  return log_tally(step, index, entry);
}

/// The lists as the log has them before this entry, read as every reader does.
Result<list::History, wire::Code> lists_before(const Step& step, std::uint64_t index) {
  list::History history(wire::list_trust(step.realm));
  const Bytes kind = encode(wire::LogEntryKind::list_head);
  for (const auto& key : TRY(coded(
           keys_in(step.store, Table::log_kinds, kind, key_of({kind, be64(index)}), SIZE_MAX)))) {
    const auto at =
        TRY(coded(decode<std::uint64_t>(View(key).subspan(kind.size())), Code::internal));
    auto head = tlog::parse_entry<list::SignedHead>(TRY(step.entry(wire::LogName::orders, at)));
    if (head.ok() && !history.follow(std::move(head).take(), at).ok()) continue;  // void
  }
  return history;
}

/// What readers would hold void does not enter: whoever comes second is told to look again.
Result<void, wire::Code> enter_list(Step& step, View body, const wire::LogAppend& request,
                                    std::uint64_t index) {
  const auto head = TRY(coded(decode<list::SignedHead>(body)));
  const auto before = TRY(step.find<ListRow>(Table::list, encode(head.head.kind)));
  if (before && before->index >= index) return {};  // it stands there already
  const auto next = TRY(lists_before(step, index)).check(head);
  REQUIRE_OR(next.ok() || next.error() != Err::stale, Code::conflict);
  TRY(coded(next));
  REQUIRE_OR(!request.blobs.empty() && crypto::sha256(request.blobs[0]) == head.head.filter_digest,
             Code::refused);
  const auto& reporting = head.head.reporting;
  REQUIRE_OR(!reporting || (request.blobs.size() >= 2 &&
                            crypto::sha256(request.blobs[1]) == reporting->terms.table),
             Code::refused);
  if (reporting) TRY(note_table(step, head.head.kind, *reporting));
  ListRow row{index, head.head.filter_digest, {}};
  for (std::size_t i = 1; reporting && i < request.blobs.size(); ++i)
    row.blobs.push_back(crypto::sha256(request.blobs[i]));
  TRY(step.save(Table::list, encode(head.head.kind), row));
  return forget_vouchers_of_other_tables(step);
}

/// An organisation speaks about its own keys only, and names one key for a day.
Result<void, wire::Code> enter_key_event(Step& step, const Sender& sender, View body) {
  const auto event = TRY(coded(decode<wire::KeyEvent>(body)));
  REQUIRE_OR(event.holder == step.realm.find(sender.key)->name, Code::refused);
  if (event.purpose != wire::kDayKeyPurpose) return {};
  const auto certificate = TRY(coded(decode<franking::DayKeyCertificate>(event.data)));
  REQUIRE_OR(*sender.role == wire::Role::moderator && certificate.role == franking::Role::issuer,
             Code::refused);
  TRY(coded(franking::verify(certificate, step.realm.moderator.signing)));
  const Bytes key = be32_key(certificate.day.n);
  const auto known = TRY(step.find<franking::DayKeyCertificate>(Table::day_keys, key));
  REQUIRE_OR(!known || *known == certificate, Code::conflict);
  return step.save(Table::day_keys, key, certificate);
}

/// Custodians have so long to sign the days of those who follow.
Result<void, wire::Code> enter_succession(const Step& step, View body) {
  const auto entry = TRY(coded(decode<order::SuccessionEntry>(body)));
  REQUIRE_OR(entry.record.circle.from >= day_of(step.now) + order::kSuccessionLead_days,
             Code::refused);
  return {};
}

/// The agency answers what the operator asked of one of its orders.
Result<void, wire::Code> note_clarification(Step& step, const order::ActEntry& act,
                                            std::uint64_t index) {
  for (const auto& stored :
       TRY(coded(rows_in(step.store, Table::answers, {}, end_of(Bytes(64, 0xff)), SIZE_MAX)))) {
    auto row = TRY(coded(decode<AnswerRow>(stored.value), Code::internal));
    const auto order = TRY(step.find<order::OrderEntry>(Table::orders, stored.key));
    REQUIRE_OR(order, Code::internal);
    if (order->terms.filing != act.filing || order->terms.authority != act.name || row.clarified)
      continue;
    row.clarified = index;
    TRY(step.save(Table::answers, stored.key, row));
  }
  return {};
}

Result<void, wire::Code> enter_act(Step& step, View body, std::uint64_t index) {
  const auto entry = TRY(coded(decode<order::ActEntry>(body)));
  if (entry.act == order::Act::clarified) return note_clarification(step, entry, index);
  return note_preservation(step, entry, index);
}

/// By the service's operator: not untrue as far as the service knows, of an order of which nothing
/// was handed over.
Result<void, wire::Code> enter_answer(Step& step, View body) {
  const auto entry = TRY(coded(decode<order::AnswerEntry>(body)));
  const Bytes number = be32_key(entry.order);
  const auto order = TRY(step.find<order::OrderEntry>(Table::orders, number));
  REQUIRE_OR(order, Code::refused);
  REQUIRE_OR(check_operator_answer(order->terms, entry.items, step.realm.profile).ok(),
             Code::refused);
  REQUIRE_OR(TRY(coded(keys_in(step.store, Table::produced, number, end_of(number), 1))).empty(),
             Code::conflict);
  return step.save(Table::answers, number, AnswerRow{entry, std::nullopt});
}

/// An office speaks for itself.
Result<void, wire::Code> check_actor(const Step& step, const Sender& sender, View body) {
  const auto entry = TRY(coded(decode<order::ActEntry>(body)));
  const auto actor = *sender.role == wire::Role::agency      ? order::Actor::agency
                     : *sender.role == wire::Role::court     ? order::Actor::court
                     : *sender.role == wire::Role::custodian ? order::Actor::custodian
                                                             : order::Actor{};
  REQUIRE_OR(entry.actor == actor, Code::unauthorised);
  REQUIRE_OR(actor != order::Actor::agency || entry.name == step.realm.find(sender.key)->name,
             Code::unauthorised);
  return {};
}
}  // namespace

Result<void, wire::Code> check_sender(const Step& step, const Sender& sender,
                                      const wire::LogAppend& request) {
  const auto entry = TRY(coded(decode<wire::LogEntry>(request.entry)));
  const auto only = [&](wire::Role role) -> Result<void, wire::Code> {
    REQUIRE_OR(sender.role == role, Code::unauthorised);
    return {};
  };
  switch (entry.kind) {
    case wire::LogEntryKind::order: return only(wire::Role::court);
    case wire::LogEntryKind::intent: return only(wire::Role::agency);
    case wire::LogEntryKind::receipt:
    case wire::LogEntryKind::succession: return only(wire::Role::custodian);
    case wire::LogEntryKind::list_head: return only(wire::Role::hotline);
    case wire::LogEntryKind::key_event: REQUIRE_OR(sender.role, Code::unauthorised); return {};
    case wire::LogEntryKind::act:
      REQUIRE_OR(sender.role, Code::unauthorised);
      return check_actor(step, sender, entry.body);
    case wire::LogEntryKind::answer:
      REQUIRE_OR(sender.key == step.realm.stamp_key, Code::unauthorised);
      return {};
    case wire::LogEntryKind::tally:
    case wire::LogEntryKind::voucher_opening: return Code::unauthorised;  // the service's own
  }
  return Code::malformed;
}

Result<void, wire::Code> enter(Step& step, const Sender& sender, const wire::LogAppend& request,
                               std::uint64_t index) {
  const auto entry = TRY(coded(decode<wire::LogEntry>(request.entry)));
  switch (entry.kind) {
    case wire::LogEntryKind::order: return enter_order(step, entry.body);
    case wire::LogEntryKind::intent: return enter_intent(step, entry.body, index);
    case wire::LogEntryKind::list_head: return enter_list(step, entry.body, request, index);
    case wire::LogEntryKind::key_event: return enter_key_event(step, sender, entry.body);
    case wire::LogEntryKind::act: return enter_act(step, entry.body, index);
    case wire::LogEntryKind::answer: return enter_answer(step, entry.body);
    case wire::LogEntryKind::succession: return enter_succession(step, entry.body);
    case wire::LogEntryKind::receipt:
    case wire::LogEntryKind::tally:
    case wire::LogEntryKind::voucher_opening: return {};
  }
  return Code::malformed;
}

}  // namespace eq::platform
