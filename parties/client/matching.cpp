#include "parties/client/matching.h"

#include "eq/wire/list_reader.h"

namespace eq::client {
Result<list::AcceptedList> current_list(State& s, Hands& h) {
  const std::vector<tlog::Head> known = s.orders_seen ? std::vector{*s.orders_seen} : std::vector<tlog::Head>{};
  auto read = TRY(wire::read_list(h.server, h.realm, known, s.list_version, h.now));
  s.orders_seen = read.seen;
  s.list_version = read.list.head().version;
  return std::move(read.list);
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
