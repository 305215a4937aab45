// For tests: holders of one evaluation key, and lists made with their help.
#pragma once

#include "eq/testing/seeded.h"
#include "eq/voucher/holders.h"
#include "eq/voucher/voucher.h"

namespace eq::voucher::testing {

struct Holders {
  eq::testing::SeededRandom& rng;
  crypto::SharedKey key;
  std::vector<crypto::Scalar> shares;

  Holders(crypto::SharingParams params, eq::testing::SeededRandom& r) : rng(r) {
    std::vector<crypto::Scalar> polynomial;
    while (polynomial.size() < params.threshold) polynomial.push_back(crypto::Scalar::random(rng));
    key = {params, crypto::mul_base(polynomial.front()), {}};
    for (std::uint16_t i = 1; i <= params.parties; i++) {
      shares.push_back(crypto::evaluate(polynomial, i));
      key.share_points.push_back(crypto::mul_base(shares.back()));
    }
  }

  Partial part(std::uint16_t holder, std::span<const crypto::Point> points) {
    auto p = evaluate(holder, shares[holder - 1u], points, rng);
    EQ_ASSERT(p.ok());
    return std::move(p).take();
  }
  /// The first threshold of them together.
  std::vector<crypto::Point> all(std::span<const crypto::Point> points) {
    std::vector<Partial> parts;
    for (std::uint16_t i = 1; i <= key.params.threshold; i++) parts.push_back(part(i, points));
    std::vector<std::uint16_t> bad;
    auto out = combine_var(key, points, parts, bad);
    EQ_ASSERT(out.ok() && bad.empty());
    return std::move(out).take();
  }

  Table table_of(std::span<const phash::Hash> hashes, const phash::TokenParams& params) {
    std::vector<phash::Token> tokens;
    for (const auto& h : hashes) {
      for (const auto& t : phash::list_tokens(h, params)) tokens.push_back(t);
    }
    std::vector<crypto::Point> points;
    for (std::size_t i = 0; i < tokens.size(); i += kEvaluationMax) {
      std::vector<crypto::Point> batch;
      for (std::size_t j = i; j < std::min(tokens.size(), i + kEvaluationMax); j++)
        batch.push_back(token_point(tokens[j]));
      for (const auto& p : all(batch)) points.push_back(p);
    }
    auto table = Table::build(tokens, points);
    EQ_ASSERT(table.ok());
    return std::move(table).take();
  }
};

}  // namespace eq::voucher::testing
