#include "parties/auditor/witnessed.h"

namespace eq::auditor {

Result<tlog::NotAfter> Witnessed::at(std::uint64_t index) {
  const auto known = seen_.upper_bound(index);
  if (known != seen_.end() && known->second.from <= index) return known->second.at;
  const auto c = TRY(wire::covering_checkpoint(server_, realm_, log_, index));
  REQUIRE_OR(index < c.size() && c.size() <= replayed_.size(), Err::forged);
  REQUIRE_OR(TRY(replayed_.head_at(c.size())) == c.head(), Err::forged);
  seen_.insert_or_assign(c.size(), Covering{index, c.seen_by()});
  return c.seen_by();
}

Result<bool> Witnessed::by(std::uint64_t index, Time deadline) {
  const auto known = seen_.upper_bound(index);
  if (known != seen_.end() && known->second.at.by(deadline)) return true;
  return TRY(at(index)).by(deadline);
}

}  // namespace eq::auditor
