// Lists in journeys: rules with a legal basis, versions with or without reporting, the holders'
// work, in one line each.
#pragma once

#include "journeys/people.h"
#include "parties/client/vouchers.h"
#include "parties/hotline/holder_work.h"
#include "parties/hotline/past_work.h"

namespace eq::journeys {

/// A picture as hotlines and devices see it.
client::PictureSeen seen(const phash::Picture& picture);
/// Where a story is about no kind of list in particular.
constexpr list::Kind kUsual = list::Kind::child_abuse_a;

/// A rule for a region, with a legal basis for sixty days that the town's court signed.
list::RegionRule rule(Town& town, const std::string& region, list::Mode mode,
                      list::Kind kind = kUsual);

/// A hotline assesses a picture; of its turns it knows nothing.
void hold(Town& town, hotline::State& hotline, const client::PictureSeen& picture,
          std::uint64_t life_ms = hotline::kUsualLife_ms, list::Kind kind = kUsual);
/// Both hotlines hold these pictures and publish a list of them.
/// @param reporting  with it, the two make an evaluation key for this kind first, unless they have
///     one
hotline::PublishOutcome publish_list(Town& town, const std::vector<client::PictureSeen>& pictures,
                                     const std::vector<list::RegionRule>& regions,
                                     const std::optional<hotline::ReportTerms>& reporting = {},
                                     list::Kind kind = kUsual);

/// Agree to the mode that is in force.
void agree(Person& person, const std::string& region, list::Mode mode, list::Kind kind = kUsual);
/// Both hotlines do what waits for them as holders, until nothing does.
hotline::HolderWork work_as_holders(Town& town, list::Kind kind = kUsual);

}  // namespace eq::journeys
