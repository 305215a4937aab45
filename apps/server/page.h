// The public page: what the logs say, in plain sentences, readable without JavaScript.
#pragma once

#include <string>

#include "parties/platform/platform.h"

namespace eq::server {

/// The whole page as HTML.  Every text that came from outside is escaped.
std::string render_page(const platform::PublicView& view, const wire::Realm& realm, Time now);
/// Its style sheet, served as /style.css.
std::string_view style_sheet();

/// One log entry as a sentence for people.
std::string sentence_for(const platform::PublicEntry& entry);

}  // namespace eq::server
