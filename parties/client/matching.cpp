#include "parties/client/matching.h"

#include "eq/wire/authorities.h"

namespace eq::client {
Result<list::AcceptedList> current_list(State& s, Hands& h) {
  const auto published = TRY(wire::ask(h.server, wire::ListGet{}));
  const std::vector<tlog::Head> known = s.orders_seen ? std::vector{*s.orders_seen} : std::vector<tlog::Head>{};
  const auto log = wire::read_log(h.server, h.realm, wire::LogName::orders, known);
  if (!log.ok()) return log.error().err;
  const auto logged = TRY(log->logged<list::SignedHead>(published.index));
  auto head = TRY(list::AcceptedHead::accept(logged, wire::list_trust(h.realm), s.list_version, h.now));
  const std::uint32_t version = head.head().version;
  auto accepted = TRY(list::AcceptedList::with(std::move(head), published.filter));
  s.orders_seen = log->checkpoint().head();
  s.list_version = version;
  return accepted;
}

Result<PictureAnswer> look_up_picture(State& s, Hands& h, const list::AcceptedList& list,
                                      const phash::Fingerprint& picture, std::string_view region) {
  PictureAnswer answer;
  answer.rule = list.head().rule_for(region);
  REQUIRE_OR(answer.rule.mode != list::Mode::off, Err::refused);
  const auto query = TRY(list::Query::prepare(picture, list, h.rng));

  const wire::MatchEvaluate request{query.request().blinded};
  const auto reply = TRY(ask(s, h, request));
  answer.finding = TRY(query.finish({reply.evaluated, reply.proof}, list));
  answer.sent = encode(request).size();
  answer.received = encode(reply).size();
  return answer;
}

}  // namespace eq::client
