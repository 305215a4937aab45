#include "parties/court/court.h"

namespace eq::court {

Result<list::LegalBasis> legal_basis(const State& s, list::LegalBasis basis) {
  basis.signed_by = s.name;
  TRY(list::check(list::RegionRule{basis.region, basis.mode, basis}, basis.kind));
  list::sign_legal_basis(basis, s.signing);
  return basis;
}

}  // namespace eq::court
