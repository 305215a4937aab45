#include "parties/hotline/holder_work.h"

#include "eq/list/in_force.h"
#include "eq/phash/distance.h"
#include "eq/phash/robust.h"

namespace eq::hotline {
namespace {
constexpr int kRoundsMax = 10000;  // or the service could keep us busy for ever
}  // namespace

std::optional<crypto::Digest> name_of_entry(const State& state, list::Kind kind,
                                            const wire::ComparisonTask::Picture& opened) {
  for (const auto& e : state.of(kind).entries) {
    if (state.of(kind).withdrawn.contains(e.entry.hash)) continue;
    for (const auto& listed : e.entry.hashes()) {
      if (phash::distance(listed, opened.hash) > phash::kSamePictureDistance) continue;
      for (const auto& [hash, own] : state.holdings) {
        if (own.kind != kind) continue;
        for (const auto& look : own.copy.looks) {  // turned as the listed one is
          if (phash::distance(look.hash, listed) <= list::kCopyDistanceMax && look.second &&
              phash::distance(*look.second, opened.second) <= phash::kSameMiddleDistance)
            return list::name_of(e.entry);
        }
      }
    }
  }
  return std::nullopt;
}

Result<HolderWork> work_as_holder(State& state, Environment& environment, list::Kind kind) {
  const auto& key = state.of(kind).key;
  REQUIRE_OR(key, Err::missing);
  const auto list =
      TRY(published(state, environment, kind));  // logged and certified, or we evaluate nothing
  REQUIRE_OR(list, Err::missing);
  const auto& head = list->signed_head.head;
  REQUIRE_OR(list::reports_somewhere(head, environment.realm.judge, environment.now), Err::refused);
  REQUIRE_OR(head.reporting->shared_key() == key->key, Err::refused);
  const wire::Caller caller{state.signing, environment.realm.name};
  HolderWork out;
  for (int round = 0; round < kRoundsMax; ++round) {
    const auto tasks = TRY(wire::ask(environment.server, caller, environment.now, environment.rng,
                                     wire::VoucherWork{kind}));
    if (tasks.evaluate.empty() && tasks.compare.empty()) return out;
    wire::VoucherAnswer answer;
    for (const auto& t : tasks.evaluate) {
      const auto points = TRY(voucher::points_of(t.elements));
      answer.evaluated.push_back(
          {t.id, TRY(voucher::evaluate(key->self, key->share, points, environment.rng))});
    }
    for (const auto& t : tasks.compare) {
      wire::Comparison c{t.id, {}, {}};
      for (const auto& p : t.pictures) {
        c.entries.push_back(name_of_entry(state, kind, p));
        out.on_list += c.entries.back().has_value();
      }
      c.signature = state.signing.sign(
          wire::comparison_text(environment.realm.name, kind, t.pictures, c.entries));
      out.compared += t.pictures.size();
      answer.compared.push_back(std::move(c));
    }
    out.evaluated += answer.evaluated.size();
    TRY(wire::ask(environment.server, caller, environment.now, environment.rng, answer));
  }
  return out;
}

}  // namespace eq::hotline
