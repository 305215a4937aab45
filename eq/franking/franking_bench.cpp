// Rows of `equipoise bench franking`.  Yardstick: one Ed25519 verification of 64 bytes.
//
// Goals follow what the design asks for: a send is two HMACs and one signature (17 us where a
// verification takes 49), a receive three verifications.  Room is left for the blob's AEAD and
// HKDF.
#include "bench/frame.h"
#include "eq/franking/world.h"

namespace eq::franking {
namespace {

/// Bytes that differ, no more: the bench needs no unpredictability.
class CountingRandom final : public Random {
 public:
  void fill(MutView out) override {
    const auto d = crypto::sha256(be64(++n_));
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = d[i % d.size()];
  }

 private:
  std::uint64_t n_ = 0;
};

bench::Report run() {
  bench::Report report("franking", "Ed25519 verification of 64 bytes");
  CountingRandom rng;
  testing::World w(rng);
  const auto key = crypto::SigningKey::generate(rng);
  const Bytes sixty_four(64, 7);
  const auto signature = key.sign(sixty_four);
  const auto yardstick = [&] {
    EQ_ASSERT(crypto::verify(key.verify_key(), sixty_four, signature));
  };
  report.yardstick(yardstick);

  const Header header{Version::v1, w.conversation, w.mls_epoch};
  const auto token = w.token_for(w.alice);
  const Content text = testing::World::text("a sentence of about forty characters...");
  report.row("send", text.content.size(), 0.7, [&] {
    EQ_ASSERT(seal(header, text, {token.token, token.ske.clone()}, rng).ok());
  });

  const auto batch = issue(w.issuer_key(day_of(w.now)), day_of(w.now), w.alice, 1, rng).take();
  report.row("expand_token", 1, 0.7, [&] { EQ_ASSERT(token_at(batch, 0).token.day == batch.day); });

  const auto message = w.post(w.alice, text, w.token_for(w.alice));
  report.row("receive", text.content.size(), 3.5, [&] {
    SeenKeys seen;
    EQ_ASSERT(accept(w.arrival(message), w.logged, seen, w.now).ok());
  });

  const auto day_key = w.delivery_key(day_of(w.now));
  ChainHead head;
  const auto hash = message.hash();
  report.row("stamp", kStampSize, 0.6, [&] {
    EQ_ASSERT(stamp(day_key, head, w.conversation, message.data.cf, hash, w.now).ok());
  });
  report.yardstick(yardstick);

  for (const std::size_t n : {1u, 20u}) {
    std::vector<Item> items;
    for (std::size_t i = 0; i < n; ++i)
      items.push_back(show(w.post(w.alice, text, w.token_for(w.alice)).own));
    const Report r = build_report(w.conversation, items, Category::spam, "").take();
    report.row("moderator_verify", n, 3.5 * static_cast<double>(n),
               [&] { EQ_ASSERT(verify(r, w.keys, w.now).ok()); });
  }

  report.row("issue_tokens", 100, 150, [&] {
    EQ_ASSERT(issue(w.issuer_key(day_of(w.now)), day_of(w.now), w.alice, 100, rng).ok());
  });
  const Bytes file(1 << 20, 5);
  report.row("seal_file", file.size(), std::nullopt,
             [&] { EQ_ASSERT(seal_file(file, {"image/jpeg"}, rng).ok()); });
  // Bytes that franking adds around a short text: blob, Cf, sigma and stamp; part B's 41 not
  // counted.
  report.figure(
      "bytes_per_message", text.content.size(),
      static_cast<double>(encode(message.data).size() + kStampSize + 38 - 41 - text.content.size()),
      512);
  report.yardstick(yardstick);
  return report;
}

const bench::Registration registration("franking", run);

}  // namespace
}  // namespace eq::franking
