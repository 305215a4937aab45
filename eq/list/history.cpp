#include "eq/list/history.h"

namespace eq::list {
namespace {

bool is_of_another_kind(const std::map<Array<32>, Kind>& named, const Array<32>& what, Kind kind) {
  const auto first = named.find(what);
  return first != named.end() && first->second != kind;
}

}  // namespace

Status check_next(const SignedHead& next, const SignedHead* last, const Trust& trust) {
  TRY(check_certification(next, trust.authorities));
  REQUIRE_OR(next.head.match_key == trust.match_key, Err::refused);
  REQUIRE_OR(!last || last->head.kind == next.head.kind, Err::refused);
  REQUIRE_OR(next.head.version == (last ? last->head.version + 1 : 1), Err::stale);
  REQUIRE_OR(next.head.previous == (last ? last->head.id() : crypto::Digest{}), Err::stale);
  return ok();
}

Status History::check(const SignedHead& head) const {
  const Entry* last = newest(head.head.kind);
  TRY(check_next(head, last ? &last->signed_head : nullptr, trust_));
  if (!head.head.reporting) return ok();
  const auto& terms = head.head.reporting->terms;
  REQUIRE_OR(!is_of_another_kind(keys_, terms.key.bytes(), head.head.kind), Err::refused);
  REQUIRE_OR(!is_of_another_kind(tables_, terms.table, head.head.kind), Err::refused);
  return ok();
}

Status History::follow(SignedHead head, std::uint64_t index) {
  TRY(check(head));
  const Kind kind = head.head.kind;
  if (const auto& reporting = head.head.reporting) {
    keys_.emplace(reporting->terms.key.bytes(), kind);
    tables_.emplace(reporting->terms.table, kind);
  }
  newest_[kind] = heads_.size();
  heads_.push_back({index, std::move(head)});
  return ok();
}

const History::Entry* History::newest(Kind kind) const {
  const auto at = newest_.find(kind);
  return at == newest_.end() ? nullptr : &heads_[at->second];
}

}  // namespace eq::list
