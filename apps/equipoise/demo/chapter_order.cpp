// Chapter 4: a court order opens one account's messages of two days, and nothing else.
#include <algorithm>

#include "apps/equipoise/demo/world.h"
#include "apps/equipoise/frame/command.h"

namespace eq::app::demo {
namespace {

using json = nlohmann::ordered_json;

std::string office(World& world, const std::string& name) { return world.office(name); }
Day day_at(World& world, std::uint32_t n) { return world.day + n; }

void say(World& world, const std::string& who, const std::string& conversation,
         const std::string& text) {
  world.act({"chat", "send", conversation, text + " " + world.marker, "--home", world.client(who)});
}
/// A new morning: everybody opens the phone and gets fresh tokens.
void morning(World& world, std::uint32_t n) {
  world.set_time(start_of(day_at(world, n)) + 9 * kHour_ms);
  const auto all = {"ana", "ben", "cleo"};
  for (const char* who : all) world.act({"chat", "sync", "--home", world.client(who)});
  world.act({"moderator", "once", "--home", office(world, "moderator")});
  for (const char* who : all) world.act({"chat", "sync", "--home", world.client(who)});
}

/// What people wrote on a day; Ana's words are what an order on her can open.
void talk(World& world, std::uint32_t n) {
  const std::string day = "on day " + std::to_string(n);
  say(world, "ana", world.pair, "Ana to Ben " + day + ".");
  say(world, "ben", world.pair, "Ben to Ana " + day + ".");
  say(world, "ana", world.pair, "Ana again " + day + ".");
  say(world, "cleo", world.third, "Cleo to Ana " + day + ".");
  say(world, "ana", world.third, "Ana to Cleo " + day + ".");
  for (const char* who : {"ana", "ben", "cleo"})
    world.act({"chat", "sync", "--home", world.client(who)});
}

std::vector<std::string> application(World& world, const std::string& account) {
  return {"order",
          "file",
          "--account",
          account,
          "--from",
          to_text(day_at(world, 1)),
          "--to",
          to_text(day_at(world, 2)),
          "--reference",
          "2026/1044",
          "--offence",
          "extortion",
          "--article",
          "Article 5 of Regulation (EU) 2023/1543",
          "--necessity",
          "The threats come through this account only.",
          "--proportionality",
          "Two days, one account, after milder means failed.",
          "--category",
          "content",
          "--sentence-months",
          "120",
          "--home",
          office(world, "agency")};
}

/// The rule in a refusal's JSON, wherever the command put it.
std::string rule_of(const nlohmann::json& j) {
  if (j.is_object()) {
    if (j.contains("rule")) return j["rule"];
    for (const auto& [key, value] : j.items())
      if (auto r = rule_of(value); !r.empty()) return r;
  } else if (j.is_array()) {
    for (const auto& value : j)
      if (auto r = rule_of(value); !r.empty()) return r;
  }
  return "";
}
/// Whether a command was refused by this rule.
bool refused_by(const Exit& o, const std::string& rule, json& detail, const std::string& name) {
  detail[name] = {{"exit_code", o.exit_code}, {"rule", rule_of(o.json)}, {"said", o.err}};
  return o.exit_code == 3 && rule_of(o.json) == rule;
}

bool overreach_is_refused(World& world, json& d) {
  auto everybody = application(world, "all members");
  const bool all = refused_by(world.attempt(everybody), "ORD-R1", d, "all_members");

  auto unsigned_order = application(world, world.account["ana"]);
  unsigned_order.push_back("--skip-judge");
  world.act(unsigned_order);
  const bool judge =
      refused_by(world.attempt({"custodian", "approve", "--home", office(world, "custodian-1")}),
                 "ORD-R8", d, "without_a_judge");

  // The true application; but only one custodian consents.
  world.act(application(world, world.account["ana"]));
  world.order = world.act({"court", "approve", "--judge", world.judge_key(), "--home",
                           office(world, "court")})["order"];
  world.act({"custodian", "approve", "--order", std::to_string(world.order), "--home",
             office(world, "custodian-1")});
  const bool alone =
      refused_by(world.attempt({"court", "publish-order", "--order", std::to_string(world.order),
                                "--home", office(world, "court")}),
                 "ORD-R9", d, "one_custodian_alone");
  return all && judge && alone;
}

void publish_order(World& world) {
  world.act({"custodian", "approve", "--order", std::to_string(world.order), "--home",
             office(world, "custodian-2")});
  world.act({"court", "publish-order", "--order", std::to_string(world.order), "--home",
             office(world, "court")});
}

/// One day of an order, from the public intent to the messages.
json open_one_day(World& world, std::uint32_t n) {
  const std::string number = std::to_string(world.order), day = to_text(day_at(world, n));
  world.act(
      {"order", "intent", "--order", number, "--day", day, "--home", office(world, "agency")});
  world.act({"court", "release-key", "--home", office(world, "court")});
  world.act(
      {"order", "extract", "--order", number, "--day", day, "--home", office(world, "agency")});
  world.act({"custodian", "release", "--home", office(world, "custodian-1")});
  const auto one_alone = world.attempt(
      {"order", "open", "--order", number, "--day", day, "--home", office(world, "agency")});
  world.act({"custodian", "release", "--home", office(world, "custodian-2")});
  json opened = world.act(
      {"order", "open", "--order", number, "--day", day, "--home", office(world, "agency")});
  opened["with_one_custodian"] = {{"exit_code", one_alone.exit_code},
                                  {"rule", rule_of(one_alone.json)}};
  return opened;
}

/// Exactly Ana's three messages of day n, in the order sent.
bool are_anas(World& world, const json& messages, std::uint32_t n) {
  const std::string day = " on day " + std::to_string(n) + ". " + world.marker;
  std::vector<std::string> texts,
      wanted{"Ana to Ben" + day, "Ana again" + day, "Ana to Cleo" + day};
  for (const auto& m : messages) texts.push_back(m["text"]);
  std::sort(texts.begin(), texts.end());
  std::sort(wanted.begin(), wanted.end());
  return texts == wanted;
}

bool target_opens(World& world, json& d) {
  bool good = true;
  for (const std::uint32_t n : {1u, 2u}) {
    const auto opened = open_one_day(world, n);
    d[to_text(day_at(world, n))] = {{"envelopes", opened["envelopes"]},
                                    {"opened", opened["opened"]},
                                    {"messages", opened["messages"].size()},
                                    {"with_one_custodian", opened["with_one_custodian"]}};
    good = good && are_anas(world, opened["messages"], n) &&
           opened["with_one_custodian"]["rule"] == "ORD-R9";
  }
  // The day before and the day after are not covered.
  for (const std::uint32_t n : {0u, 3u}) {
    const auto o =
        world.attempt({"order", "intent", "--order", std::to_string(world.order), "--day",
                       to_text(day_at(world, n)), "--home", office(world, "agency")});
    d["not_covered"][to_text(day_at(world, n))] = rule_of(o.json);
    good = good && o.exit_code == 3;
  }
  return good;
}

bool others_stay_shut(World& world, json& d) {
  bool good = true;
  for (const std::uint32_t n : {0u, 1u, 2u, 3u}) {
    std::vector<std::string> attack{
        "attack",   "open-others",      "--day",   to_text(day_at(world, n)),
        "--server", world.server_dir(), "--court", office(world, "court")};
    for (const char* c : {"custodian-1", "custodian-2", "custodian-3"})
      attack.insert(attack.end(), {"--custodian", office(world, c)});
    const auto r = world.act(attack);
    d[to_text(day_at(world, n))] = r;
    // Ana sealed two envelopes on each covered day: one for each of her conversations.  They are
    // the control: with the same secrets the same code opens them.
    const std::size_t wanted = n == 1 || n == 2 ? 2 : 0;
    good = good && r["opened"] == wanted && r["envelopes"].get<std::size_t>() >= 2 + wanted;
  }
  return good;
}

}  // namespace

/// Whether the log has the day's object, or takes one that others prepared and signed.
static bool is_published(World& world, std::uint32_t n) {
  return world
             .attempt({"court", "publish-day", "--day", to_text(day_at(world, n)), "--home",
                       office(world, "court")})
             .exit_code == 0;
}

void work_ahead(World& world) {
  constexpr std::uint32_t kAhead_days = 3;
  const std::uint32_t today = day_of(world.now()).n - world.day.n;
  std::uint32_t next = world.published.n + 1 - world.day.n;
  // What somebody published by hand meanwhile is published; done again it comes to the same.
  while (next <= today + kAhead_days && is_published(world, next))
    world.published = day_at(world, next++);
  if (next <= today + kAhead_days) {
    deal_days(world, next, today + kAhead_days);
    for (std::uint32_t n = next; n <= today + kAhead_days; ++n) publish_day(world, n);
  }
  constexpr std::uint32_t kListsEvery_days = 20;  // they are certified for thirty
  if (world.listed + kListsEvery_days <= day_of(world.now())) renew_lists(world);
  world.save();
}

void pass_day(World& world) {
  work_ahead(world);
  morning(world, day_of(world.now()).n + 1 - world.day.n);
  world.save();
}

void deal_days(World& world, std::uint32_t first, std::uint32_t last) {
  // --again: also what somebody called for by hand, and left
  world.act({"court", "call-dealers", "--from", to_text(day_at(world, first)), "--to",
             to_text(day_at(world, last)), "--again", "--home", office(world, "court")});
  for (bool over = false; !over;) {
    for (const char* c : {"custodian-1", "custodian-2", "custodian-3"})
      world.act({"custodian", "deal-days", "--home", office(world, c)});
    over = world.act(
        {"court", "carry-dealings", "--home", office(world, "court")})["ceremonies"][0]["over"];
  }
}

void publish_day(World& world, std::uint32_t n) {
  const std::string day = to_text(day_at(world, n));
  world.act({"court", "prepare-day", "--day", day, "--home", office(world, "court")});
  for (const char* c : {"custodian-1", "custodian-2"})
    world.act({"custodian", "sign-epoch", "--day", day, "--home", office(world, c)});
  world.act({"court", "publish-day", "--day", day, "--home", office(world, "court")});
  world.published = day_at(world, n);
}

void order(World& world) {
  world.story.chapter("4. A court order on one account");
  world.story.say(
      "Ben's case goes to the police. They ask the court for Ana's messages of two days. The judge signs; the custodians each check "
      "everything themselves. First, three ways to ask for too much:");
  world.third = world.act({"chat", "new", "cleo", "--home", world.client("ana")})["conversation"];
  world.act({"chat", "sync", "--home", world.client("cleo")});
  talk(world, 0);
  world.story.step(
      "order_overreach_refused",
      "An order on \"all members\", one without a judge's signature, and one with a single custodian: each refused, naming the rule.",
      [&](json& d) { return overreach_is_refused(world, d); });

  world.story.say(
      "With a second custodian's consent the order enters the public log; whom it names stays hidden. Every day every phone seals a tiny "
      "envelope under the same public object, and cannot tell whether it is a target. Three simulated days pass.");
  publish_order(world);
  for (const std::uint32_t n : {1u, 2u, 3u}) {
    publish_day(world, n);  // by the evening before
    morning(world, n);
    talk(world, n);
  }
  world.story.step(
      "order_opened_target",
      "Once those days are over, Ana's messages of the two covered ones opened, after a public intent, with the court's part of the key and two custodians, who see no envelope. The day before and the day after: refused.",
      [&](json& d) { return target_opens(world, d); });
  world.story.step(
      "order_nontarget_lossy",
      "An attacker who is given every key of the court, all three custodians and the server's whole database opens Ana's envelopes of those two days, and not one of anybody else's.",
      [&](json& d) { return others_stay_shut(world, d); });
}

}  // namespace eq::app::demo
