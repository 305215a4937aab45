#include "eq/base/alike.h"

#include <string>
#include <utility>

namespace eq {
namespace {

std::string folded(std::string_view name) {
  std::string out;
  bool blank = false;  // one is due before the next letter
  for (const char c : name) {
    if (c == ' ') {
      blank = !out.empty();
      continue;
    }
    if (std::exchange(blank, false)) out += ' ';
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

}  // namespace

bool sounds_like(std::string_view one, std::string_view other) {
  return folded(one) == folded(other);
}

}  // namespace eq
