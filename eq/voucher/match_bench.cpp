// Rows of `equipoise bench match` (private matching with reports after a threshold).  Yardstick M:
// one multiplication of a ristretto255 point by a scalar in libsodium.
//
// `certified_head` is what a device does once with a new list of 100,000 entries, four tokens each,
// that two authorities stand behind: read the table, take its digest, see that every slot is
// covered twice, decode every row.  Its goal, 102,000 M, is the five seconds aimed at where M takes
// 49 us.  `certified_head_turns` is the same where each entry is listed in eight turns.
#include "bench/frame.h"
#include "eq/crypto/two_products.h"
#include "eq/voucher/test_holders.h"

namespace eq::voucher {
namespace {

phash::Fingerprint picture(std::uint64_t n) {
  phash::Fingerprint f;
  eq::testing::SeededRandom rng(n);
  f.quality = 100;
  for (unsigned i = 0; i < 256; i++)
    f.coefficients[i] = static_cast<float>(rng.below(1u << 20)) - (1 << 19);
  for (unsigned i = 0; i < 256; i++) {
    if (f.coefficients[i] > 0) f.hash.set(i);
  }
  return f;
}

// A table of so many rows, all of one point: what reading it costs does not depend on which points
// they are.
Bytes table_of_size(std::uint32_t rows, const crypto::Point& point) {
  std::vector<phash::Token> tokens;
  for (std::uint32_t i = 0; i < rows; i++) tokens.push_back({static_cast<std::uint8_t>(i % 4), i});
  return Table::build(tokens, std::vector<crypto::Point>(rows, point)).take().encode();
}

void accept_head(View encoded, std::span<const Coverage> coverages) {
  const auto table = Table::decode(encoded).take();
  EQ_ASSERT(*uncovered_rows(table, coverages, 2) == 0);  // compares their digests with the table's
  for (std::uint32_t slot = 0; slot < table.rows(); slot++) EQ_ASSERT(table.at(slot).ok());
}

bench::Report run() {
  bench::Report report("match", "ristretto255 multiplication");
  eq::testing::SeededRandom rng(1);
  const auto scalar = crypto::Scalar::random(rng);
  const auto point = crypto::mul_base(crypto::Scalar::random(rng));
  const auto yardstick = [&] { EQ_ASSERT(!(scalar * point).is_identity()); };
  report.yardstick(yardstick);

  testing::Holders holders({2, 3}, rng);
  const phash::TokenParams tokens;
  std::vector<phash::Hash> hashes;
  for (std::uint64_t i = 0; i < 250; i++) hashes.push_back(picture(i).hash);
  const auto table = holders.table_of(hashes, tokens);
  const Terms terms{holders.key.public_key, table.digest(), {30, 4}, 0};
  const auto master = rng.secret<32>();
  const AccountCurves curves(master, terms.table, terms.curves);
  const auto one = picture(1'000'000);
  const auto probes = probes_of(one, tokens, rng);
  Inner inner{one.hash, {}, Bytes(kDerivativeMax), {}, {}};
  sign_inner(inner, {}, crypto::SigningKey::generate(rng));

  const auto voucher = make_voucher(probes, inner, table, terms, curves, {}, rng).take().voucher;
  const auto points = points_of(voucher.elements).take();
  const std::vector<Partial> parts{holders.part(1, points), holders.part(2, points)};
  std::vector<std::uint16_t> bad;
  const auto evaluated = combine_var(holders.key, points, parts, bad).take();

  report.row("client", kProbes, 500.0,
             [&] { EQ_ASSERT(make_voucher(probes, inner, table, terms, curves, {}, rng).ok()); });
  // What one key holder alone would pay, if there were one: the figure other designs quote.
  report.row("server", kProbes, 130.0, [&] {
    std::vector<crypto::Point> out;
    for (const auto& q : points_of(voucher.elements).take())
      out.push_back(crypto::product(holders.shares[0], q));
    EQ_ASSERT(try_open(voucher, out, terms.curves, {}).ok());
  });
  report.yardstick(yardstick);
  report.row("holder_part", kProbes, std::nullopt,
             [&] { EQ_ASSERT(evaluate(1, holders.shares[0], points, rng).ok()); });
  report.row("combine", kProbes, std::nullopt,
             [&] { EQ_ASSERT(combine_var(holders.key, points, parts, bad).ok()); });
  report.row("try_open", kProbes, std::nullopt,
             [&] { EQ_ASSERT(try_open(voucher, evaluated, terms.curves, {}).ok()); });
  report.yardstick(yardstick);
  const auto token = phash::Token{0, 12345};
  report.row("list_row", 1, 1.5, [&] { EQ_ASSERT(!(scalar * token_point(token)).is_identity()); });
  report.figure("bytes_per_picture", kProbes, static_cast<double>(encode(voucher).size()),
                12'000.0);

  const auto certified_head = [&](const char* name, std::uint32_t rows,
                                  std::optional<double> goal) {
    const Bytes head = table_of_size(rows, point);
    const std::vector<Coverage> coverages(2,
                                          {Table::decode(head)->digest(), Bytes(rows / 8, 0xff)});
    report.row(name, 100'000, goal, [&] { accept_head(head, coverages); });
  };
  certified_head("certified_head", 400'000, 102'000.0);
  certified_head("certified_head_turns", 3'200'000, std::nullopt);

  std::vector<SlotKey> keys;
  for (std::uint32_t i = 0; i < 400'000; i++) keys.push_back(slot_key({0, i}));
  report.row("slot_map_build", 100'000, std::nullopt,
             [&] { EQ_ASSERT(SlotMap::build(keys).ok()); });
  report.yardstick(yardstick);
  return report;
}

const bench::Registration registration("match", run);

}  // namespace
}  // namespace eq::voucher
