// Chapter 3: what was said can be proven, what was not said cannot.
#include "apps/equipoise/demo/world.h"
#include "apps/equipoise/frame/command.h"

namespace eq::app::demo {
namespace {

using json = nlohmann::ordered_json;

constexpr const char* kThreat = "Pay by Friday, or everybody gets your pictures.";

std::uint64_t last_seq(World& w, const std::string& who) {
  return w.act({"chat", "show", w.pair, "--home", w.client(who)})["messages"].back()["seq"];
}

/// The moderator works once and says what it made of its desk.
json moderate(World& w) { return w.act({"moderator", "once", "--home", w.office("moderator")}); }

bool honest_report(World& w, json& d) {
  auto say = [&](const char* who, const std::string& text) {
    w.act({"chat", "send", w.pair, text + " " + w.marker, "--home", w.client(who)});
  };
  const std::uint64_t first = last_seq(w, "ben") + 1;
  say("ana", "Hi Ben, remember the photos you sent me?");
  say("ben", "That is between us. My address is 12 Elm Street, by the way.");
  say("ana", kThreat);
  w.act({"chat", "sync", "--home", w.client("ben")});
  // Ben shows the first and the last message and keeps his own words to himself.
  const std::vector<std::string> report{"chat",
                                        "report",
                                        w.pair,
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
                                        w.client("ben")};
  const auto preview = w.act(report);
  auto send = report;
  send.push_back("--send");
  const auto sent = w.act(send);
  const auto worked = moderate(w);
  const auto events = w.act({"chat", "sync", "--home", w.client("ben")})["events"];
  const auto cases = w.act({"moderator", "cases", "--home", w.office("moderator")})["cases"];
  const auto shown = w.act({"moderator", "show", cases.back()["number"].dump(), "--reviewer", "Mo",
                            "--home", w.office("moderator")});
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
         lines[2]["text"] == std::string(kThreat) + " " + w.marker;
}

}  // namespace

void report(World& w) {
  w.story.chapter("3. Ben reports a threat");
  w.story.step(
      "report_verified",
      "Ben chose three messages, withheld one, saw exactly what would leave, and sent it. The moderator's check proves Ana wrote it; the withheld one shows as withheld.",
      [&](json& d) { return honest_report(w, d); });
  w.story.step(
      "forged_report_refused",
      "An altered character, a message never sent, and a message under another person's token: the moderator refused all three.",
      [&](json& d) {
        bool all_refused = true;
        for (const char* kind : {"altered", "invented", "borrowed"}) {
          const auto before = moderate(w);
          (void)before;
          const std::uint64_t seq = last_seq(w, "ben");
          w.act({"attack", "forge-report", kind, w.pair, std::to_string(seq), "--home",
                 w.client("ben")});
          const auto worked = moderate(w);
          d[kind] = worked["refused"];
          all_refused =
              all_refused && worked["cases_opened"].empty() && worked["refused"].size() == 1;
        }
        return all_refused;
      });
}

}  // namespace eq::app::demo
