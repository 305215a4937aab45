#include "parties/court/court.h"

namespace eq::court {

Result<list::LegalBasis> legal_basis(const State& state, const JudgeKey& judge,
                                     list::LegalBasis basis) {
  basis.signed_by = state.name;
  TRY(list::check(list::RegionRule{basis.region, basis.mode, basis}, basis.kind));
  list::sign_legal_basis(basis, judge.signing());
  return basis;
}

}  // namespace eq::court
