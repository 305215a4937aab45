// The public pages: what the logs say, in plain sentences, readable without JavaScript.
//
//   /                       the numbers, what is newest, the open cases
//   /record?...             everything, page by page; by kind, order and day (record_page.h)
//   /record/orders/12       one entry, for ever under this address: a sentence, its bytes, and the
//                           commands that check it without this server; .json for programs
#pragma once

#include <string>

#include "parties/platform/platform.h"

namespace eq::server {

/// The first page as HTML.  Every text that came from outside is escaped.
std::string render_page(const platform::PublicView& view, const wire::Realm& realm, Time now);
/// What is at an address where nothing is.
std::string render_nothing_here(const wire::Realm& realm, Time now);
/// The style sheet of all, served as /style.css.
std::string_view style_sheet();

/// One log entry as a sentence for people, and its kind in one word.
std::string sentence_for(const platform::PublicEntry& entry);
std::string_view kind_of(const platform::PublicEntry& entry);

/// A whole page around `main`.  @param title  escaped here
std::string html_document(const wire::Realm& realm, const std::string& title,
                          const std::string& lead, const std::string& main, Time now);
std::string time_tag(Time t);
/// Entries as a table, newest first; announcements of keys that follow one another are folded into
/// one row that opens.
std::string entries_table(const std::vector<platform::PublicEntry>& entries);

}  // namespace eq::server
