#include "eq/phash/cells.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace eq::phash {
namespace {

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
      for (unsigned i = 0; i < kKept; i++)
        d[j][i] = static_cast<float>(scale * cosine((i + 1) * (2 * j + 1)));
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

}  // namespace

Fingerprint fingerprint_of(const Cells& cells) {
  Fingerprint f;
  f.quality = quality_of(cells);
  f.coefficients = transform(cells);
  round_to_bits(f);
  return f;
}

// Turning a picture permutes its cosine coefficients and changes signs: mirroring along an axis
// negates the odd frequencies of that axis, transposing swaps the axes.  (Index 0 is frequency 1.)
Fingerprint turned(const Fingerprint& original, Turn turn) {
  const bool transposes = turn == Turn::rotate90 || turn == Turn::rotate270 ||
                          turn == Turn::flip_plus1 || turn == Turn::flip_minus1;
  const bool negates_rows = turn == Turn::rotate180 || turn == Turn::rotate270 ||
                            turn == Turn::flip_x || turn == Turn::flip_minus1;
  const bool negates_columns = turn == Turn::rotate90 || turn == Turn::rotate180 ||
                               turn == Turn::flip_y || turn == Turn::flip_minus1;
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
