// How a published list, its regions and its next version are shown to those who certify it.
#pragma once

#include <nlohmann/json.hpp>

#include "eq/wire/realm.h"
#include "parties/hotline/hotline.h"

namespace eq::app {

nlohmann::ordered_json hashes(const std::vector<phash::Hash>& all);
std::string declined_text(const std::vector<phash::Hash>& declined);

nlohmann::ordered_json regions_json(std::span<const list::RegionRule> regions);
/// "NL: warn, Act 12, 3, until 2027-06-01, signed by the court"
std::string region_text(const list::RegionRule& rule, Time now);

/// How long a version stays in force: nothing while that is long, a warning in the last week, and
/// plain words once it is over.  @param expires  of the version
std::string life_text(Time expires, Time now);

nlohmann::ordered_json head_json(const list::SignedHead& s, std::uint64_t index,
                                 const wire::Realm& realm, Time now);
std::string head_text(const list::SignedHead& s, std::uint64_t index, const wire::Realm& realm,
                      Time now);

nlohmann::ordered_json changes_json(const hotline::Changes& c);
/// "The next version adds 2, ..."
std::string changes_text(const hotline::Changes& c);

}  // namespace eq::app
