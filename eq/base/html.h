// Strangers' text inside a page of ours stays text.
#pragma once

#include <string>
#include <string_view>

namespace eq {

/// For the content of an element or a quoted attribute of HTML or SVG; bytes that are no mark-up pass unchanged (HTML 13.3).
std::string html_text(std::string_view text);

}  // namespace eq
