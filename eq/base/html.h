// Strangers' text inside a page of ours stays text.
#pragma once

#include <string>
#include <string_view>

#include "eq/base/shown.h"

namespace eq {

/// For the content of an element or a quoted attribute of HTML or SVG; bytes that are no mark-up
/// pass unchanged (HTML 13.3).
std::string html_text(std::string_view text);
/// The same for what another party wrote: spelled out first as on a screen (eq/base/shown.h), for a
/// page shows bidirectional and invisible characters too.  Promises BAS-5, BAS-6.
template <std::same_as<ForeignText> T>
std::string html_text(const T& text) {
  return html_text(shown_line(text));
}

}  // namespace eq
