// Rows of `equipoise bench list`.  Yardstick: one multiplication of a ristretto255 point by a
// scalar.
//
// A look-up is 128 probes.  The client multiplies twice a probe (blind, unblind) and the server
// once, beside hashing to the group and one batch proof; the goals leave about as much again for
// those.
#include "bench/frame.h"
#include "eq/list/query.h"

namespace eq::list {
namespace {

/// Bytes that differ, no more: the bench needs no unpredictability.
class CountingRandom final : public Random {
 public:
  void fill(MutView out) override {
    for (std::size_t i = 0; i < out.size(); i += 32) {
      const auto d = crypto::sha256(be64(++n_));
      std::copy_n(d.begin(), std::min<std::size_t>(32, out.size() - i),
                  out.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

 private:
  std::uint64_t n_ = 0;
};

bench::Report run() {
  bench::Report report("list", "ristretto255 multiplication");
  CountingRandom rng;
  const auto scalar = crypto::Scalar::random(rng);
  const auto point = crypto::mul_base(crypto::Scalar::random(rng));
  const auto yardstick = [&] { EQ_ASSERT(!(scalar * point).is_identity()); };
  report.yardstick(yardstick);

  const auto key = crypto::VoprfKey::generate(rng);
  std::vector<Bytes> inputs;
  for (std::size_t i = 0; i < kBatch; i++) inputs.push_back(phash::Token{0, i}.bytes());
  const auto batch = std::move(BlindedBatch::blind(inputs, rng)).take();
  const auto reply = std::move(evaluate(key, batch.request(), rng)).take();
  report.row("client_blind", kBatch, 250.0,
             [&] { EQ_ASSERT(BlindedBatch::blind(inputs, rng).ok()); });
  report.row("server_evaluate", kBatch, 500.0,
             [&] { EQ_ASSERT(evaluate(key, batch.request(), rng).ok()); });
  report.yardstick(yardstick);
  report.row("client_finish", kBatch, 600.0,
             [&] { EQ_ASSERT(batch.finish(reply, key.public_key()).ok()); });
  report.figure("request_bytes", kBatch, static_cast<double>(encode(batch.request()).size()),
                std::nullopt);
  report.figure("reply_bytes", kBatch, static_cast<double>(encode(reply).size()), std::nullopt);

  std::vector<Tag> tags;
  for (std::uint32_t i = 0; i < 400'000; i++) tags.push_back(tag_of(crypto::sha256(be32(i))));
  const Secret<32> seed;
  const Bytes filter = std::move(Filter::build(tags, seed, Kind::drill, 1)).take().encode();
  report.row("filter_build", 100'000, std::nullopt,
             [&] { EQ_ASSERT(Filter::build(tags, seed, Kind::drill, 1).ok()); });
  report.row("filter_check", 100'000, std::nullopt, [&] {
    EQ_ASSERT(Filter::decode(filter).ok() && crypto::sha256(filter) != crypto::Digest{});
  });
  report.yardstick(yardstick);
  return report;
}

const bench::Registration registration("list", run);

}  // namespace
}  // namespace eq::list
