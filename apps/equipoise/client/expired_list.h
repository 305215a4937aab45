// Why a published list is not used, in words: most often nobody renewed it.
#pragma once

#include <span>

#include "parties/client/environment.h"

namespace eq::app {

/// The beginning of a sentence, without its end.  @param why  what current_list() said of one of
///     these kinds: Err::stale has other causes than a list that has expired
std::string not_acceptable(client::Environment& environment, std::span<const list::Kind> kinds,
                           Err why);

}  // namespace eq::app
