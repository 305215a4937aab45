// What is attached to a case, as files in a folder.
#pragma once

#include "apps/equipoise/moderator/desk.h"

namespace eq::app {

/// What was written, for programs and for people.
struct Saved {
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  std::string text;
};

/// Each attachment of the shown messages: FOLDER/M-000005-message-9-1.jpg.  That it was shown is
/// kept first.  A file that is there and says the same stays; throws Failure where it says another
/// thing.
Saved save_attachments(ModeratorOffice& office, moderator::Environment& environment,
                       const moderator::ReviewerKey& by, std::uint32_t number,
                       const franking::Preview& shown, const std::string& folder);
/// Each small grey picture that matched, as PNG: all that there is to look at.
Saved save_pictures(ModeratorOffice& office, moderator::Environment& environment,
                    const moderator::ReviewerKey& by, const moderator::Case& about,
                    const std::string& folder);

}  // namespace eq::app
