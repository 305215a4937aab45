#include "journeys/adversary/truth.h"

namespace eq::adversary {

void Tally::add(const Tally& o) {
  for (const auto& [name, n] : o.moves) {
    moves[name].first += n.first;
    moves[name].second += n.second;
  }
  said += o.said, shown += o.shown, sealed += o.sealed, orders += o.orders, days += o.days,
      released += o.released;
  opened += o.opened, reports += o.reports, lists += o.lists, acts += o.acts,
      looked_up += o.looked_up;
  packages += o.packages, notices += o.notices, vouchers += o.vouchers, cases += o.cases;
}

}  // namespace eq::adversary
