// Chapter 2: a picture on one list is recognised on the phone and nowhere else; of another kind of
// list, in another country, whose law says so, more than a threshold of pictures is put before a
// human.
#include "apps/equipoise/demo/world.h"
#include "apps/equipoise/frame/command.h"
#include "apps/equipoise/frame/home.h"
#include "apps/media/edit.h"
#include "apps/media/encode.h"
#include "apps/media/synth.h"

namespace eq::app::demo {
namespace {

using json = nlohmann::ordered_json;

constexpr std::uint64_t kListed = 1001, kHarmless[] = {2001, 2002, 2003};
// as harmless as the others: drawn landscapes
constexpr std::uint64_t kTerrorism[] = {1002, 1003, 1004, 1005, 1006};
// Cleo sends so many listed pictures first, then the rest
constexpr std::size_t kThreshold = 2, kBelow = 2;

std::string draw(World& world, const std::string& name, std::uint64_t seed) {
  const std::string path = world.file(name);
  write_file(path, must(media::encode_jpeg(media::landscape(seed), 92), "Cannot draw a picture"),
             0644);
  return path;
}

/// What happens to a picture that is passed on: half the size, JPEG quality 50.
std::string passed_on(World& world, const std::string& original) {
  const auto picture =
      must(media::decode(read_file(original)), "Cannot decode a picture of our own");
  const std::string path = world.file("passed-on.jpg");
  write_file(path,
             must(media::encode_jpeg(media::half_size(picture), 50), "Cannot re-encode a picture"),
             0644);
  return path;
}

/// Both hotlines hold these pictures.
void hold(World& world, const std::string& kind, const std::vector<std::string>& pictures) {
  for (const char* hotline : {"hotline-nl", "hotline-ie"}) {
    std::vector<std::string> add{"list", "add"};
    add.insert(add.end(), pictures.begin(), pictures.end());
    add.insert(add.end(), {"--kind", kind, "--assessor", "analyst 1", "--provenance",
                           "drawn for this story, harmless", "--home", world.office(hotline)});
    world.act(add);
  }
}

/// The court signs that a law allows this mode in this region, for lists of this kind and no other.
std::string legal_basis(World& world, const std::string& kind, const std::string& region,
                        const std::string& mode) {
  const std::string file = world.file("basis-" + kind);
  world.act({"court",     "legal-basis", "--judge",      world.judge_key(),
             "--kind",    kind,          "--region",     region,
             "--mode",    mode,          "--instrument", "Drill Act",
             "--article", "article 1",   "--until",      to_text(world.day + 365),
             "--out",     file,          "--home",       world.office("court")});
  return file;
}

void publish_list(World& world, const std::string& kind, const std::string& basis,
                  const std::vector<std::string>& options) {
  std::vector<std::string> propose{
      "list",    "propose", "--kind", kind, "--to",   "Hotline Ireland",
      "--basis", basis,     "--off",  "*",  "--home", world.office("hotline-nl")};
  propose.insert(propose.end(), options.begin(), options.end());
  world.act(propose);
  world.act({"list", "certify", "--home", world.office("hotline-ie")});
  world.act({"list", "publish", "--kind", kind, "--home", world.office("hotline-nl")});
}

const std::vector<std::string> kReporting{"--threshold", std::to_string(kThreshold), "--synthetic",
                                          "8"};

void certify_lists(World& world, const std::string& drill,
                   const std::vector<std::string>& terrorism) {
  hold(world, "drill", {drill});
  hold(world, "terrorism", terrorism);
  // The key by which vouchers of this kind are evaluated: each hotline gets a part, and nobody the
  // whole.
  for (int round = 0; round < 2; ++round) {
    world.act({"list", "key", "--kind", "terrorism", "--with", "Hotline Ireland", "--home",
               world.office("hotline-nl")});
    world.act({"list", "key", "--kind", "terrorism", "--with", "Hotline Netherlands", "--home",
               world.office("hotline-ie")});
  }
  publish_list(world, "drill", legal_basis(world, "drill", "NL", "warn"), {});
  publish_list(world, "terrorism", legal_basis(world, "terrorism", "IE", "report"), kReporting);
  world.listed = day_of(world.now());
}

/// Ana sends a picture, Ben opens it in a region where the list is in force.
json ben_opens(World& world, const std::string& path, const std::string& saved_as) {
  world.act({"chat", "send", world.pair, "A picture for you " + world.marker, "--attach", path,
             "--home", world.client("ana")});
  const auto events = world.act({"chat", "sync", "--home", world.client("ben")})["events"];
  const std::uint64_t seq = events.back()["message"]["seq"];
  json answer = world.act({"chat", "picture", world.pair, std::to_string(seq), "--out", saved_as,
                           "--home", world.client("ben")});
  answer["saved_as_sent"] = read_file(saved_as) == read_file(path);
  return answer;
}

/// Cleo, in Ireland, sends pictures to Ben.
struct Cleo {
  World& w;
  std::string conversation =
      w.act({"chat", "new", "ben", "--home", w.client("cleo")})["conversation"];

  /// @return what became of the picture's voucher; null if none was thought of
  json sends(const std::string& path) const {
    return w
        .act({"chat", "send", conversation, "Look " + w.marker, "--attach", path, "--home",
              w.client("cleo")})["vouchers"]
        .at(0);
  }
};

/// Both hotlines do their part; @return what they did in all.  After an opening is logged, the
/// witness must see it first.
json hotlines_evaluate(World& world) {
  json sum{{"evaluated", 0}, {"compared", 0}, {"on_list", 0}};
  for (const char* hotline : {"hotline-nl", "hotline-ie", "hotline-nl"}) {
    const auto did = world.act({"list", "evaluate", "--home", world.office(hotline)});
    for (const char* what : {"evaluated", "compared", "on_list"})
      sum[what] = sum[what].get<int>() + did[what].get<int>();
  }
  return sum;
}

bool nothing_opens_below(World& world, const Cleo& cleo, const std::vector<std::string>& listed,
                         json& d) {
  d["mode"] = world
                  .act({"client", "mode", "--kind", "terrorism", "--region", "IE", "--home",
                        world.client("cleo")})["lists"]
                  .at(0);
  world.act({"client", "consent", "--kind", "terrorism", "--region", "IE", "--mode", "report",
             "--home", world.client("cleo")});
  json vouchers = json::array();
  for (std::size_t i = 0; i < kBelow; ++i)
    vouchers.push_back(cleo.sends(passed_on(world, listed[i])));
  vouchers.push_back(cleo.sends(draw(world, "holiday.jpg", kHarmless[0])));
  bool alike = true;
  for (const auto& v : vouchers)
    alike = alike && v["voucher"] == true && v["bytes"] == vouchers[0]["bytes"];
  const auto did = hotlines_evaluate(world);
  d["vouchers"] = vouchers;
  d["hotlines"] = did;
  return alike && d["mode"]["mode"] == "report" && d["mode"]["agreed"] == false &&
         did["evaluated"] == 2 * (kBelow + 1) && did["compared"] == 0 &&
         world.act({"moderator", "once", "--home", world.office("moderator")})["cases_opened"]
             .empty();
}

bool a_human_decides_above(World& world, const Cleo& cleo, const std::vector<std::string>& listed,
                           json& d) {
  for (std::size_t i = kBelow; i < listed.size(); ++i) cleo.sends(passed_on(world, listed[i]));
  json did;
  for (int i = 0; i < 50 && (did.is_null() || did["compared"] == 0); ++i) {
    if (!did.is_null()) wait_ms(100);
    did = hotlines_evaluate(world);
  }
  const auto turn = world.act({"moderator", "once", "--home", world.office("moderator")});
  d["hotlines"] = did;
  d["cases_opened"] = turn["cases_opened"];
  const std::string number = turn["cases_opened"].at(0);
  const auto shown = world.act({"moderator", "show", number, "--reviewer", world.reviewer_key(),
                                "--save-attachments", world.file("looked-at"), "--home",
                                world.office("moderator")});
  const auto decided = world.act({"moderator", "decide", number, "--reviewer", world.reviewer_key(),
                                  "--no-report", "--decision", "Nothing is reported.", "--reason",
                                  "These are the harmless drawings of this story.", "--home",
                                  world.office("moderator")});
  const auto events = world.act({"chat", "sync", "--home", world.client("cleo")})["events"];
  d["case"] = shown;
  d["decided"] = decided;
  world.act({"client", "withdraw", "--home", world.client("cleo")});
  d["after_withdrawal"] = cleo.sends(listed[0]);
  return did["on_list"] == did["compared"] && shown["pictures"].get<std::size_t>() > kThreshold &&
         shown["category"] == "terrorism" && shown["desk"] == "extremism" &&
         shown["account"] == world.account["cleo"] && shown["reported"] == false &&
         decided["reported"] == false && !events.empty() &&
         events.back()["event"] == "case_decided" && d["after_withdrawal"].is_null();
}

void report_above_threshold(World& world, const std::vector<std::string>& listed) {
  world.story.say(
      "In Ireland, in this story, a law lets a service report whoever sends more than two pictures listed as terrorist content; for no other "
      "kind of list does it say so. Cleo read that and agreed. Beside each picture she sends now goes a voucher that only both hotlines together can evaluate.");
  const Cleo cleo{world};
  world.story.step(
      "below_threshold_nothing_opens",
      "Cleo sent two listed pictures and a holiday picture. All three vouchers have the same size, and nothing was opened.",
      [&](json& d) { return nothing_opens_below(world, cleo, listed, d); });
  world.story.step(
      "report_after_threshold",
      "With more, the public log first said that pictures of somebody would be opened; then they were, a hotline compared them, and "
      "the case came to the desk for extremism, where a person decided: harmless drawings, no report. Cleo was told, and took her consent back.",
      [&](json& d) { return a_human_decides_above(world, cleo, listed, d); });
}

}  // namespace

void renew_lists(World& world) {
  publish_list(world, "drill", world.file("basis-drill"), {});
  publish_list(world, "terrorism", world.file("basis-terrorism"), kReporting);
  world.listed = day_of(world.now());
}

void lives(World& world) {
  world.story.step(
      "world_lives",
      "Today, too, there is a list in force, on which a listed picture is recognised, and an object under which Ana's envelope is sealed; the next days' are public.",
      [&](json& d) {
        d["today"] = to_text(day_of(world.now()));
        d["published_until"] = to_text(world.published);
        const auto sent = world.act({"chat", "send", world.pair, "Still here " + world.marker,
                                     "--home", world.client("ana")});
        world.act({"chat", "sync", "--home", world.client("ben")});
        const auto opened =
            ben_opens(world, passed_on(world, world.file("listed-1.jpg")),
                      world.client("ben") + "/seen-at-" + std::to_string(world.now().ms) + ".jpg");
        d["access"] = sent["access"];
        d["verdict"] = opened["verdict"];
        return sent["access"] == "sealed" && opened["verdict"] == "listed" &&
               opened["blurred"] == true && day_of(world.now()) + 2 <= world.published;
      });
}

void draw_photo(World& world) { world.photo = draw(world, "photo.jpg", 42); }

void warn(World& world) {
  world.story.chapter("2. A known picture is recognised, on the phone only");
  world.story.say(
      "Two hotlines, in the Netherlands and in Ireland, each hash their own copies of the same harmless pictures, for two kinds of "
      "list: a drill, and one that stands for terrorist content. Only what both certify enters a list; its head is in the public log, "
      "the pictures and hashes never leave them. Each kind has its own history, key, legal basis and consent.");
  const std::string drill = draw(world, "listed-1.jpg", kListed);
  std::vector<std::string> listed;
  int n = 2;
  for (const auto seed : kTerrorism)
    listed.push_back(draw(world, "listed-" + std::to_string(n++) + ".jpg", seed));

  world.story.step(
      "without_consent_nothing_is_compared",
      "Ben has not agreed to anything yet: his phone opened a listed picture without comparing it, and said so.",
      [&](json& d) {
        certify_lists(world, drill, listed);
        d = ben_opens(world, drill, world.client("ben") + "/not-checked.jpg");
        world.act({"client", "consent", "--kind", "drill", "--region", "NL", "--mode", "warn",
                   "--home", world.client("ben")});
        return d["checked"] == false && d["blurred"] == false;
      });
  json hit;
  world.story.step(
      "warn_listed_picture",
      "A listed picture, halved and re-encoded at quality 50, was recognised on Ben's phone and blurred, with an explanation.",
      [&](json& d) {
        hit = ben_opens(world, passed_on(world, drill), world.client("ben") + "/warned.jpg");
        d = hit;
        return hit["verdict"] == "listed" && hit["blurred"] == true &&
               hit["saved_as_sent"] == false && !hit["explanation"].get<std::string>().empty();
      });
  world.story.step(
      "harmless_picture_silent",
      "Three other pictures passed without a word. The server saw requests of the same size for all four: it cannot tell which was which.",
      [&](json& d) {
        bool silent = true, alike = true;
        json all = json::array();
        for (const auto seed : kHarmless) {
          const auto answer =
              ben_opens(world, draw(world, "harmless-" + std::to_string(seed) + ".jpg", seed),
                        world.client("ben") + "/harmless-" + std::to_string(seed) + ".jpg");
          silent = silent && answer["verdict"] == "not_listed" && answer["blurred"] == false &&
                   answer["saved_as_sent"] == true;
          alike = alike && answer["bytes_sent"] == hit["bytes_sent"] &&
                  answer["bytes_received"] == hit["bytes_received"];
          all.push_back({{"verdict", answer["verdict"]},
                         {"bytes_sent", answer["bytes_sent"]},
                         {"bytes_received", answer["bytes_received"]}});
        }
        d["listed"] = {{"bytes_sent", hit["bytes_sent"]},
                       {"bytes_received", hit["bytes_received"]}};
        d["harmless"] = all;
        d["requests_per_picture"] = 1;
        return silent && alike;
      });
  report_above_threshold(world, listed);
}

}  // namespace eq::app::demo
