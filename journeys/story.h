// The story of an order, for the journey and for those who attack it.
#pragma once

#include "journeys/offices.h"
#include "journeys/people.h"

namespace eq::journeys {

/// Two people who write to each other on four days, and an order on one of them for the two in the
/// middle.
struct Story {
  explicit Story(std::uint64_t seed) : town(seed) {}

  Town town;
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle();
  ConversationId id;
  std::uint32_t order = 0;
  Day d = town.first_day();  // D; the order covers D+1 and D+2

  /// Both write on days D to D+3; each day's object is published the day before.
  void tell() {
    publish_day(town, d);
    for (std::uint32_t i = 0; i < 4; ++i) {
      town.advance(kDay_ms);
      if (i == 0) id = start(*ana, {ben.get()});
      town.top_up(*ana);
      town.top_up(*ben);
      if (i == 0) order = grant_order(town, ana->id(), d + 1, d + 2);
      for (const char* part : {"first", "second"}) {
        const std::string what = std::string(part) + " on day " + std::to_string(i);
        EQ_ASSERT(say(*ana, id, "Ana's " + what).ok());
        take_in(*ben);
        EQ_ASSERT(say(*ben, id, "Ben's " + what).ok());
        take_in(*ana);
      }
      publish_day(town, d + i + 1);
    }
  }
};

}  // namespace eq::journeys
