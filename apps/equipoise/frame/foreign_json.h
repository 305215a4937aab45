// Another party's text in JSON: as it was written, for the writer escapes it.
#pragma once

#include <nlohmann/json.hpp>

#include "eq/base/shown.h"

namespace eq {

/// What is no UTF-8, and so can be no JSON text, is spelled out as on a screen.
template <class Json>
requires nlohmann::detail::is_basic_json<Json>::value void to_json(Json& j, const ForeignText& t) {
  const std::string& text = t.as_written("into JSON, which escapes it");
  j = is_utf8(view(t)) ? text : shown_line(t);
}

}  // namespace eq
