#include "eq/phash/tokens.h"

#include <algorithm>
#include <numeric>
#include <queue>

#include "eq/crypto/hash.h"

namespace eq::phash {
namespace {

// Uniform bytes from the public seed, for shuffling.
class Stream {
 public:
  explicit Stream(const Array<32>& seed) : seed_(seed) {}

  std::uint8_t next() {
    if (used_ == block_.size()) {
      block_ = crypto::sha256({view("eqp subset v1"), seed_, be32(counter_++)});
      used_ = 0;
    }
    return block_[used_++];
  }
  // Uniform in 0 .. n-1 for n <= 256, by rejection.
  unsigned below(unsigned n) {
    const unsigned limit = 256 / n * n;
    unsigned x = next();
    while (x >= limit) x = next();
    return x % n;
  }

 private:
  Array<32> seed_;
  std::uint32_t counter_ = 0;
  crypto::Digest block_{};
  std::size_t used_ = sizeof(crypto::Digest);
};

std::uint64_t bits_at(const Hash& hash, const std::vector<std::uint8_t>& at) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < at.size(); i++) bits |= std::uint64_t{hash.bit(at[i])} << i;
  return bits;
}

// The `count` cheapest sets of flips, the empty one first, given the cost of each flip.
//
// With the costs sorted, every non-empty set is reached exactly once from {cheapest} by either
// adding the next dearer flip or moving the dearest flip one up; both never lower the cost, so a
// heap yields the sets in order.
std::vector<std::uint64_t> cheapest_flips(const std::vector<float>& cost, std::size_t count) {
  std::vector<std::size_t> order(cost.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return cost[a] < cost[b]; });

  struct Set {
    float cost;
    std::uint64_t ranks;  // bit r: the r-th cheapest flip is in
    std::size_t top;      // the highest rank in
    bool operator>(const Set& o) const { return cost != o.cost ? cost > o.cost : ranks > o.ranks; }
  };
  std::priority_queue<Set, std::vector<Set>, std::greater<>> heap;
  heap.push({cost[order[0]], 1, 0});

  std::vector<std::uint64_t> flips{0};
  while (flips.size() < count) {
    const Set s = heap.top();
    heap.pop();
    std::uint64_t mask = 0;
    for (std::size_t r = 0; r <= s.top; r++) {
      if (s.ranks >> r & 1) mask |= std::uint64_t{1} << order[r];
    }
    flips.push_back(mask);
    const std::size_t next = s.top + 1;
    if (next == cost.size()) continue;
    const float dearer = cost[order[next]];
    const std::uint64_t bit = std::uint64_t{1} << next, top = std::uint64_t{1} << s.top;
    heap.push({s.cost + dearer, s.ranks | bit, next});
    heap.push({s.cost + dearer - cost[order[s.top]], (s.ranks & ~top) | bit, next});
  }
  return flips;
}

}  // namespace

Status TokenParams::check() const {
  REQUIRE_OR(k >= 16 && k <= 64 && subsets >= 1 && subsets <= 16 && variants >= 1 && variants <= 64,
             Err::malformed);
  return ok();
}

Bytes Token::bytes() const { return concat({view("eqp token v1"), View(&subset, 1), be64(bits)}); }

std::vector<std::vector<std::uint8_t>> positions(const TokenParams& params) {
  EQ_ASSERT(params.check().ok());
  Stream stream(params.seed);
  std::vector<std::uint8_t> deck;
  std::vector<std::vector<std::uint8_t>> all;
  for (unsigned j = 0; j < params.subsets; j++) {
    if (deck.size() < params.k) {
      deck.resize(256);
      std::iota(deck.begin(), deck.end(), 0);
      for (unsigned i = 255; i > 0; i--) std::swap(deck[i], deck[stream.below(i + 1)]);
    }
    all.emplace_back(deck.end() - params.k, deck.end());
    deck.resize(deck.size() - params.k);
  }
  return all;
}

std::vector<Token> list_tokens(const Hash& hash, const TokenParams& params) {
  std::vector<Token> tokens;
  for (const auto& at : positions(params)) {
    tokens.push_back({static_cast<std::uint8_t>(tokens.size()), bits_at(hash, at)});
  }
  return tokens;
}

std::vector<Token> probe_tokens(const Fingerprint& fingerprint, const TokenParams& params) {
  std::vector<Token> tokens;
  std::uint8_t subset = 0;
  for (const auto& at : positions(params)) {
    std::vector<float> cost;
    for (const auto i : at) cost.push_back(fingerprint.reliability(i));
    const std::uint64_t own = bits_at(fingerprint.hash, at);
    for (const auto flips : cheapest_flips(cost, params.variants))
      tokens.push_back({subset, own ^ flips});
    subset++;
  }
  return tokens;
}

}  // namespace eq::phash
