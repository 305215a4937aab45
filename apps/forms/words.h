// Words that several forms share.  Internal to this room.
#pragma once

#include "apps/forms/fields.h"
#include "eq/order/profile.h"

namespace eq::forms {

inline constexpr std::pair<std::string_view, std::string_view> kCategories[] = {
    {"SubscriberData", "subscriber"},
    {"UserIdentifyingData", "identifying"},
    {"TrafficData", "traffic"},
    {"StoredContentData", "content"}};
inline constexpr std::pair<std::string_view, std::string_view> kIssuers[] = {
    {"Judge", "judge"}, {"PublicProsecutor", "prosecutor"}, {"OtherCompetentAuthority", "police"}};
inline constexpr std::pair<std::string_view, order::Ground> kGrounds[] = {
    {"ImmunityOrPrivilege", order::Ground::immunity_or_privilege},
    {"PressOrExpression", order::Ground::press_freedom},
    {"FundamentalRight", order::Ground::fundamental_right},
    {"NeBisInIdem", order::Ground::ne_bis_in_idem},
    {"NoOffenceInEnforcingState", order::Ground::no_offence_here},
    {"Incomplete", order::Ground::incomplete},
    {"ManifestError", order::Ground::manifest_error},
    {"DeFactoImpossibility", order::Ground::impossible},
    {"ConflictingObligations", order::Ground::third_country},
    {"NotNecessary", order::Ground::unnecessary}};

/// The form's word for one of ours; empty if it has none.
template <class T, std::size_t N>
std::string word_for(const std::pair<std::string_view, T> (&all)[N],
                     const std::type_identity_t<T>& ours) {
  for (const auto& [word, value] : all)
    if (value == ours) return std::string(word);
  return "";
}

}  // namespace eq::forms
