// A year's statistics as JSON and as one self-contained page.
#pragma once

#include <nlohmann/json.hpp>

#include "parties/auditor/statistics.h"

namespace eq::app {

/// What a page of the same realm and year begins with ends here.
inline constexpr std::string_view kAfterRealm = ", counted from the public log";

/// @param command  what counts the same from the log; stands on the page
nlohmann::ordered_json statistics_json(const auditor::Statistics& s, const auditor::Page& page,
                                       const std::string& command);
std::string statistics_page(const auditor::Statistics& s, const auditor::Page& page,
                            const std::string& command);

}  // namespace eq::app
