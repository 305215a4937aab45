#include "eq/phash/robust.h"

#include <algorithm>
#include <cmath>

#include "eq/phash/cells.h"

namespace eq::phash {
namespace {

constexpr std::size_t kThumb = 256;  // samples an axis of the small copy all windows are cut from
constexpr float kMiddle = 0.64f;

using Line = std::array<float, kThumb>;

struct Thumb {
  std::array<Line, kThumb> rows{};
  double aspect = 1;  // width / height of the picture
};

// Shares of n samples in each of kThumb cells of equal width: cell i gets shares[i] from first[i]
// on.
struct Shares {
  std::array<std::size_t, kThumb> first{};
  std::array<std::vector<float>, kThumb> shares;

  explicit Shares(std::size_t n) {
    // In units of 1/kThumb of a sample, cell i covers [i n, (i + 1) n).
    for (std::size_t i = 0; i < kThumb; i++) {
      first[i] = i * n / kThumb;
      for (std::size_t j = first[i]; j < n && j * kThumb < (i + 1) * n; j++) {
        const std::size_t from = std::max(i * n, j * kThumb),
                          to = std::min((i + 1) * n, (j + 1) * kThumb);
        shares[i].push_back(static_cast<float>(to - from) / static_cast<float>(n));
      }
    }
  }
};

float luma(const Picture& picture, std::size_t at) {
  const std::uint8_t* px = picture.pixels.data();
  if (picture.channels == Channels::grey) return px[at];
  return 0.299f * px[3 * at] + 0.587f * px[3 * at + 1] + 0.114f * px[3 * at + 2];
}

// Each sample with a quarter of its neighbours on either side: about as soft as the cells of the
// PDQ hash.
void soften(Thumb& t) {
  const auto copy = t.rows;
  for (std::size_t y = 0; y < kThumb; y++) {
    const auto& up = copy[y == 0 ? 0 : y - 1];
    const auto& down = copy[std::min(y + 1, kThumb - 1)];
    Line line;
    for (std::size_t x = 0; x < kThumb; x++)
      line[x] = 0.25f * up[x] + 0.5f * copy[y][x] + 0.25f * down[x];
    for (std::size_t x = 0; x < kThumb; x++) {
      t.rows[y][x] = 0.25f * line[x == 0 ? 0 : x - 1] + 0.5f * line[x] +
                     0.25f * line[std::min(x + 1, kThumb - 1)];
    }
  }
}

Thumb thumb_of(const Picture& picture) {
  Thumb t;
  t.aspect = static_cast<double>(picture.width) / picture.height;
  const Shares across(picture.width), down(picture.height);
  std::vector<float> row(picture.width);
  for (std::size_t i = 0; i < kThumb; i++) {
    std::fill(row.begin(), row.end(), 0.0f);
    for (std::size_t k = 0; k < down.shares[i].size(); k++) {
      const std::size_t y = down.first[i] + k;
      for (std::size_t x = 0; x < picture.width; x++)
        row[x] += down.shares[i][k] * luma(picture, y * picture.width + x);
    }
    for (std::size_t j = 0; j < kThumb; j++) {
      for (std::size_t k = 0; k < across.shares[j].size(); k++)
        t.rows[i][j] += across.shares[j][k] * row[across.first[j] + k];
    }
  }
  return t;
}

float sample(const Thumb& t, float x, float y) {
  x = std::clamp(x * kThumb - 0.5f, 0.0f, static_cast<float>(kThumb - 1));
  y = std::clamp(y * kThumb - 0.5f, 0.0f, static_cast<float>(kThumb - 1));
  const auto x0 = std::min(static_cast<std::size_t>(x), kThumb - 2),
             y0 = std::min(static_cast<std::size_t>(y), kThumb - 2);
  const float u = x - static_cast<float>(x0), v = y - static_cast<float>(y0);
  const auto& a = t.rows[y0];
  const auto& b = t.rows[y0 + 1];
  return (1 - v) * ((1 - u) * a[x0] + u * a[x0 + 1]) + v * ((1 - u) * b[x0] + u * b[x0 + 1]);
}

Fingerprint print_of(const Thumb& t, const Window& w) {
  const float cosine = std::sqrt(1 - w.sine * w.sine), aspect = static_cast<float>(t.aspect);
  Cells cells;
  for (std::size_t i = 0; i < kCells; i++) {
    const float dy = (static_cast<float>(i) + 0.5f) / kCells - 0.5f;
    for (std::size_t j = 0; j < kCells; j++) {
      const float dx = (static_cast<float>(j) + 0.5f) / kCells - 0.5f;
      // Turning keeps lengths in pixels, not in shares of the sides.
      const float right = dx * w.width, below = dy * w.height;
      cells[i][j] = sample(t, w.x + cosine * right - w.sine * below / aspect,
                           w.y + w.sine * right * aspect + cosine * below);
    }
  }
  return fingerprint_of(cells);
}

// A line belongs to a frame or bar if most of it has one colour, text on it being the rest.
bool is_plain(const Line& line, float colour) {
  const auto same =
      std::count_if(line.begin(), line.end(), [&](float v) { return std::abs(v - colour) < 12; });
  return same * 10 >= static_cast<std::ptrdiff_t>(kThumb) * 6;
}

Line column(const Thumb& t, std::size_t x) {
  Line out;
  for (std::size_t y = 0; y < kThumb; y++) out[y] = t.rows[y][x];
  return out;
}

// How many lines from an edge on are of the colour most of the edge has; at most 2/5 of all.
template <class At>
std::size_t plain_lines(const At& at) {
  Line edge = at(0);
  std::nth_element(edge.begin(), edge.begin() + kThumb / 2, edge.end());
  const float colour = edge[kThumb / 2];
  std::size_t n = 0;
  while (n < kThumb * 2 / 5 && is_plain(at(n), colour)) n++;
  return n;
}

// The middle of what is left without so many lines at each edge.
void add_rest(std::vector<Window>& all, std::size_t top, std::size_t bottom, std::size_t left,
              std::size_t right) {
  if (top + bottom + left + right == 0) return;
  constexpr float kLine = 1.0f / kThumb;
  const float width = static_cast<float>(kThumb - left - right) * kLine,
              height = static_cast<float>(kThumb - top - bottom) * kLine;
  const float x = static_cast<float>(left) * kLine + width / 2,
              y = static_cast<float>(top) * kLine + height / 2;
  for (const float size : {kMiddle * 0.98f, kMiddle * 1.01f})
    all.push_back({x, y, size * width, size * height, 0});
}

std::vector<Window> windows_of(const Thumb& t) {
  std::vector<Window> all;
  // Uncropped to a fifth cropped away, and framed: the middle seems larger or smaller.
  for (float size = 0.54f; size < 0.83f; size *= 1.035f) all.push_back({0.5f, 0.5f, size, size, 0});
  // A bar above or below.
  for (float bar = 0.03f; bar < 0.26f; bar += 0.0175f) {
    for (const float side : {-1.0f, 1.0f})
      all.push_back({0.5f, 0.5f + side * bar / 2, kMiddle, kMiddle * (1 - bar), 0});
  }
  // Cropped on one side only: what was in the middle lies beside it, and seems longer.
  for (float cut = 0.025f; cut < 0.21f; cut += 0.025f) {
    const float longer = kMiddle / (1 - cut), aside = cut / 2 / (1 - cut);
    for (const float side : {-aside, aside}) {
      all.push_back({0.5f + side, 0.5f, longer, kMiddle, 0});
      all.push_back({0.5f, 0.5f + side, kMiddle, longer, 0});
    }
  }
  // Turned, on a larger canvas, in a frame of the old size, or cropped to what is left of it.
  for (int step = -8; step <= 8; step++) {
    if (step == 0) continue;
    const float sine = static_cast<float>(step) * 0.0122f;  // 0.7 degrees
    for (const float size : {0.58f, 0.61f, kMiddle, 0.675f, 0.71f, 0.745f})
      all.push_back({0.5f, 0.5f, size, size, sine});
  }
  // What plain lines leave.
  const auto top = plain_lines([&](std::size_t i) { return t.rows[i]; });
  const auto bottom = plain_lines([&](std::size_t i) { return t.rows[kThumb - 1 - i]; });
  const auto left = plain_lines([&](std::size_t i) { return column(t, i); });
  const auto right = plain_lines([&](std::size_t i) { return column(t, kThumb - 1 - i); });
  // A plain sky or floor may be taken for a bar, so each guess stands alone as well.
  add_rest(all, top, bottom, left, right);
  add_rest(all, top, 0, 0, 0);
  add_rest(all, 0, bottom, 0, 0);
  return all;
}

Result<Thumb> small_copy(const Picture& picture) {
  REQUIRE_OR(picture.channels == Channels::grey || picture.channels == Channels::rgb,
             Err::malformed);
  REQUIRE_OR(picture.width <= 65535 && picture.height <= 65535, Err::too_large);
  REQUIRE_OR(picture.width > 0 && picture.height > 0, Err::malformed);
  REQUIRE_OR(picture.pixels.size() == std::size_t{picture.width} * picture.height *
                                          static_cast<std::size_t>(picture.channels),
             Err::malformed);
  return thumb_of(picture);
}

}  // namespace

Result<Fingerprint> middle(const Picture& picture) {
  Thumb t = TRY(small_copy(picture));
  soften(t);
  return print_of(t, Window{});
}

std::vector<Window> middle_windows(const Picture& picture) { return windows_of(thumb_of(picture)); }

Result<std::vector<Fingerprint>> middle_probes(const Picture& picture) {
  Thumb t = TRY(small_copy(picture));
  const auto windows = windows_of(t);
  soften(t);
  std::vector<Fingerprint> probes;
  for (const auto& w : windows) {
    const Fingerprint f = print_of(t, w);
    if (!f.is_meaningful()) continue;
    probes.push_back(f);
    probes.push_back(turned(f, Turn::flip_y));
  }
  return probes;
}

}  // namespace eq::phash
