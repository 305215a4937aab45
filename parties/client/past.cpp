#include "parties/client/past.h"

#include "eq/wire/list_reader.h"
#include "eq/wire/vouchers.h"

namespace eq::client {
namespace {

/// What the parts say, if enough of them are proven.
std::optional<voucher::PastMatch> match_by(const std::vector<voucher::Partial>& parts,
                                           const voucher::Stub& stub, const list::Reporting& terms,
                                           std::set<crypto::VerifyKey>& wrong) {
  const auto points = voucher::points_of(stub.elements);
  EQ_ASSERT(points.ok());  // we made them
  std::vector<std::uint16_t> bad;
  const auto evaluated = voucher::combine_var(terms.shared_key(), *points, parts, bad);
  for (const auto holder : bad)
    if (holder >= 1 && holder <= terms.holders.size())
      wrong.insert(terms.holders[holder - 1u].authority);
  if (!evaluated.ok()) return std::nullopt;
  return voucher::match_of(stub, *evaluated);
}

/// One picture whose time has come.
Status ask_about(State& state, Environment& environment, PictureSent& p,
                 const list::Reporting& terms, PastLook& out) {
  if (!p.asked) {
    p.asked = environment.now;
    environment.keep();
  }
  const wire::PastAsk request{{p.receipt, p.stub->elements}};
  const auto reply = ask(state, environment, request);
  if (!reply.ok()) {
    REQUIRE_OR(reply.error() != Err::unavailable, reply.error());
    out.unanswered.push_back({request.question, *p.asked, reply.error()});
    return ok();
  }
  p.match = match_by(reply->parts, *p.stub, terms, out.wrong);
  if (p.match) {
    p.stub.reset();
    environment.keep();
  } else {
    out.unanswered.push_back({request.question, *p.asked, {}});
  }
  return ok();
}

}  // namespace

Result<PastLook> look_up_past(State& state, Environment& environment) {
  PastLook out;
  const auto log = wire::read_log(environment.server, environment.realm, wire::LogName::orders,
                                  state.orders_seen);
  if (!log.ok()) return log.error().err;
  const auto terms = wire::reportings_in(*log, environment.realm);
  for (auto& p : state.sent) {
    if (!p.match) {
      const auto t = terms.find(p.receipt.table);
      REQUIRE_OR(t != terms.end(), Err::forged);  // its head was in the log when the voucher went
      const Time from = voucher::may_be_asked_from(p.receipt, t->second.reporting.notice_days);
      if (from > environment.now) {
        ++out.too_early;
        if (!out.next || from < *out.next) out.next = from;
        continue;
      }
      TRY(ask_about(state, environment, p, t->second.reporting, out));
    }
    if (p.match) out.answered.push_back(p);
  }
  return out;
}

}  // namespace eq::client
