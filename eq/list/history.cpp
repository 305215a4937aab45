#include "eq/list/history.h"

namespace eq::list {

Status check_next(const SignedHead& next, const SignedHead* last, const Trust& trust) {
  TRY(check_certification(next, trust.authorities));
  REQUIRE_OR(next.head.match_key == trust.match_key, Err::refused);
  REQUIRE_OR(next.head.version == (last ? last->head.version + 1 : 1), Err::stale);
  REQUIRE_OR(next.head.previous == (last ? last->head.id() : crypto::Digest{}), Err::stale);
  return ok();
}

Status History::follow(SignedHead head, std::uint64_t index) {
  TRY(check_next(head, heads_.empty() ? nullptr : &heads_.back().signed_head, trust_));
  heads_.push_back({index, std::move(head)});
  return ok();
}

}  // namespace eq::list
