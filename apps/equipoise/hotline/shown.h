// How a published list, its regions and its next version are shown to those who certify it.
#pragma once

#include <nlohmann/json.hpp>

#include "eq/base/counted.h"
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

/// What happens above the threshold, if anything does.
nlohmann::ordered_json reporting_json(const std::optional<list::Reporting>& reporting);
std::string reporting_text(const std::optional<list::Reporting>& reporting);
nlohmann::ordered_json terms_json(const std::optional<hotline::ReportTerms>& terms);
std::string terms_text(const std::optional<hotline::ReportTerms>& terms);

/// A published version, and where it stands.
struct ShownHead {
  const list::SignedHead& signed_head;
  std::uint64_t index = 0;
  const hotline::ListState& known;  // what we know of entries that left the list
};
nlohmann::ordered_json head_json(const ShownHead& shown, const wire::Realm& realm, Time now);
std::string head_text(const ShownHead& shown, const wire::Realm& realm, Time now);

nlohmann::ordered_json changes_json(const hotline::Changes& c);
/// "The next version adds 2, ..."
std::string changes_text(const hotline::Changes& c);

}  // namespace eq::app
