// Reports: verify, then keep.
#include "eq/wire/day_key.h"
#include "eq/wire/moderation_letters.h"
#include "parties/moderator/step.h"

namespace eq::moderator {

namespace {

/// Every day key the report could need, found by the very function that members use: what they were
/// shown can be reported. Err::unavailable if the server did not answer.
Result<franking::DayKeys> day_keys_for(State& state, Environment& environment,
                                       const franking::Report& report) {
  for (const auto& item : report.items) {
    const Time at = item.stamp().time;
    if (at > environment.now + kClockSlack_ms || at < environment.now - franking::kReportWindow_ms)
      continue;
    const auto known = wire::day_key(environment.server, environment.realm, state.logged_keys,
                                     state.orders_seen, franking::Role::delivery, day_of(at));
    // otherwise the check will say so
    REQUIRE_OR(known.ok() || known.error() != Err::unavailable, Err::unavailable);
  }
  franking::DayKeys keys(state.signing.verify_key(), environment.realm.stamp_key);
  for (const auto& certificate : state.logged_keys.certificates()) TRY(keys.add(certificate));
  return keys;
}

/// Tell the reporter, if the device is one that ever asked for tokens.
Status acknowledge(State& state, Environment& environment, const std::optional<AccountId>& reporter,
                   const wire::ReportReceipt& receipt) {
  if (!reporter) return ok();
  const auto record = account(state, environment, *reporter);
  if (!record) return record.error() == Err::missing ? ok() : Status(record.error());
  return write_to(state, environment, *record, wire::LetterKind::report_receipt, encode(receipt));
}

Status refuse(State& state, Environment& environment, const std::optional<AccountId>& reporter,
              wire::ReportReceipt receipt, franking::FlawAt why, Turn& turn) {
  TRY(acknowledge(state, environment, reporter, receipt));  // the flaw is for our own screen
  state.refused[why.flaw]++;
  turn.reports_refused.push_back({why.flaw, why.item});
  return ok();
}

}  // namespace

wire::CaseUpdate public_view(const Case& c) {
  return {case_number(c.number), std::string(franking::to_text(c.category)), c.state, c.opened};
}

Status take_report(State& state, Environment& environment, const wire::Letter& letter, Turn& turn) {
  const auto device = state.devices.find(letter.from);
  const auto reporter =
      device == state.devices.end() ? std::nullopt : std::optional(device->second);
  wire::ReportReceipt receipt{crypto::sha256(letter.body), false, "", environment.now};

  const auto report = franking::decode_report(letter.body);
  if (!report)
    return refuse(state, environment, reporter, receipt, {franking::Flaw::shape, 0}, turn);
  const auto keys = TRY(day_keys_for(state, environment, *report));
  const auto checked = franking::examine(*report, keys, environment.now);
  if (!checked) return refuse(state, environment, reporter, receipt, checked.error(), turn);

  receipt.verified = true;
  for (const auto& [number, known] : state.cases) {
    if (known.report_digest != receipt.report) continue;
    receipt.case_number = case_number(number);  // the same report again is the same case
    return acknowledge(state, environment, reporter, receipt);
  }
  receipt.case_number = case_number(state.next_case);
  TRY(acknowledge(state, environment, reporter, receipt));
  Case opened{state.next_case++,
              wire::CaseState::open,
              report->category,
              environment.now,
              reporter,
              receipt.report,
              letter.body,
              {},
              {},
              {},
              {}};
  state.updates.push_back(public_view(opened));
  turn.cases_opened.push_back(opened.number);
  state.cases.emplace(opened.number, std::move(opened));
  return ok();
}

}  // namespace eq::moderator
