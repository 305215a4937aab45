// What a server in the end delivers, for tests of the real program.
#pragma once

#include <map>

#include "apps/server/binary_fixture.h"
#include "eq/franking/stamp.h"

namespace eq::server {

/// All messages in a mailbox with their stamps.  None is there twice, and no place of a
/// conversation is empty.
inline std::map<Bytes, wire::StampBytes> delivered_to(const Person& person,
                                                      const std::string& realm, HttpClient& client,
                                                      Random& rng) {
  std::map<Bytes, wire::StampBytes> delivered;
  std::map<ConversationId, std::uint64_t> last;
  wire::MailboxContents page;
  std::uint64_t after = 0;
  do {
    const auto request =
        wire::sign_request(person.device, wire::Verb::mailbox_fetch, realm,
                           encode(wire::MailboxFetch{after, 256}), system_now(), rng);
    const auto reply = client.send("POST", "/v1/mailbox.fetch", encode(request));
    const auto contents = decode<wire::MailboxContents>(reply.ok() ? reply->body : Bytes{});
    EXPECT_TRUE(contents.ok()) << "a mailbox cannot be read";
    if (!contents.ok()) return delivered;
    page = *contents;
    for (const auto& d : page.deliveries) {
      after = d.seq;
      if (d.kind != wire::DeliveryKind::message) continue;
      EXPECT_TRUE(delivered.emplace(d.body, *d.stamp).second) << "delivered twice";
      EXPECT_EQ(decode<franking::Stamp>(*d.stamp)->seq, ++last[d.conv]) << "the stamps have no gap";
    }
  } while (page.more);
  return delivered;
}

}  // namespace eq::server
