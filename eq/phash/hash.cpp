// PDQ: luma, two passes of a box blur in each direction (a tent), one sample for each of 64 x 64
// cells, a cosine transform of which 16 x 16 coefficients are kept, and a bit for each above the
// median.
//
// Only 64 x 64 blurred samples are ever looked at, and shrinking, blurring and sampling are all
// linear and separable.  So each axis is folded into one sparse 64 x n operator, and no blurred
// picture is ever made.
#include "eq/phash/hash.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace eq::phash {
namespace {

constexpr std::uint32_t kCells = 64;        // samples an axis
constexpr std::uint32_t kKept = 16;         // coefficients an axis
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

// Spread weights over a box of `window` samples around each of n, cut off at the borders and divided by
// what is left of it there, as the reference's running sums do.
Weights through_box(const Weights& w, std::size_t n, std::size_t window) {
  const std::size_t right = (window + 2) / 2 - 1, left = window - 1 - right;
  const std::size_t first = w.first < left ? 0 : w.first - left;
  const std::size_t last = std::min(n - 1, w.first + w.weights.size() - 1 + right);
  Weights out{first, std::vector<double>(last - first + 1, 0.0)};
  for (std::size_t k = 0; k < w.weights.size(); k++) {
    const std::size_t i = w.first + k, lo = i < left ? 0 : i - left, hi = std::min(n - 1, i + right);
    const double share = w.weights[k] / static_cast<double>(hi - lo + 1);
    for (std::size_t j = lo; j <= hi; j++) out.weights[j - first] += share;
  }
  return out;
}

// Spread weights over cells (m of them on an axis) back to the n samples whose area each cell covers.
Weights through_area(const Weights& w, std::size_t m, std::size_t n) {
  // In units of 1/m of a sample, cell i covers [i*n, (i+1)*n) and sample j covers [j*m, (j+1)*m).
  const std::size_t first = w.first * n / m, end = std::min(n, ((w.first + w.weights.size()) * n + m - 1) / m);
  Weights out{first, std::vector<double>(end - first, 0.0)};
  for (std::size_t k = 0; k < w.weights.size(); k++) {
    const std::size_t i = w.first + k;
    for (std::size_t j = i * n / m; j < n && j * m < (i + 1) * n; j++) {
      const std::size_t lo = std::max(i * n, j * m), hi = std::min((i + 1) * n, (j + 1) * m);
      out.weights[j - first] += w.weights[k] * static_cast<double>(hi - lo) / static_cast<double>(n);
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

// The two inner loops once more for wider registers, chosen when the program starts.  Additions keep
// their order and nothing is fused, so the bits are the same.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define EQ_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define EQ_WIDE
#endif

// Luma of one row, with the coefficients of ITU-R BT.601.
EQ_WIDE void luma_row(const Picture& p, std::size_t y, float* out) {
  const std::size_t n = p.width;
  if (p.channels == Channels::grey) {
    const std::uint8_t* px = p.pixels.data() + y * n;
    for (std::size_t x = 0; x < n; x++) out[x] = px[x];
    return;
  }
  const std::uint8_t* px = p.pixels.data() + y * n * 3;
  for (std::size_t x = 0; x < n; x++) {
    out[x] = 0.299f * px[3 * x] + 0.587f * px[3 * x + 1] + 0.114f * px[3 * x + 2];
  }
}

EQ_WIDE void add_scaled(float* sum, const float* row, float weight, std::size_t n) {
  for (std::size_t x = 0; x < n; x++) sum[x] += weight * row[x];
}

using Cells = std::array<std::array<float, kCells>, kCells>;

// Across: every cell of row group i .. i + 3 at once, four sums that do not wait for each other.
void sample_across(Cells& cells, std::size_t i, const float* sums, std::size_t n, const Axis& across) {
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

// Apply both operators: down the columns first, because that runs along rows in memory.
Cells sample(const Picture& p, const Axis& down, const Axis& across) {
  const std::size_t n = p.width;
  std::vector<float> sums(kCells * n, 0.0f), luma(n);
  std::size_t open_from = 0;
  for (std::size_t y = 0; y < p.height; y++) {
    while (open_from < kCells && down[open_from].first + down[open_from].weights.size() <= y) open_from++;
    if (open_from == kCells || down[open_from].first > y) continue;  // no cell looks at this row
    luma_row(p, y, luma.data());
    for (std::size_t i = open_from; i < kCells && down[i].first <= y; i++) {
      if (y - down[i].first >= down[i].weights.size()) continue;
      add_scaled(sums.data() + i * n, luma.data(), down[i].weights[y - down[i].first], n);
    }
  }
  Cells cells;
  for (std::size_t i = 0; i < kCells; i += 4) sample_across(cells, i, sums.data() + i * n, n, across);
  return cells;
}

// Counts the steps between neighbouring cells that are visible at all; 90 of them make one point.
int quality_of(const Cells& cells) {
  int sum = 0;
  auto step = [&](float u, float v) { sum += std::abs(static_cast<int>((u - v) * 100 / 255)); };
  for (std::size_t i = 0; i + 1 < kCells; i++) {
    for (std::size_t j = 0; j < kCells; j++) step(cells[i][j], cells[i + 1][j]);
  }
  for (std::size_t i = 0; i < kCells; i++) {
    for (std::size_t j = 0; j + 1 < kCells; j++) step(cells[i][j], cells[i][j + 1]);
  }
  return std::min(sum / 90, 100);
}

// cos(pi * t / 128) by its Taylor series, so that no platform's libm has a say in the bits.
double cosine(unsigned t) {
  t %= 256;
  if (t > 128) t = 256 - t;
  const bool negative = t > 64;
  if (negative) t = 128 - t;
  const double x = 3.14159265358979323846 * t / 128, x2 = x * x;
  double term = 1, sum = 1;
  for (int n = 2; n <= 24; n += 2) {
    term *= -x2 / (n * (n - 1));
    sum += term;
  }
  return negative ? -sum : sum;
}

using Matrix = std::array<std::array<float, kKept>, kCells>;  // [sample][frequency - 1]

const Matrix& cosines() {
  static const Matrix m = [] {
    Matrix d{};
    const double scale = std::sqrt(2.0 / kCells);
    for (unsigned j = 0; j < kCells; j++) {
      for (unsigned i = 0; i < kKept; i++) d[j][i] = static_cast<float>(scale * cosine((i + 1) * (2 * j + 1)));
    }
    return d;
  }();
  return m;
}

std::array<float, 256> transform(const Cells& cells) {
  const Matrix& d = cosines();
  std::array<std::array<float, kCells>, kKept> half{};
  for (std::size_t i = 0; i < kKept; i++) {
    for (std::size_t k = 0; k < kCells; k++) {
      const float w = d[k][i];
      for (std::size_t j = 0; j < kCells; j++) half[i][j] += w * cells[k][j];
    }
  }
  std::array<float, 256> out{};
  for (std::size_t i = 0; i < kKept; i++) {
    for (std::size_t k = 0; k < kCells; k++) {
      const float w = half[i][k];
      for (std::size_t j = 0; j < kKept; j++) out[i * kKept + j] += w * d[k][j];
    }
  }
  return out;
}

// The hash of a set of coefficients: the lower median is the threshold.
void round_to_bits(Fingerprint& f) {
  auto sorted = f.coefficients;
  std::nth_element(sorted.begin(), sorted.begin() + 127, sorted.end());
  f.median = sorted[127];
  f.hash = Hash{};
  for (unsigned i = 0; i < 256; i++) {
    if (f.coefficients[i] > f.median) f.hash.set(i);
  }
}

Status check(const Picture& p) {
  REQUIRE_OR(p.width <= kSideMax && p.height <= kSideMax, Err::too_large);
  REQUIRE_OR(p.width > 0 && p.height > 0, Err::malformed);
  REQUIRE_OR(p.channels == Channels::grey || p.channels == Channels::rgb, Err::malformed);
  const std::size_t size = std::size_t{p.width} * p.height * static_cast<std::size_t>(p.channels);
  REQUIRE_OR(p.pixels.size() == size, Err::malformed);
  return ok();
}

Fingerprint hash_cells(const Picture& p, std::size_t rows, std::size_t columns) {
  Fingerprint f;
  const Cells cells = sample(p, fold(p.height, rows), fold(p.width, columns));
  f.quality = quality_of(cells);
  f.coefficients = transform(cells);
  round_to_bits(f);
  return f;
}

// Nearest neighbour: sample floor(i * n / 512) stands for cell i.
Picture shrink_nearest(const Picture& p) {
  const std::size_t c = static_cast<std::size_t>(p.channels);
  Picture out{kShrinkSide, kShrinkSide, p.channels, Bytes(kShrinkSide * kShrinkSide * c)};
  for (std::size_t i = 0; i < kShrinkSide; i++) {
    const std::uint8_t* row = p.pixels.data() + i * p.height / kShrinkSide * p.width * c;
    for (std::size_t j = 0; j < kShrinkSide; j++) {
      std::copy_n(row + j * p.width / kShrinkSide * c, c, out.pixels.data() + (i * kShrinkSide + j) * c);
    }
  }
  return out;
}

bool is_tiny(const Picture& p) { return p.width < kSideMin || p.height < kSideMin; }
bool is_large(const Picture& p) { return p.width > kShrinkSide || p.height > kShrinkSide; }

}  // namespace

Result<Hash> Hash::from_hex(std::string_view s) { return Hash{TRY(to_array<32>(TRY(eq::from_hex(s))))}; }

float Fingerprint::reliability(unsigned i) const { return std::fabs(coefficients[i] - median); }

Result<Fingerprint> fingerprint(const Picture& p) {
  TRY(check(p));
  if (is_tiny(p)) return Fingerprint{};
  if (is_large(p)) return hash_cells(p, kShrinkSide, kShrinkSide);
  return hash_cells(p, p.height, p.width);
}

Result<Fingerprint> reference_fingerprint(const Picture& p) {
  TRY(check(p));
  if (is_large(p)) return hash_cells(shrink_nearest(p), kShrinkSide, kShrinkSide);
  if (is_tiny(p)) return Fingerprint{};
  return hash_cells(p, p.height, p.width);
}

// Turning a picture permutes its cosine coefficients and changes signs: mirroring along an axis
// negates the odd frequencies of that axis, transposing swaps the axes.  (Index 0 is frequency 1.)
Fingerprint turned(const Fingerprint& original, Turn turn) {
  const bool transposes = turn == Turn::rotate90 || turn == Turn::rotate270 || turn == Turn::flip_plus1 ||
                          turn == Turn::flip_minus1;
  const bool negates_rows = turn == Turn::rotate180 || turn == Turn::rotate270 || turn == Turn::flip_x ||
                            turn == Turn::flip_minus1;
  const bool negates_columns = turn == Turn::rotate90 || turn == Turn::rotate180 || turn == Turn::flip_y ||
                               turn == Turn::flip_minus1;
  Fingerprint f;
  f.quality = original.quality;
  for (unsigned i = 0; i < kKept; i++) {
    for (unsigned j = 0; j < kKept; j++) {
      const bool negative = (negates_rows && i % 2 == 0) != (negates_columns && j % 2 == 0);
      const float c = original.coefficients[i * kKept + j];
      f.coefficients[transposes ? j * kKept + i : i * kKept + j] = negative ? -c : c;
    }
  }
  round_to_bits(f);
  return f;
}

std::array<Fingerprint, kTurns> dihedral(const Fingerprint& original) {
  std::array<Fingerprint, kTurns> all;
  for (std::size_t t = 0; t < kTurns; t++) all[t] = turned(original, static_cast<Turn>(t));
  return all;
}

}  // namespace eq::phash
