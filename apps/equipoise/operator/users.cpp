// `equipoise server invite` and `equipoise server user`: whom a server takes, and whom no longer.
// It is asked over the socket in its home (apps/server/orders.h).
#include <nlohmann/json.hpp>

#include "apps/equipoise/operator/commands.h"
#include "apps/equipoise/operator/server_home.h"
#include "apps/server/orders.h"
#include "eq/base/counted.h"

namespace eq::app {
namespace {
using json = nlohmann::ordered_json;
using platform::UserAct;

struct InviteOptions {
  std::string home;
  std::uint32_t count = 1, days = 7;
  bool json = false;
};
struct UserOptions {
  std::string home;
  AccountId account;
  bool json = false;
};

/// What a server that runs answers to an order.  Throws Failure.
template <class Order>
Result<typename Order::Answer, wire::Code> tell(const std::string& dir, const Order& order) {
  (void)ServerHome::at(dir);
  const auto told = server::tell_server(dir, server::words_of(order));
  using enum server::Told::Standing;
  if (told.standing == none_runs)
    throw Failure{"No server runs in " + dir, "Start it: it alone writes into its store."};
  if (told.standing == silent) throw Failure{kSilentServer, kWhySilent};
  if (told.standing == ended)
    throw Failure{"The server ended before it answered",
                  "Start it again, and look with `equipoise server user list`."};
  auto said = server::read_words<typename Order::Answer>(told.answer);
  if (!said)
    throw Failure{"The server that runs in " + dir + " is of another version",
                  "Start it again with this one. Nothing was changed."};
  if (!said->ok() && said->error() == wire::Code::unavailable)
    throw Failure{"The server cannot store anything now, or stands by",
                  "Look with `equipoise server doctor`. Nothing was changed."};
  return std::move(*said);
}

void invite(const InviteOptions& options) {
  const auto made = tell(options.home, server::InviteOrder{options.count, options.days});
  if (!made.ok())
    throw Failure{"There are " + std::to_string(platform::kInvitationsMax) +
                      " invitations at most that nobody has used yet",
                  "Make fewer, or wait until some are used or past their day."};
  json codes = json::array();
  std::string text;
  for (const auto& invitation : *made) {
    codes.push_back(invitation.text());
    text += invitation.text() + "\n";
  }
  const std::string last = to_text(made->front().last);
  print(options.json, {{"invitations", codes}, {"last_day", last}},
        text + "Each is for one account, until the end of " + last +
            " (UTC). Whoever has one can use it, and it is shown this once.");
}

json in_json(const platform::User& user) {
  json out{{"account", user.account.hex()},
           {"devices", user.devices},
           {"key_packages", user.key_packages},
           {"conversations", user.conversations},
           {"waiting", user.waiting}};
  if (user.oldest) out["oldest"] = to_text(*user.oldest);
  if (user.suspended) out["suspended"] = to_text(*user.suspended);
  return out;
}

std::string in_words(const platform::User& user) {
  std::string out = user.account.hex() + "  " + counted(user.devices, "device") + ", " +
                    counted(user.key_packages, "key package") + ", " +
                    counted(user.conversations, "conversation") + ", " +
                    std::to_string(user.waiting) + " waiting";
  if (user.oldest) out += " since " + to_text(day_of(*user.oldest));
  if (user.suspended) out += ", suspended on " + to_text(day_of(*user.suspended));
  return out + "\n";
}

void list(const UserOptions& options) {
  json all = json::array();
  std::string text;
  std::optional<AccountId> after;
  for (bool more = true; more;) {
    auto page = tell(options.home, server::UsersOrder{after});
    if (!page.ok()) throw Failure{"The server's store is damaged", "See docs/operators/."};
    for (const auto& user : page->users) {
      all.push_back(in_json(user));
      text += in_words(user);
    }
    more = page->more && !page->users.empty();
    if (more) after = page->users.back().account;
  }
  const std::size_t n = all.size();
  print(options.json, {{"users", all}}, text + counted(n, "account") + ".");
}

struct ActWords {
  UserAct act;
  const char *word, *help, *so_already, *done;
};
constexpr ActWords kActs[] = {
    {UserAct::suspend, "suspend", "Let an account read and begin nothing",
     "That account is suspended already",
     "The account is suspended. It takes in what arrives; it begins nothing, registers nothing and "
     "asks for no new sending tokens. In conversations that it is in, nobody sees here who sends "
     "or changes the members: with tokens that it has it can write until the end of tomorrow (UTC), "
     "and another account can ask for more in its name. The moderator's office can give it none "
     "(`moderator decide --suspend`). Its device says so to its owner."},
    {UserAct::resume, "resume", "Let a suspended account do as before",
     "That account is not suspended", "The account may do as before."},
    {UserAct::erase, "delete", "Erase what the server holds of an account", "",
     "The account is erased: its key packages, mailbox and memberships. Its keys stay in the public "
     "directory, and which conversations it began in what they may still take in. The conversations "
     "go on without it, and its device is told for seven days. Their members see it among them "
     "until one removes it; until then it can write there with sending tokens that it has, and "
     "change who is in them.\n"
     "Seven days stays what an order can reach: in which conversation it was when, and sealed "
     "messages. What the public logs say stays; what is preserved, or opened under a list, stays "
     "until that ends; so do your copies of the store, until you delete them."}};

void act_on(const UserOptions& options, const ActWords& words) {
  const auto done = tell(options.home, server::UserOrder{words.act, options.account});
  if (!done.ok() && done.error() == wire::Code::unknown)
    throw Failure{"There is no such account here",
                  "`equipoise server user list` shows all. Nothing was changed.", 2};
  if (!done.ok() && done.error() == wire::Code::conflict)
    throw Failure{words.so_already, "Nothing was changed.", 2};
  if (!done.ok()) throw Failure{"The server's store is damaged", "See docs/operators/."};
  print(options.json, {{"account", options.account.hex()}, {"done", words.word}}, words.done);
}

TakeWord account_into(AccountId& account) {
  return [&account](const std::string& word) {
    const auto id = AccountId::from_hex(word);
    if (!id.ok())
      throw Failure{"That is no account's identifier: one has 64 hexadecimal digits",
                    "`equipoise server user list` shows all.", 2};
    account = *id;
  };
}

}  // namespace

void add_invite(Command& server) {
  Command& c = server.add("invite", "Make codes with which people make their accounts",
                          "--home server --count 10 --days 14");
  const auto o = std::make_shared<InviteOptions>();
  c.option("--home", &o->home, "The server's home directory").required();
  c.option("--count", &o->count, "How many, each for one account").between(1, 1000).shows_default();
  c.option("--days", &o->days, "How many days they are good")
      .between(1, platform::kInvitationDaysMax)
      .shows_default();
  c.json_flag(o->json);
  c.action([o] { invite(*o); });
}

void add_user(Command& server) {
  Command& user =
      server.add(Command("user", "Accounts: how many things they hold, and no content"));
  Command& all = user.add("list", "Every account with counts and dates", "--home server");
  const auto o = std::make_shared<UserOptions>();
  all.option("--home", &o->home, "The server's home directory").required();
  all.json_flag(o->json);
  all.action([o] { list(*o); });
  for (const ActWords& words : kActs) {
    Command& c = user.add(words.word, words.help, "--home server " + std::string(64, 'a'));
    const auto one = std::make_shared<UserOptions>();
    c.option("--home", &one->home, "The server's home directory").required();
    c.option("account", account_into(one->account), "Its identifier, 64 hexadecimal digits")
        .required();
    c.json_flag(one->json);
    c.action([one, &words] { act_on(*one, words); });
  }
}

}  // namespace eq::app
