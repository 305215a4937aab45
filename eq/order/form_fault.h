// What is wrong with the text of a form, for whoever wrote it.
#pragma once

#include <string>
#include <string_view>

namespace eq::order {

/// The first line that parse_form() does not take, and why; empty if there is none.
std::string fault_of_form(std::string_view text);

}  // namespace eq::order
