#include "eq/voucher/locator.h"

#include <algorithm>

namespace eq::voucher {
namespace {

using crypto::Scalar;
using Row = std::vector<Scalar>;

/// S[j][l] = sum over i of v_i y_ij x_i^l, zero for a word without errors.  v_i = 1 / prod (x_i -
/// x_k).
std::vector<Row> syndromes(std::span<const Share* const> points, std::size_t curves,
                           std::size_t count) {
  std::vector<Row> s(curves, Row(count));
  for (const Share* p : points) {
    Scalar v = Scalar::from_u64(1);
    for (const Share* q : points) {
      if (q != p) v = v * (p->x - q->x);
    }
    auto power = v.inverse();
    EQ_ASSERT(power.ok());  // the x differ
    for (std::size_t l = 0; l < count; l++) {
      for (std::size_t j = 0; j < curves; j++) s[j][l] = s[j][l] + *power * p->y[j];
      power = *power * p->x;
    }
  }
  return s;
}

/// A non-zero solution of rows * x = 0, or nothing.
std::optional<Row> kernel_vector(std::vector<Row> rows, std::size_t unknowns) {
  std::vector<std::size_t> pivots;  // column of each row's pivot
  std::size_t rank = 0, free = unknowns;
  for (std::size_t column = 0; column < unknowns; column++) {
    auto pivot = std::find_if(rows.begin() + static_cast<std::ptrdiff_t>(rank), rows.end(),
                              [&](const Row& r) { return !r[column].is_zero(); });
    if (pivot == rows.end()) {
      // everything to the left has a pivot: set this unknown to 1, those to the right to 0
      free = column;
      break;
    }
    std::swap(*pivot, rows[rank]);
    auto inverse = rows[rank][column].inverse();
    EQ_ASSERT(inverse.ok());
    for (std::size_t c = column; c < unknowns; c++) rows[rank][c] = rows[rank][c] * *inverse;
    for (std::size_t r = 0; r < rows.size(); r++) {
      if (r == rank || rows[r][column].is_zero()) continue;
      const Scalar factor = rows[r][column];
      for (std::size_t c = column; c < unknowns; c++)
        rows[r][c] = rows[r][c] - factor * rows[rank][c];
    }
    pivots.push_back(column);
    rank++;
  }
  if (free == unknowns) return std::nullopt;
  Row x(unknowns);
  x[free] = Scalar::from_u64(1);
  for (std::size_t r = 0; r < rank; r++) x[pivots[r]] = -rows[r][free];
  return x;
}

}  // namespace

std::vector<std::size_t> points_off_the_locator_var(std::span<const Share* const> points,
                                                    const CurveParams& params) {
  const std::size_t t = params.threshold, curves = params.curves, redundancy = points.size() - t;
  const std::size_t errors = curves * redundancy / (curves + 1);
  const auto s = syndromes(points, curves, redundancy);
  std::vector<Row> equations;
  for (const auto& sj : s) {
    for (std::size_t l = 0; l + errors < redundancy; l++) {
      equations.emplace_back(sj.begin() + static_cast<std::ptrdiff_t>(l),
                             sj.begin() + static_cast<std::ptrdiff_t>(l + errors + 1));
    }
  }
  const auto locator = kernel_vector(std::move(equations), errors + 1);
  std::vector<std::size_t> clean;
  if (!locator) return clean;
  for (std::size_t i = 0; i < points.size(); i++) {
    Scalar value;
    for (std::size_t c = locator->size(); c-- > 0;) value = value * points[i]->x + (*locator)[c];
    if (!value.is_zero()) clean.push_back(i);
  }
  return clean;
}

}  // namespace eq::voucher
