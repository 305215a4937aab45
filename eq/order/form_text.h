// The text of a form: lines of `name: value`.  spec/order.md section 1.
#pragma once

#include <string>
#include <string_view>

namespace eq::order {

/// The first line that parse_form() does not take, and why; empty if there is none.
std::string fault_of_form(std::string_view text);

/// Without the blanks around it.
std::string trimmed(std::string_view text);
/// In small letters, as far as they are ASCII.
std::string lower(std::string text);

}  // namespace eq::order
