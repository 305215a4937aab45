// What the operator of a server that runs does about accounts.
#include "apps/server/binary_fixture.h"
#include "apps/server/orders.h"

namespace eq::server {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

class UsersBinary : public BinaryTest {
 protected:
  /// The status, and the code that was said.
  template <class Request>
  std::string say(HttpClient& client, const Request& request) {
    Bytes body;
    const int status = post(client, request, &body);
    return std::to_string(status) + (status == 200 ? "" : " " + to_string(body));
  }
  template <class Request>
  std::string say_as(HttpClient& client, const crypto::SigningKey& key, const Request& request) {
    Bytes body;
    const int status = post_as(client, key, request, &body);
    return std::to_string(status) + (status == 200 ? "" : " " + to_string(body));
  }
  int user(const std::string& act, const AccountId& account) {
    return run({"server", "user", act, "--home", home, account.hex()});
  }
};

TEST_F(UsersBinary, WhoIsInvitedComesOnceAndNoCodeIsLogged_PLT_48) {
  auto server = start({"serve", "--home", home, "--port", "0", "--registration", "by-invitation"});
  const auto client = client_for(server->port());
  const Person ana = Person::make(world->realm.name, rng), ben = Person::make("test.example", rng);
  EXPECT_EQ(say(*client, wire::AccountRegister{ana.record}), "403 uninvited\n");
  ASSERT_EQ(run({"server", "invite", "--home", home, "--days", "2"}), 0) << said;
  const std::string code = said.substr(0, said.find('\n'));
  EXPECT_THAT(said, HasSubstr("Each is for one account, until the end of "));
  const auto invitation = wire::Invitation::from_text(code);
  ASSERT_TRUE(invitation.ok()) << code;
  EXPECT_EQ(say(*client, wire::AccountRegister{ana.record, *invitation}), "200");
  EXPECT_EQ(say(*client, wire::AccountRegister{ben.record, *invitation}), "403 uninvited\n");
  EXPECT_NE(run({"server", "invite", "--home", home, "--count", "0"}), 0);
  EXPECT_EQ(server->end(SIGTERM), 0);
  EXPECT_EQ(content(home + "/store.sqlite").find(to_string(View(invitation->secret))),
            std::string::npos);
}

TEST_F(UsersBinary, AccountsAreListedSuspendedAndErasedAndNoneIsNamedInALog_PLT_49) {
  auto server = serve(0);
  const auto client = client_for(server->port());
  const Person ana = Person::make(world->realm.name, rng);
  ASSERT_EQ(say(*client, wire::AccountRegister{ana.record}), "200");
  ASSERT_EQ(run({"server", "user", "list", "--home", home}), 0);
  EXPECT_THAT(said, HasSubstr(ana.id.hex() + "  1 device, 0 key packages"));
  EXPECT_THAT(said, HasSubstr("1 account."));

  const wire::KeyPackagesPublish package{{Bytes{1}}};
  EXPECT_EQ(user("suspend", ana.id), 0) << said;
  EXPECT_EQ(user("suspend", ana.id), 2);
  EXPECT_THAT(said, HasSubstr("is suspended already"));
  EXPECT_EQ(say_as(*client, ana.device, package), "403 suspended\n");
  EXPECT_EQ(say_as(*client, ana.device, wire::MailboxFetch{0, 1}), "200");
  EXPECT_EQ(user("resume", ana.id), 0) << said;
  EXPECT_EQ(say_as(*client, ana.device, package), "200");

  EXPECT_EQ(user("delete", ana.id), 0) << said;
  EXPECT_THAT(said, HasSubstr("What the public logs say stays"));
  EXPECT_EQ(say_as(*client, ana.device, wire::MailboxFetch{0, 1}), "403 erased\n");
  EXPECT_EQ(user("delete", ana.id), 2);
  EXPECT_THAT(said, HasSubstr("There is no such account here"));
  EXPECT_EQ(run({"server", "user", "suspend", "--home", home, "abcd"}), 2);
  EXPECT_EQ(server->end(SIGTERM), 0);
  EXPECT_EQ(run({"server", "user", "list", "--home", home}), 1);
  EXPECT_THAT(said, HasSubstr("No server runs in "));
}

TEST_F(UsersBinary, NeitherAnAccountNorACodeIsInWhatAServerSays_SRV_29) {
  auto server = serve(0);
  const auto client = client_for(server->port());
  const Person ana = Person::make(world->realm.name, rng);
  ASSERT_EQ(say(*client, wire::AccountRegister{ana.record}), "200");
  const auto made = tell_server(home, words_of(InviteOrder{1, 1}));
  const auto codes = read_words<InviteOrder::Answer>(made.answer);
  ASSERT_TRUE(codes && codes->ok());
  for (const auto act : {platform::UserAct::suspend, platform::UserAct::erase}) {
    const auto done = tell_server(home, words_of(UserOrder{act, ana.id}));
    EXPECT_EQ(done.answer, "ok\n");
  }
  EXPECT_EQ(tell_server(home, "user 00").answer, "This server does not know that order");
  EXPECT_EQ(server->end(SIGTERM), 0);
  EXPECT_THAT(server->output(), Not(HasSubstr(ana.id.hex())));
  EXPECT_THAT(server->output(), Not(HasSubstr((*codes)->front().text())));
}

}  // namespace
}  // namespace eq::server
