#include "parties/hotline/holder_work.h"

#include "eq/list/in_force.h"
#include "eq/phash/distance.h"
#include "eq/phash/robust.h"

namespace eq::hotline {
namespace {
constexpr int kRoundsMax = 10000;  // or the service could keep us busy for ever
}  // namespace

std::optional<crypto::Digest> name_of_entry(const State& s, list::Kind kind,
                                            const wire::ComparisonTask::Picture& opened) {
  for (const auto& e : s.of(kind).entries) {
    if (s.of(kind).withdrawn.contains(e.entry.hash)) continue;
    for (const auto& listed : e.entry.hashes()) {
      if (phash::distance(listed, opened.hash) > phash::kSamePictureDistance) continue;
      for (const auto& [hash, own] : s.holdings) {
        if (own.kind != kind) continue;
        for (const auto& look : own.copy.looks) {  // turned as the listed one is
          if (phash::distance(look.hash, listed) <= list::kCopyDistanceMax &&
              phash::distance(look.second, opened.second) <= phash::kSameMiddleDistance)
            return list::name_of(e.entry);
        }
      }
    }
  }
  return std::nullopt;
}

Result<HolderWork> work_as_holder(State& s, Hands& h, list::Kind kind) {
  const auto& key = s.of(kind).key;
  REQUIRE_OR(key, Err::missing);
  const auto list = TRY(published(s, h, kind));  // logged and certified, or we evaluate nothing
  REQUIRE_OR(list, Err::missing);
  const auto& head = list->signed_head.head;
  REQUIRE_OR(list::reports_somewhere(head, h.realm.court.signing, h.now), Err::refused);
  REQUIRE_OR(head.reporting->shared_key() == key->key, Err::refused);
  const wire::Caller caller{s.signing, h.realm.name};
  HolderWork out;
  for (int round = 0; round < kRoundsMax; ++round) {
    const auto tasks = TRY(wire::ask(h.server, caller, h.now, h.rng, wire::VoucherWork{kind}));
    if (tasks.evaluate.empty() && tasks.compare.empty()) return out;
    wire::VoucherAnswer answer;
    for (const auto& t : tasks.evaluate) {
      const auto points = TRY(voucher::points_of(t.elements));
      answer.evaluated.push_back(
          {t.id, TRY(voucher::evaluate(key->self, key->share, points, h.rng))});
    }
    for (const auto& t : tasks.compare) {
      wire::Comparison c{t.id, {}, {}};
      for (const auto& p : t.pictures) {
        c.entries.push_back(name_of_entry(s, kind, p));
        out.on_list += c.entries.back().has_value();
      }
      c.signature =
          s.signing.sign(wire::comparison_text(h.realm.name, kind, t.pictures, c.entries));
      out.compared += t.pictures.size();
      answer.compared.push_back(std::move(c));
    }
    out.evaluated += answer.evaluated.size();
    TRY(wire::ask(h.server, caller, h.now, h.rng, answer));
  }
  return out;
}

}  // namespace eq::hotline
