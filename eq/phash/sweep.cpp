#include "eq/phash/sweep.h"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace eq::phash {
namespace {

static_assert(std::endian::native == std::endian::little, "images of an index are little-endian");

struct Lead {
  std::uint32_t words[3];
  explicit Lead(const Hash& hash) { std::memcpy(words, hash.bytes.data(), sizeof words); }
};

// Several rows ahead of the one compared, so that reads from memory overlap.
constexpr std::size_t kAhead = 24;

// The body of every rows_var.  It is compiled anew where it is inlined, for that machine's
// popcount.
[[gnu::always_inline]] inline void compare_rows(const std::uint8_t* rows,
                                                std::span<const std::uint32_t> at,
                                                const Hash& needle, int distance_max,
                                                std::vector<Hit>& out) {
  std::uint64_t want[4];
  std::memcpy(want, needle.bytes.data(), sizeof want);
  for (std::size_t k = 0; k < std::min(kAhead, at.size()); k++)
    __builtin_prefetch(rows + at[k] * kRowBytes);
  for (std::size_t k = 0; k < at.size(); k++) {
    if (k + kAhead < at.size()) __builtin_prefetch(rows + at[k + kAhead] * kRowBytes);
    std::uint64_t row[4];
    std::memcpy(row, rows + at[k] * kRowBytes, sizeof row);
    int d = 0;
    for (int i = 0; i < 4; i++) d += __builtin_popcountll(row[i] ^ want[i]);
    if (d <= distance_max) [[unlikely]]
      out.push_back({at[k], d});
  }
}

void rows_portable(const std::uint8_t* rows, std::span<const std::uint32_t> at, const Hash& needle,
                   int distance_max, std::vector<Hit>& out) {
  compare_rows(rows, at, needle, distance_max, out);
}

void leads_portable(const std::uint8_t* leads, std::size_t first, std::size_t last,
                    const Hash& needle, int distance_max, std::vector<std::uint32_t>& out) {
  const Lead want(needle);
  for (std::size_t i = first; i < last; i++) {
    const std::uint8_t* at = leads + i / kLeadEntries * kLeadBytes + i % kLeadEntries * 4;
    int d = 0;
    for (int plane = 0; plane < 3; plane++) {
      std::uint32_t word;
      std::memcpy(&word, at + plane * 64, 4);
      d += std::popcount(word ^ want.words[plane]);
    }
    if (d <= distance_max) out.push_back(static_cast<std::uint32_t>(i));
  }
}

#if defined(__x86_64__)

// Bit b of `mask`: entry i + b is a candidate, unless it is padding.
void append_mask(std::uint32_t mask, std::size_t i, std::size_t last,
                 std::vector<std::uint32_t>& out) {
  for (; mask != 0; mask &= mask - 1) {
    const std::size_t entry = i + static_cast<unsigned>(std::countr_zero(mask));
    if (entry < last) out.push_back(static_cast<std::uint32_t>(entry));
  }
}

__attribute__((target("popcnt"))) void rows_popcnt(const std::uint8_t* rows,
                                                   std::span<const std::uint32_t> at,
                                                   const Hash& needle, int distance_max,
                                                   std::vector<Hit>& out) {
  compare_rows(rows, at, needle, distance_max, out);
}

__attribute__((target("avx512f,avx512vpopcntdq"))) void leads_avx512(
    const std::uint8_t* leads, std::size_t first, std::size_t last, const Hash& needle,
    int distance_max, std::vector<std::uint32_t>& out) {
  const Lead want(needle);
  const __m512i w0 = _mm512_set1_epi32(static_cast<int>(want.words[0])),
                w1 = _mm512_set1_epi32(static_cast<int>(want.words[1])),
                w2 = _mm512_set1_epi32(static_cast<int>(want.words[2])),
                limit = _mm512_set1_epi32(distance_max);
  for (std::size_t i = first; i < last; i += kLeadEntries) {
    const std::uint8_t* at = leads + i / kLeadEntries * kLeadBytes;
    const __m512i d0 = _mm512_popcnt_epi32(_mm512_xor_si512(_mm512_loadu_si512(at), w0));
    const __m512i d1 = _mm512_popcnt_epi32(_mm512_xor_si512(_mm512_loadu_si512(at + 64), w1));
    const __m512i d2 = _mm512_popcnt_epi32(_mm512_xor_si512(_mm512_loadu_si512(at + 128), w2));
    const auto mask =
        _mm512_cmple_epi32_mask(_mm512_add_epi32(_mm512_add_epi32(d0, d1), d2), limit);
    if (mask) [[unlikely]]
      append_mask(mask, i, last, out);
  }
}

// Bits of each byte, looked up by its two halves.
__attribute__((target("avx2"))) inline __m256i byte_counts(__m256i x) {
  const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2,
                                         1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const __m256i low = _mm256_set1_epi8(15);
  return _mm256_add_epi8(
      _mm256_shuffle_epi8(table, _mm256_and_si256(x, low)),
      _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(x, 4), low)));
}

__attribute__((target("avx2"))) void leads_avx2(const std::uint8_t* leads, std::size_t first,
                                                std::size_t last, const Hash& needle,
                                                int distance_max, std::vector<std::uint32_t>& out) {
  const Lead want(needle);
  const __m256i beyond = _mm256_set1_epi32(distance_max + 1);
  for (std::size_t i = first; i < last; i += kLeadEntries / 2) {
    const std::uint8_t* at = leads + i / kLeadEntries * kLeadBytes + i % kLeadEntries * 4;
    __m256i bytes = _mm256_setzero_si256();  // at most 24 bits are counted in one
    for (int plane = 0; plane < 3; plane++) {
      const __m256i x = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + plane * 64));
      bytes = _mm256_add_epi8(
          bytes,
          byte_counts(_mm256_xor_si256(x, _mm256_set1_epi32(static_cast<int>(want.words[plane])))));
    }
    const __m256i d =
        _mm256_madd_epi16(_mm256_maddubs_epi16(bytes, _mm256_set1_epi8(1)), _mm256_set1_epi16(1));
    const int mask = _mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(beyond, d)));
    if (mask != 0) [[unlikely]]
      append_mask(static_cast<std::uint32_t>(mask), i, last, out);
  }
}

#endif

std::vector<Sweep> runnable() {
  std::vector<Sweep> all;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("popcnt")) {
    if (__builtin_cpu_supports("avx512vpopcntdq"))
      all.push_back({"AVX-512 VPOPCNTDQ", leads_avx512, rows_popcnt});
    if (__builtin_cpu_supports("avx2")) all.push_back({"AVX2", leads_avx2, rows_popcnt});
  }
#endif
  all.push_back({"portable", leads_portable, rows_portable});
  return all;
}

}  // namespace

void put_lead(std::uint8_t* leads, std::size_t i, const Hash& hash) {
  std::uint8_t* at = leads + i / kLeadEntries * kLeadBytes + i % kLeadEntries * 4;
  for (std::size_t plane = 0; plane < 3; plane++)
    std::memcpy(at + plane * 64, hash.bytes.data() + plane * 4, 4);
}

std::span<const Sweep> sweeps() {
  static const std::vector<Sweep> all = runnable();
  return all;
}

void sweep_var(const Sweep& sweep, const std::uint8_t* leads, const std::uint8_t* rows,
               std::size_t n, const Hash& needle, int distance_max, std::vector<Hit>& out) {
  constexpr std::size_t kStretch = 1 << 18;  // bounds the candidates held at a time
  std::vector<std::uint32_t> candidates;
  for (std::size_t first = 0; first < n; first += kStretch) {
    candidates.clear();
    sweep.leads_var(leads, first, std::min(n, first + kStretch), needle, distance_max, candidates);
    sweep.rows_var(rows, candidates, needle, distance_max, out);
  }
}

}  // namespace eq::phash
