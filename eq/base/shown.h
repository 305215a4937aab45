// What another party wrote, made safe to stand on a screen beside what the program says.
//
// Control characters, line ends, bidirectional controls, characters that cannot be seen, marks
// heaped on one letter, and bytes that are no UTF-8 are spelled out (\u{1b}, \xff), and a backslash
// is doubled: nothing is lost, and two texts never look alike because of what cannot be seen.
// Unicode: Technical Reports 9 (bidirectional) and 36 (security).
#pragma once

#include "eq/base/foreign_text.h"
#include "eq/base/utf8.h"

namespace eq {

/// The whole text in one line.  Promises BAS-6.
std::string shown_line(View text);
inline std::string shown_line(std::string_view text) { return shown_line(view(text)); }
template <std::same_as<ForeignText> T>
std::string shown_line(const T& text) {
  return shown_line(view(text));
}

/// One line of at most kNameColumns columns; of a longer text the beginning, and how many bytes
/// follow.
inline constexpr std::size_t kNameColumns = 80;
std::string shown_name(View text);
inline std::string shown_name(std::string_view text) { return shown_name(view(text)); }
template <std::same_as<ForeignText> T>
std::string shown_name(const T& text) {
  return shown_name(view(text));
}

/// A text of several lines.  Each line but the first begins with kMargin, which no line of the
/// program does.
struct Block {
  std::size_t used = 0;     // columns that the program has filled before the first line
  std::size_t columns = 0;  // of the screen: longer lines are broken, with the margin; 0: none are
};
inline constexpr std::string_view kMargin = "    | ";
std::string shown_block(View text, Block on = {});
inline std::string shown_block(std::string_view text, Block on = {}) {
  return shown_block(view(text), on);
}
template <std::same_as<ForeignText> T>
std::string shown_block(const T& text, Block on = {}) {
  return shown_block(view(text), on);
}

/// No character of this text would be spelled out or doubled but a backslash: it is what it looks
/// like.  For texts that have no use for anything else: names, and what an office signs.
bool is_plain_line(View text);

/// The last wall, in front of a screen: everything a program prints, spelled out but for line ends
/// and backslashes.  It cannot tell whose line is whose; shown_line() and shown_block() can.
std::string harmless(View output);

}  // namespace eq
