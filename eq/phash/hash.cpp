// PDQ: luma, two passes of a box blur in each direction (a tent), one sample for each of 64 x 64
// cells, a cosine transform of which 16 x 16 coefficients are kept, and a bit for each above the
// median.
//
// Only 64 x 64 blurred samples are ever looked at, and shrinking, blurring and sampling are all
// linear and separable.  So each axis is folded into one sparse 64 x n operator, and no blurred
// picture is ever made.
#include "eq/phash/hash.h"

#include <algorithm>
#include <bit>
#include <cmath>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "eq/phash/cells.h"
#include "eq/phash/rows.h"

namespace eq::phash {
namespace {

constexpr std::uint32_t kShrinkSide = 512;  // larger pictures are first brought to this
constexpr std::uint32_t kSideMin = 5;
constexpr std::uint32_t kSideMax = 65535;

// Weights for a run of samples; all others weigh nothing.
template <class T>
struct Run {
  std::size_t first = 0;
  std::vector<T> weights;
};
using Weights = Run<double>;
using Axis = std::array<Run<float>, kCells>;

// Spread weights over a box of `window` samples around each of n, cut off at the borders and
// divided by what is left of it there, as the reference's running sums do.
Weights through_box(const Weights& w, std::size_t n, std::size_t window) {
  const std::size_t right = (window + 2) / 2 - 1, left = window - 1 - right;
  const std::size_t first = w.first < left ? 0 : w.first - left;
  const std::size_t last = std::min(n - 1, w.first + w.weights.size() - 1 + right);
  Weights out{first, std::vector<double>(last - first + 1, 0.0)};
  for (std::size_t k = 0; k < w.weights.size(); k++) {
    const std::size_t i = w.first + k, lo = i < left ? 0 : i - left,
                      hi = std::min(n - 1, i + right);
    const double share = w.weights[k] / static_cast<double>(hi - lo + 1);
    for (std::size_t j = lo; j <= hi; j++) out.weights[j - first] += share;
  }
  return out;
}

// Spread weights over cells (m of them on an axis) back to the n samples whose area each cell
// covers.
Weights through_area(const Weights& w, std::size_t m, std::size_t n) {
  // In units of 1/m of a sample, cell i covers [i*n, (i+1)*n) and sample j covers [j*m, (j+1)*m).
  const std::size_t first = w.first * n / m,
                    end = std::min(n, ((w.first + w.weights.size()) * n + m - 1) / m);
  Weights out{first, std::vector<double>(end - first, 0.0)};
  for (std::size_t k = 0; k < w.weights.size(); k++) {
    const std::size_t i = w.first + k;
    for (std::size_t j = i * n / m; j < n && j * m < (i + 1) * n; j++) {
      const std::size_t lo = std::max(i * n, j * m), hi = std::min((i + 1) * n, (j + 1) * m);
      out.weights[j - first] +=
          w.weights[k] * static_cast<double>(hi - lo) / static_cast<double>(n);
    }
  }
  return out;
}

// The folded operator for an axis of n samples, which are first averaged to `m` cells.
Axis fold(std::size_t n, std::size_t m) {
  const std::size_t window = (m + 2 * kCells - 1) / (2 * kCells);
  Axis axis;
  for (std::size_t i = 0; i < kCells; i++) {
    Weights w{(2 * i + 1) * m / (2 * kCells), {1.0}};  // the centre of cell i
    w = through_box(through_box(w, m, window), m, window);
    if (n != m) w = through_area(w, m, n);
    axis[i].first = w.first;
    axis[i].weights.assign(w.weights.begin(), w.weights.end());
  }
  return axis;
}

// The inner loops exist once more for wider registers, chosen when the program runs.  Additions
// keep their order and nothing is fused, so the bits are the same.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define EQ_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define EQ_WIDE
#endif

// Luma with the coefficients of ITU-R BT.601.
void luma_rgb(const std::uint8_t* px, std::size_t from, std::size_t n, float* out) {
  for (std::size_t x = from; x < n; x++)
    out[x] = 0.299f * px[3 * x] + 0.587f * px[3 * x + 1] + 0.114f * px[3 * x + 2];
}

#if defined(__x86_64__)
// Bytes c, c + 3, c + 6 and c + 9 of each half, each into a 32-bit lane.
__attribute__((target("avx2"))) inline __m256i lanes(int c) {
  const int b[4] = {c, c + 3, c + 6, c + 9};
  const __m128i half = _mm_or_si128(_mm_setr_epi32(b[0], b[1], b[2], b[3]),
                                    _mm_set1_epi32(static_cast<int>(0xffffff00)));
  return _mm256_broadcastsi128_si256(half);
}

// Eight pixels at a time, four in each half of a register, their bytes shuffled straight into
// 32-bit lanes.
__attribute__((target("avx2"))) void luma_rgb_avx2(const std::uint8_t* px, std::size_t n,
                                                   float* out) {
  const __m256i red = lanes(0), green = lanes(1), blue = lanes(2);
  const __m256 r = _mm256_set1_ps(0.299f), g = _mm256_set1_ps(0.587f), b = _mm256_set1_ps(0.114f);
  std::size_t x = 0;
  for (; x + 10 <= n; x += 8) {  // the second load reaches four bytes beyond the eighth pixel
    const __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i*>(px + 3 * x));
    const __m128i high = _mm_loadu_si128(reinterpret_cast<const __m128i*>(px + 3 * x + 12));
    const __m256i both = _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
    const __m256 red_part = _mm256_mul_ps(r, _mm256_cvtepi32_ps(_mm256_shuffle_epi8(both, red)));
    const __m256 green_part =
        _mm256_mul_ps(g, _mm256_cvtepi32_ps(_mm256_shuffle_epi8(both, green)));
    const __m256 blue_part = _mm256_mul_ps(b, _mm256_cvtepi32_ps(_mm256_shuffle_epi8(both, blue)));
    _mm256_storeu_ps(out + x, _mm256_add_ps(_mm256_add_ps(red_part, green_part), blue_part));
  }
  luma_rgb(px, x, n, out);
}
#endif

void luma_row(const std::uint8_t* px, Channels channels, std::size_t n, float* out) {
  if (channels == Channels::grey) {
    std::copy_n(px, n, out);
    return;
  }
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) return luma_rgb_avx2(px, n, out);
#endif
  luma_rgb(px, 0, n, out);
}

EQ_WIDE void add_scaled(float* sum, const float* row, float weight, std::size_t n) {
  for (std::size_t x = 0; x < n; x++) sum[x] += weight * row[x];
}

// Across: every cell of row group i .. i + 3 at once, four sums that do not wait for each other.
void sample_across(Cells& cells, std::size_t i, const float* sums, std::size_t n,
                   const Axis& across) {
  for (std::size_t j = 0; j < kCells; j++) {
    const auto& run = across[j];
    const float* s = sums + run.first;
    float c0 = 0, c1 = 0, c2 = 0, c3 = 0;
    for (std::size_t x = 0; x < run.weights.size(); x++) {
      const float w = run.weights[x];
      c0 += w * s[x];
      c1 += w * s[x + n];
      c2 += w * s[x + 2 * n];
      c3 += w * s[x + 3 * n];
    }
    cells[i][j] = c0;
    cells[i + 1][j] = c1;
    cells[i + 2][j] = c2;
    cells[i + 3][j] = c3;
  }
}

Status check(const Picture& picture) {
  REQUIRE_OR(picture.width <= kSideMax && picture.height <= kSideMax, Err::too_large);
  REQUIRE_OR(picture.width > 0 && picture.height > 0, Err::malformed);
  REQUIRE_OR(picture.channels == Channels::grey || picture.channels == Channels::rgb,
             Err::malformed);
  const std::size_t size =
      std::size_t{picture.width} * picture.height * static_cast<std::size_t>(picture.channels);
  REQUIRE_OR(picture.pixels.size() == size, Err::malformed);
  return ok();
}

bool is_tiny(std::size_t width, std::size_t height) {
  return width < kSideMin || height < kSideMin;
}
bool is_large(std::size_t width, std::size_t height) {
  return width > kShrinkSide || height > kShrinkSide;
}

// Nearest neighbour: sample floor(i * n / 512) stands for cell i.
Picture shrink_nearest(const Picture& picture) {
  const std::size_t c = static_cast<std::size_t>(picture.channels);
  Picture out{kShrinkSide, kShrinkSide, picture.channels, Bytes(kShrinkSide * kShrinkSide * c)};
  for (std::size_t i = 0; i < kShrinkSide; i++) {
    const std::uint8_t* row =
        picture.pixels.data() + i * picture.height / kShrinkSide * picture.width * c;
    for (std::size_t j = 0; j < kShrinkSide; j++) {
      std::copy_n(row + j * picture.width / kShrinkSide * c, c,
                  out.pixels.data() + (i * kShrinkSide + j) * c);
    }
  }
  return out;
}

}  // namespace

bool is_telling(const Hash& hash) {
  int set = 0;
  for (const auto b : hash.bytes) set += std::popcount(b);
  return set >= 64 && set <= 192;
}

Result<Hash> Hash::from_hex(std::string_view s) {
  return Hash{TRY(to_array<32>(TRY(eq::from_hex(s))))};
}

float Fingerprint::reliability(unsigned i) const { return std::fabs(coefficients[i] - median); }

// Applies both operators: down the columns row by row as rows come, across at the end.
struct RowHasher::Sampler {
  Axis down, across;
  std::size_t width, height;
  Channels channels;
  std::vector<float> sums = std::vector<float>(kCells * width, 0.0f),
                     luma = std::vector<float>(width);
  std::size_t y = 0, open_from = 0;

  void row(const std::uint8_t* pixels) {
    while (open_from < kCells && down[open_from].first + down[open_from].weights.size() <= y)
      open_from++;
    if (open_from < kCells && down[open_from].first <= y) {  // some cell looks at this row
      luma_row(pixels, channels, width, luma.data());
      for (std::size_t i = open_from; i < kCells && down[i].first <= y; i++) {
        if (y - down[i].first >= down[i].weights.size()) continue;
        add_scaled(sums.data() + i * width, luma.data(), down[i].weights[y - down[i].first], width);
      }
    }
    y++;
  }
  Cells cells() const {
    Cells cells;
    for (std::size_t i = 0; i < kCells; i += 4)
      sample_across(cells, i, sums.data() + i * width, width, across);
    return cells;
  }
};

RowHasher::RowHasher(std::unique_ptr<Sampler> sampler) : sampler_(std::move(sampler)) {}
RowHasher::RowHasher(RowHasher&&) = default;
RowHasher::~RowHasher() = default;

Result<RowHasher> RowHasher::of(std::uint32_t width, std::uint32_t height, Channels channels) {
  REQUIRE_OR(width <= kSideMax && height <= kSideMax, Err::too_large);
  REQUIRE_OR(width > 0 && height > 0, Err::malformed);
  if (is_tiny(width, height)) return RowHasher(nullptr);
  const std::size_t rows = is_large(width, height) ? kShrinkSide : height,
                    columns = is_large(width, height) ? kShrinkSide : width;
  return RowHasher(std::unique_ptr<Sampler>(
      new Sampler{fold(height, rows), fold(width, columns), width, height, channels}));
}

void RowHasher::row(const std::uint8_t* pixels) {
  if (sampler_) sampler_->row(pixels);
}

Fingerprint RowHasher::finish() const {
  if (!sampler_) return {};
  EQ_ASSERT(sampler_->y == sampler_->height);
  return fingerprint_of(sampler_->cells());
}

Result<Fingerprint> fingerprint(const Picture& picture) {
  TRY(check(picture));
  auto hasher = TRY(RowHasher::of(picture.width, picture.height, picture.channels));
  const std::size_t stride = picture.pixels.size() / picture.height;
  for (std::size_t y = 0; y < picture.height; y++) hasher.row(picture.pixels.data() + y * stride);
  return hasher.finish();
}

Result<Fingerprint> reference_fingerprint(const Picture& picture) {
  TRY(check(picture));
  return fingerprint(is_large(picture.width, picture.height) ? shrink_nearest(picture) : picture);
}

}  // namespace eq::phash
