// What somebody finds who asks for what is not there.
#include "apps/server/binary_fixture.h"

namespace eq::server {
namespace {
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST_F(BinaryTest, WhereNothingIsPeopleGetAPageAndProgramsTheirCode) {
  auto server = serve(0);
  const auto client = client_for(server->port());
  const auto get = [&](const std::string& target) {
    const auto reply = client->send("GET", target, {});
    if (!reply.ok()) return std::string("none");
    return std::to_string(reply->status) + " " + reply->content_type + " " + to_string(reply->body);
  };
  for (const char* of_people : {"/nowhere", "/record/orders/9999", "/record/nothing"})
    EXPECT_THAT(get(of_people), AllOf(StartsWith("404 text/html"), HasSubstr("href=\"/record\"")));
  for (const char* of_programs : {"/record/orders/9999.json", "/log/orders/tile/0/000", "/v1/x",
                                  "/log/blob/00", "/day-key/delivery/1"})
    EXPECT_EQ(get(of_programs), "404 text/plain; charset=utf-8 unknown\n") << of_programs;
}

}  // namespace
}  // namespace eq::server
