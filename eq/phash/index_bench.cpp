// Rows of `equipoise bench index`: exact search within 31 bits, in lists of 1 M and 10 M hashes,
// random and clustered.  Each row has its own yardstick, measured beside it:
//   lookup, lookup_8_turns   one full scan: every bit of every hash, with the best popcount of the
// machine
//   scan                     a read-only sweep over all hashes
//   build                    seconds (goal 30), once
// The image is mapped as a file would be, in small pages.
#include <sys/mman.h>
#include <unistd.h>

#include <chrono>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "bench/frame.h"
#include "eq/phash/segment.h"

namespace eq::phash {
namespace {

// A small generator of its own: seeding 10 M hashes from SHA-256 would take longer than building.
struct Dice {
  std::uint64_t state;
  std::uint64_t next() {  // splitmix64
    std::uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  Hash hash() {
    std::uint64_t w[4] = {next(), next(), next(), next()};
    Hash h;
    std::memcpy(h.bytes.data(), w, sizeof w);
    return h;
  }
  Hash near(Hash h, std::uint64_t flips) {
    for (; flips > 0; flips--) {
      const auto bit = static_cast<unsigned>(next() % 256);
      h.bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
    }
    return h;
  }
};

// Families of 1 to 2000 pictures, each up to 40 flips from its head, small families being common.
std::vector<Hash> clustered(std::size_t n) {
  Dice dice{2};
  std::vector<Hash> all;
  all.reserve(n);
  while (all.size() < n) {
    const Hash head = dice.hash();
    for (auto size = 2000 / (1 + dice.next() % 2000); size > 0 && all.size() < n; size--) {
      all.push_back(dice.near(head, dice.next() % 41));
    }
  }
  return all;
}

std::vector<Hash> random_hashes(std::size_t n) {
  Dice dice{1};
  std::vector<Hash> all(n);
  for (auto& h : all) h = dice.hash();
  return all;
}

class Mapping {
 public:
  explicit Mapping(std::size_t n) : n_(n) {
    const int file = memfd_create("index", 0);
    EQ_ASSERT(file >= 0 && ftruncate(file, static_cast<off_t>(n)) == 0);
    void* at = mmap(nullptr, n, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    EQ_ASSERT(at != MAP_FAILED);
    close(file);
    at_ = static_cast<std::uint8_t*>(at);
  }
  ~Mapping() { munmap(at_, n_); }
  Mapping(const Mapping&) = delete;
  MutView bytes() { return {at_, n_}; }

 private:
  std::uint8_t* at_;
  std::size_t n_;
};

// All four 64-bit words of eight hashes side by side, so that the widest registers can count them.
struct FullScan {
  std::vector<std::uint64_t> planes;
  std::size_t n;

  explicit FullScan(std::span<const Hash> list) : planes(list.size() * 4), n(list.size() / 8 * 8) {
    for (std::size_t i = 0; i < n; i++) {
      std::uint64_t w[4];
      std::memcpy(w, list[i].bytes.data(), sizeof w);
      for (std::size_t k = 0; k < 4; k++) planes[i / 8 * 32 + k * 8 + i % 8] = w[k];
    }
  }
};

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512vpopcntdq"))) std::size_t full_scan_wide(
    const FullScan& scan, const std::uint64_t* want) {
  std::size_t found = 0;
  const __m512i limit = _mm512_set1_epi64(kSamePictureDistance);
  __m512i w[4];
  for (int k = 0; k < 4; k++) w[k] = _mm512_set1_epi64(static_cast<long long>(want[k]));
  for (std::size_t i = 0; i < scan.n; i += 8) {
    const std::uint64_t* at = scan.planes.data() + i * 4;
    __m512i d = _mm512_popcnt_epi64(_mm512_xor_si512(_mm512_loadu_si512(at), w[0]));
    for (int k = 1; k < 4; k++)
      d = _mm512_add_epi64(
          d, _mm512_popcnt_epi64(_mm512_xor_si512(_mm512_loadu_si512(at + 8 * k), w[k])));
    found += static_cast<std::size_t>(__builtin_popcount(_mm512_cmple_epi64_mask(d, limit)));
  }
  return found;
}
__attribute__((target("avx512f"))) std::uint64_t sweep_wide(const FullScan& scan) {
  __m512i a = _mm512_setzero_si512(), b = a, c = a, d = a;
  for (std::size_t i = 0; i < scan.n; i += 8) {
    const std::uint64_t* at = scan.planes.data() + i * 4;
    a = _mm512_or_si512(a, _mm512_loadu_si512(at));
    b = _mm512_or_si512(b, _mm512_loadu_si512(at + 8));
    c = _mm512_or_si512(c, _mm512_loadu_si512(at + 16));
    d = _mm512_or_si512(d, _mm512_loadu_si512(at + 24));
  }
  a = _mm512_or_si512(_mm512_or_si512(a, b), _mm512_or_si512(c, d));
  return _mm512_test_epi64_mask(a, a);
}
__attribute__((target("popcnt")))
#endif
std::size_t
full_scan_narrow(const FullScan& scan, const std::uint64_t* want) {
  std::size_t found = 0;
  for (std::size_t i = 0; i < scan.n; i++) {
    const std::uint64_t* at = scan.planes.data() + i / 8 * 32 + i % 8;
    int d = 0;
    for (std::size_t k = 0; k < 4; k++) d += __builtin_popcountll(at[k * 8] ^ want[k]);
    found += d <= kSamePictureDistance;
  }
  return found;
}

bool is_wide() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512vpopcntdq");
#else
  return false;
#endif
}

std::size_t full_scan(const FullScan& scan, const Hash& needle) {
  std::uint64_t want[4];
  std::memcpy(want, needle.bytes.data(), sizeof want);
#if defined(__x86_64__)
  if (is_wide()) return full_scan_wide(scan, want);
#endif
  return full_scan_narrow(scan, want);
}

std::uint64_t sweep_all(const FullScan& scan) {
#if defined(__x86_64__)
  if (is_wide()) return sweep_wide(scan);
#endif
  std::uint64_t sum = 0;
  for (const auto w : scan.planes) sum |= w;
  return sum;
}

void measure(bench::Report& report, const std::string& kind, const std::vector<Hash>& list) {
  const std::size_t n = list.size();
  std::vector<std::uint32_t> numbers(n);
  for (std::size_t i = 0; i < n; i++) numbers[i] = static_cast<std::uint32_t>(i);
  const Layout layout = Layout::best(n);
  Mapping image(layout.bytes);
  const auto started = std::chrono::steady_clock::now();
  write_segment(layout, list, numbers, image.bytes());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  report.figure("build, s, " + kind, n, took.count(),
                n == 10'000'000 ? std::optional(30.0) : std::nullopt);
  report.figure("image bytes an entry, " + kind, n,
                static_cast<double>(layout.bytes) / static_cast<double>(n), std::nullopt);
  const Segment segment = *Segment::open(image.bytes());

  // Half of the needles are near something.
  Dice dice{3};
  std::vector<Hash> needles;
  for (int i = 0; i < 256; i++)
    needles.push_back(i % 2 ? dice.hash() : dice.near(list[dice.next() % n], dice.next() % 32));
  const FullScan full(list);
  std::size_t hits = 0;
  for (int i = 0; i < 16; i++) {
    hits = segment.within_var(needles[i], kSamePictureDistance).size();
    EQ_ASSERT(hits == segment.scan_var(needles[i], kSamePictureDistance).size() &&
              (i % 2 || hits >= 1));
    EQ_ASSERT(full_scan(full, needles[i]) <= hits);  // it leaves out up to seven hashes at the end
  }
  std::size_t next = 0, total = 0;
  const auto needle = [&]() -> const Hash& { return needles[next++ % needles.size()]; };
  const double goal = n >= 10'000'000 ? 0.05 : 0.12;
  report.row_against(
      "lookup, " + kind, n, goal,
      [&] { total += segment.within_var(needle(), kSamePictureDistance).size(); },
      [&] { total += full_scan(full, needle()); });
  report.row_against(
      "scan, " + kind, n, 0.5,
      [&] { total += segment.scan_var(needle(), kSamePictureDistance).size(); },
      [&] { total += sweep_all(full); });
  EQ_ASSERT(total > 0);
}

bench::Report run() {
  bench::Report report("index",
                       std::string("its own for each row; search by ") + sweeps().front().name);
  report.yardstick([] { EQ_ASSERT(distance(Hash{}, Hash{}) == 0); });
  for (const std::size_t n : {std::size_t{1'000'000}, std::size_t{10'000'000}}) {
    measure(report, "random", random_hashes(n));
    measure(report, "clustered", clustered(n));
  }
  return report;
}

const bench::Registration registration("index", run);

}  // namespace
}  // namespace eq::phash
