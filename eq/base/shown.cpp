#include "eq/base/shown.h"

#include <algorithm>
#include <cstdio>

namespace eq {
namespace {

struct Range {
  std::uint32_t first, last;
};
template <std::size_t N>
bool is_in(const Range (&ranges)[N], std::uint32_t x) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [x](const Range& r) { return r.first <= x && x <= r.last; });
}

/// Characters that steer a screen, change how the text around them is shown, or cannot be seen
/// (general categories Cc, Cf, Zl, Zp, and blank letters), and the code points that are no
/// characters.
constexpr Range kDeceptive[] = {
    {0x0, 0x1f},        {0x7f, 0x9f},       {0xad, 0xad},       {0x34f, 0x34f},
    {0x600, 0x605},     {0x61c, 0x61c},     {0x6dd, 0x6dd},     {0x70f, 0x70f},
    {0x890, 0x891},     {0x8e2, 0x8e2},     {0x115f, 0x1160},   {0x17b4, 0x17b5},
    {0x180b, 0x180f},   {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},
    {0x2800, 0x2800},   {0x3164, 0x3164},   {0xfdd0, 0xfdef},   {0xfeff, 0xfeff},
    {0xffa0, 0xffa0},   {0xfff0, 0xfffb},   {0xfffe, 0xffff},   {0x110bd, 0x110bd},
    {0x110cd, 0x110cd}, {0x13430, 0x1345f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a},
    {0xe0000, 0x10ffff}};
/// Marks that stand on the letter before.
constexpr Range kMarks[] = {{0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},   {0x610, 0x61a},
                            {0x64b, 0x65f},   {0x670, 0x670},   {0xe31, 0xe31},   {0xe34, 0xe3a},
                            {0xe47, 0xe4e},   {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x20d0, 0x20ff},
                            {0x302a, 0x302f}, {0x3099, 0x309a}, {0xfe20, 0xfe2f}};
/// Variants of the character before, not seen themselves.
constexpr Range kVariants[] = {{0xfe00, 0xfe0f}};
constexpr std::size_t kMarksMax = 4;

/// Spells a text, piece by piece.  A piece is what must not be broken.
class Speller {
 public:
  explicit Speller(View text) : rest_(text) {}

  struct Piece {
    View raw;
    std::string spelled;
    std::size_t columns = 0;  // at most
    bool as_it_is = true;     // false: not the character itself
  };
  bool done() const { return rest_.empty(); }
  View rest() const { return rest_; }
  Piece next();
  /// A new line: no letter stands before.
  void begin_line() { marks_ = kMarksMax; }

 private:
  bool is_shown(std::uint32_t x);

  View rest_;
  std::size_t marks_ = kMarksMax;  // on the letter before; kMarksMax: no more can stand there
  bool varied_ = true;             // the character before has its variant, or can have none
};

bool Speller::is_shown(std::uint32_t x) {
  if (is_in(kMarks, x)) return marks_++ < kMarksMax;
  if (is_in(kVariants, x)) return !std::exchange(varied_, true);
  const bool shown = !is_in(kDeceptive, x) && (x & 0xfffe) != 0xfffe;
  marks_ = shown ? 0 : kMarksMax;
  varied_ = !shown || x < 0x80;
  return shown;
}

Speller::Piece Speller::next() {
  const auto [x, n] = first_character(rest_);
  Piece p;
  p.raw = rest_.first(std::max<std::size_t>(n, 1));
  p.as_it_is = n != 0 && is_shown(x);
  char spelled[16];
  if (n == 0) {
    std::snprintf(spelled, sizeof spelled, "\\x%02x", rest_[0]);
    begin_line();
    varied_ = true;
  } else if (!p.as_it_is) {
    std::snprintf(spelled, sizeof spelled, "\\u{%x}", static_cast<unsigned>(x));
  }
  p.spelled = !p.as_it_is ? spelled : x == '\\' ? "\\\\" : to_string(p.raw);
  p.columns = !p.as_it_is || x == '\\' ? p.spelled.size() : x < 0x1100 ? 1 : 2;
  rest_ = rest_.subspan(p.raw.size());
  return p;
}

}  // namespace

std::string shown_line(View text) {
  std::string out;
  for (Speller s(text); !s.done();) out += s.next().spelled;
  return out;
}

std::string shown_name(View text) {
  std::string out;
  std::size_t columns = 0;
  for (Speller s(text); !s.done();) {
    const std::size_t left = s.rest().size();
    const auto piece = s.next();
    columns += piece.columns;
    if (columns > kNameColumns) return out + "... (" + std::to_string(left) + " more bytes)";
    out += piece.spelled;
  }
  return out;
}

std::string shown_block(View text, Block on) {
  // So narrow a screen shows nothing well; a margin and a character of the longest spelling must
  // stand on it.
  constexpr std::size_t kColumnsLeast = kMargin.size() + 10;
  const std::size_t columns = on.columns == 0 ? SIZE_MAX : std::max(on.columns, kColumnsLeast);
  std::string out;
  std::size_t at = on.used;
  Speller s(text);
  const auto new_line = [&] {
    out += "\n";
    out += kMargin;
    at = kMargin.size();
    s.begin_line();
  };
  while (!s.done()) {
    const auto piece = s.next();
    if (piece.raw[0] == '\n') {
      new_line();
      continue;
    }
    if (at + piece.columns > columns) new_line();
    out += piece.spelled;
    at += piece.columns;
  }
  return out;
}

bool is_plain_line(View text) {
  for (Speller s(text); !s.done();)
    if (!s.next().as_it_is) return false;
  return true;
}

std::string harmless(View output) {
  std::string out;
  for (Speller s(output); !s.done();) {
    const auto piece = s.next();
    if (piece.as_it_is || piece.raw[0] == '\n')
      out += to_string(piece.raw);
    else
      out += piece.spelled;
  }
  return out;
}

}  // namespace eq
