#include "parties/hotline/rows.h"

namespace eq::hotline {
namespace {

std::vector<crypto::Point> points_of(const std::vector<phash::Token>& tokens) {
  std::vector<crypto::Point> points;
  for (const auto& t : tokens) points.push_back(voucher::token_point(t));
  return points;
}

}  // namespace

std::vector<voucher::Partial> parts_of(const HeldKey& key,
                                       std::span<const list::CertifiedEntry> entries,
                                       const phash::TokenParams& params, Random& rng) {
  std::vector<voucher::Partial> parts;
  for (const auto& e : entries) {
    auto part =
        voucher::evaluate(key.self, key.share, points_of(list::tokens_of(e.entry, params)), rng);
    EQ_ASSERT(part.ok());  // an entry has at most 16 tokens in each of 8 turns
    parts.push_back(std::move(part).take());
  }
  return parts;
}

Result<voucher::Table> table_of(const HeldKey& key, std::span<const list::CertifiedEntry> entries,
                                const phash::TokenParams& params,
                                std::span<const std::vector<voucher::Partial>> parts) {
  std::map<phash::Token, crypto::Point> rows;
  for (std::size_t i = 0; i < entries.size(); i++) {
    const auto tokens = list::tokens_of(entries[i].entry, params);
    std::vector<voucher::Partial> of_entry;
    for (const auto& from : parts) {
      REQUIRE_OR(from.size() == entries.size(), Err::refused);
      of_entry.push_back(from[i]);
    }
    std::vector<std::uint16_t> bad;
    const auto points = voucher::combine_var(key.key, points_of(tokens), of_entry, bad);
    REQUIRE_OR(points.ok() && bad.empty(), Err::refused);
    for (std::size_t j = 0; j < tokens.size(); j++) rows.emplace(tokens[j], (*points)[j]);
  }
  std::vector<phash::Token> tokens;
  std::vector<crypto::Point> points;
  for (const auto& [token, point] : rows) {
    tokens.push_back(token);
    points.push_back(point);
  }
  return voucher::Table::build(tokens, points);
}

list::Reporting reporting_of(const HeldKey& key, const ReportTerms& terms,
                             const voucher::Table& table) {
  list::Reporting r;
  r.terms = {key.key.public_key, table.digest(), terms.curves, terms.synthetic};
  r.rows = table.rows();
  r.threshold = key.key.params.threshold;
  for (std::size_t i = 0; i < key.holders.size(); i++)
    r.holders.push_back({key.holders[i], key.key.share_points[i]});
  r.notice_days = terms.notice_days;
  return r;
}

list::SignedCoverage cover(const voucher::Table& table, list::Kind kind,
                           const crypto::SigningKey& key) {
  voucher::Coverage c{table.digest(), Bytes((table.rows() + 7) / 8)};
  for (std::uint32_t slot = 0; slot < table.rows(); slot++)
    c.bitmap[slot / 8] |= static_cast<std::uint8_t>(1u << slot % 8);
  return list::sign_coverage(std::move(c), kind, key);
}

}  // namespace eq::hotline
