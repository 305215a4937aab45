// Reports: verify, then keep.
#include "eq/wire/day_key.h"
#include "eq/wire/moderation_letters.h"
#include "parties/moderator/step.h"

namespace eq::moderator {

namespace {

/// Every day key the report could need, found by the very function that members use: what they were
/// shown can be reported. Err::unavailable if the server did not answer.
Result<franking::DayKeys> day_keys_for(State& s, Hands& h, const franking::Report& report) {
  for (const auto& item : report.items) {
    const Time at = item.stamp().time;
    if (at > h.now + kClockSlack_ms || at < h.now - franking::kReportWindow_ms) continue;
    const auto known = wire::day_key(h.server, h.realm, s.logged_keys, s.orders_seen,
                                     franking::Role::delivery, day_of(at));
    // otherwise the check will say so
    REQUIRE_OR(known.ok() || known.error() != Err::unavailable, Err::unavailable);
  }
  franking::DayKeys keys(s.signing.verify_key(), h.realm.stamp_key);
  for (const auto& certificate : s.logged_keys.certificates()) TRY(keys.add(certificate));
  return keys;
}

/// Tell the reporter, if the device is one that ever asked for tokens.
Status acknowledge(State& s, Hands& h, const std::optional<AccountId>& reporter,
                   const wire::ReportReceipt& receipt) {
  if (!reporter) return ok();
  const auto record = account(s, h, *reporter);
  if (!record) return record.error() == Err::missing ? ok() : Status(record.error());
  return write_to(s, h, *record, wire::LetterKind::report_receipt, encode(receipt));
}

Status refuse(State& s, Hands& h, const std::optional<AccountId>& reporter,
              wire::ReportReceipt receipt, franking::Refusal why, Turn& turn) {
  TRY(acknowledge(s, h, reporter, receipt));  // the flaw is for our own screen
  s.refused[why.flaw]++;
  turn.reports_refused.push_back({why.flaw, why.item});
  return ok();
}

}  // namespace

wire::CaseUpdate public_view(const Case& c) {
  return {case_number(c.number), std::string(franking::to_text(c.category)), c.state, c.opened};
}

Status take_report(State& s, Hands& h, const wire::Letter& letter, Turn& turn) {
  const auto device = s.devices.find(letter.from);
  const auto reporter = device == s.devices.end() ? std::nullopt : std::optional(device->second);
  wire::ReportReceipt receipt{crypto::sha256(letter.body), false, "", h.now};

  const auto report = franking::decode_report(letter.body);
  if (!report) return refuse(s, h, reporter, receipt, {franking::Flaw::shape, 0}, turn);
  const auto keys = TRY(day_keys_for(s, h, *report));
  const auto checked = franking::examine(*report, keys, h.now);
  if (!checked) return refuse(s, h, reporter, receipt, checked.error(), turn);

  receipt.verified = true;
  for (const auto& [number, known] : s.cases) {
    if (known.report_digest != receipt.report) continue;
    receipt.case_number = case_number(number);  // the same report again is the same case
    return acknowledge(s, h, reporter, receipt);
  }
  receipt.case_number = case_number(s.next_case);
  TRY(acknowledge(s, h, reporter, receipt));
  Case opened{s.next_case++,
              wire::CaseState::open,
              report->category,
              h.now,
              reporter,
              receipt.report,
              letter.body,
              {},
              {},
              {},
              {}};
  s.updates.push_back(public_view(opened));
  turn.cases_opened.push_back(opened.number);
  s.cases.emplace(opened.number, std::move(opened));
  return ok();
}

}  // namespace eq::moderator
