// Chapter 3: what was said can be proven, what was not said cannot.
#include "apps/equipoise/demo/world.h"
#include "apps/equipoise/frame/command.h"

namespace eq::app::demo {
namespace {

using json = nlohmann::ordered_json;

constexpr const char* kThreat = "Pay by Friday, or everybody gets your pictures.";

std::uint64_t last_seq(World& world, const std::string& who) {
  return world.act({"chat", "show", world.pair, "--home", world.client(who)})["messages"]
      .back()["seq"];
}

/// The moderator works once and says what it made of its desk.
json moderate(World& world) {
  return world.act({"moderator", "once", "--home", world.office("moderator")});
}

bool honest_report(World& world, json& d) {
  auto say = [&](const char* who, const std::string& text) {
    world.act({"chat", "send", world.pair, text + " " + world.marker, "--home", world.client(who)});
  };
  const std::uint64_t first = last_seq(world, "ben") + 1;
  say("ana", "Hi Ben, remember the photos you sent me?");
  say("ben", "That is between us. My address is 12 Elm Street, by the way.");
  say("ana", kThreat);
  world.act({"chat", "sync", "--home", world.client("ben")});
  // Ben shows the first and the last message and keeps his own words to himself.
  const std::vector<std::string> report{"chat",
                                        "report",
                                        world.pair,
                                        "--first",
                                        std::to_string(first),
                                        "--last",
                                        std::to_string(first + 2),
                                        "--withhold",
                                        std::to_string(first + 1),
                                        "--category",
                                        "threat",
                                        "--note",
                                        "She is blackmailing me.",
                                        "--home",
                                        world.client("ben")};
  const auto preview = world.act(report);
  auto send = report;
  send.push_back("--send");
  const auto sent = world.act(send);
  const auto worked = moderate(world);
  const auto events = world.act({"chat", "sync", "--home", world.client("ben")})["events"];
  const auto cases =
      world.act({"moderator", "cases", "--home", world.office("moderator")})["cases"];
  const auto shown = world.act({"moderator", "show", cases.back()["number"].dump(), "--reviewer",
                                world.reviewer_key(), "--home", world.office("moderator")});
  d["preview"] = preview["preview"];
  d["case"] = cases.back()["number"];
  d["moderator_sees"] = shown["lines"];
  const auto& lines = shown["lines"];
  const bool answered = !events.empty() && events.back()["event"] == "report_answered" &&
                        events.back()["verified"] == true;
  // The preview is what was sent: same lines, same bytes.
  return preview["sent"] == false && sent["sent"] == true &&
         preview["preview"] == sent["preview"] && !worked.is_null() && answered &&
         lines.size() == 3 && lines[1]["withheld"] == true && !lines[1].contains("text") &&
         lines[2]["text"] == std::string(kThreat) + " " + world.marker;
}

}  // namespace

void report(World& world) {
  world.story.chapter("3. Ben reports a threat");
  world.story.step(
      "report_verified",
      "Ben chose three messages, withheld one, saw exactly what would leave, and sent it. The moderator's check proves Ana wrote it; the withheld one shows as withheld.",
      [&](json& d) { return honest_report(world, d); });
  world.story.step(
      "forged_report_refused",
      "An altered character, a message never sent, and a message under another person's token: the moderator refused all three.",
      [&](json& d) {
        bool all_refused = true;
        for (const char* kind : {"altered", "invented", "borrowed"}) {
          const auto before = moderate(world);
          (void)before;
          const std::uint64_t seq = last_seq(world, "ben");
          world.act({"attack", "forge-report", kind, world.pair, std::to_string(seq), "--home",
                     world.client("ben")});
          const auto worked = moderate(world);
          d[kind] = worked["refused"];
          all_refused =
              all_refused && worked["cases_opened"].empty() && worked["refused"].size() == 1;
        }
        return all_refused;
      });
}

}  // namespace eq::app::demo
