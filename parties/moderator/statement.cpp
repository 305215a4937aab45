#include "parties/moderator/statement.h"

#include <algorithm>

#include "eq/franking/report.h"

namespace eq::moderator {
namespace {

Bytes message(const Stated& s) { return concat({view("eqp-case-statement-v4"), encode(s)}); }

/// Each look and each decision is the reviewer's own word.
Status check_reviewers(const Stated& s, const crypto::VerifyKey& desk) {
  const auto hers = [&](const auto& said) {
    return crypto::verify(said.by.key(), to_sign(desk, s.case_number, said), said.signature);
  };
  REQUIRE_OR(std::ranges::all_of(s.decisions, hers), Err::forged);
  for (const auto& item : s.items) REQUIRE_OR(std::ranges::all_of(item.viewed, hers), Err::forged);
  return ok();
}

std::vector<Viewing> first_looks(const Case& c, const crypto::Digest& what) {
  std::vector<Viewing> out;
  std::vector<Viewing> all = c.viewings;
  std::ranges::stable_sort(all, {}, &Viewing::at);
  for (const Viewing& v : all) {
    if (v.what == what && v.at <= c.decision()->at &&
        std::ranges::find(out, v.by, &Viewing::by) == out.end())
      out.push_back(v);
  }
  return out;
}

/// What a case shows.  Err::missing once it is erased.
Result<std::vector<crypto::Digest>> shown_by(const Case& c) {
  std::vector<crypto::Digest> all;
  if (c.matched) {
    for (const auto& p : c.matched->found.pictures()) {
      REQUIRE_OR(!p.derivative.empty(), Err::missing);
      all.push_back(crypto::sha256(p.derivative));
    }
    return all;
  }
  REQUIRE_OR(!c.report.empty(), Err::missing);
  all.push_back(c.report_digest);
  const auto shown = TRY(franking::preview(c.report));
  for (const auto& line : shown.lines) {
    if (line.withheld()) continue;
    for (const auto& a : line.content->attachments) all.push_back(a.hash);
  }
  return all;
}

}  // namespace

Result<Statement> Statement::of(const State& state, std::uint32_t number) {
  const auto at = state.cases.find(number);
  REQUIRE_OR(at != state.cases.end(), Err::missing);
  const Case& c = at->second;
  const auto shown = TRY(shown_by(c));
  REQUIRE_OR(c.decision(), Err::refused);
  Stated t{moderator::case_number(number), c.category, c.opened, c.decisions, {}};
  for (const auto& what : shown) {
    if (std::ranges::find(t.items, what, &Stated::Item::what) == t.items.end())
      t.items.push_back({what, first_looks(c, what)});
  }
  const auto signature = state.signing.sign(message(t));
  return Statement(std::move(t), signature);
}

Result<Statement> Statement::read(View bytes, const crypto::VerifyKey& moderator) {
  Reader r(bytes);
  auto t = TRY(get<Stated>(r));
  const auto signature = TRY(get<crypto::Signature>(r));
  TRY(r.end());
  REQUIRE_OR(crypto::verify(moderator, message(t), signature), Err::forged);
  TRY(check_reviewers(t, moderator));
  return Statement(std::move(t), signature);
}

Bytes Statement::bytes() const { return concat({encode(stated_), signature_}); }

}  // namespace eq::moderator
