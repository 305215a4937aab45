// Chapter 2: a listed picture is recognised on the phone, and nowhere else.
#include "apps/equipoise/command.h"
#include "apps/equipoise/demo/world.h"
#include "apps/equipoise/home.h"
#include "apps/media/edit.h"
#include "apps/media/encode.h"
#include "apps/media/synth.h"

namespace eq::app::demo {
namespace {

using json = nlohmann::ordered_json;

constexpr std::uint64_t kListed = 1001, kHarmless[] = {2001, 2002, 2003};
constexpr std::uint64_t kOthersListed[] = {1002, 1003, 1004};

std::string draw(World& w, const std::string& name, std::uint64_t seed) {
  const std::string path = w.file(name);
  write_file(path, must(media::encode_jpeg(media::landscape(seed), 92), "Cannot draw a picture"), 0644);
  return path;
}

/// What happens to a picture that is passed on: half the size, JPEG quality 50.
std::string passed_on(World& w, const std::string& original) {
  const auto picture = must(media::decode(read_file(original)), "Cannot decode a picture of our own");
  const std::string path = w.file("passed-on.jpg");
  write_file(path, must(media::encode_jpeg(media::half_size(picture), 50), "Cannot re-encode a picture"), 0644);
  return path;
}

void certify_list(World& w, const std::vector<std::string>& pictures) {
  for (const char* hotline : {"hotline-nl", "hotline-ie"}) {
    std::vector<std::string> add{"list", "add"};
    add.insert(add.end(), pictures.begin(), pictures.end());
    for (const char* word : {"--assessor", "analyst 1", "--provenance", "drill: harmless synthetic pictures"}) add.push_back(word);
    add.insert(add.end(), {"--home", w.office(hotline)});
    w.act(add);
  }
  w.act({"list", "propose", "--to", "Hotline Ireland", "--region", "NL=warn:consent of the user, drill", "--region", "*=off", "--home", w.office("hotline-nl")});
  w.act({"list", "certify", "--home", w.office("hotline-ie")});
  w.act({"list", "publish", "--home", w.office("hotline-nl")});
}

/// Ana sends a picture, Ben opens it in a region where the list is in force.
json ben_opens(World& w, const std::string& path, const std::string& saved_as) {
  w.act({"chat", "send", w.pair, "A picture for you " + w.marker, "--attach", path, "--home", w.client("ana")});
  const auto events = w.act({"chat", "sync", "--home", w.client("ben")})["events"];
  const std::uint64_t seq = events.back()["message"]["seq"];
  json answer = w.act({"chat", "picture", w.pair, std::to_string(seq), "--region", "NL", "--out", saved_as, "--home", w.client("ben")});
  answer["saved_as_sent"] = read_file(saved_as) == read_file(path);
  return answer;
}

}  // namespace

void draw_photo(World& w) { w.photo = draw(w, "photo.jpg", 42); }

void warn(World& w) {
  w.story.chapter("2. A known picture is recognised, on the phone only");
  w.story.say("Two hotlines, in the Netherlands and in Ireland, each hash their own copies of the same harmless drill pictures. "
              "Only what both certify enters the list; its head is in the public log, the pictures and hashes never leave them.");
  std::vector<std::string> listed{draw(w, "listed-1.jpg", kListed)};
  int n = 2;
  for (const auto seed : kOthersListed) listed.push_back(draw(w, "listed-" + std::to_string(n++) + ".jpg", seed));

  json hit;
  w.story.step("warn_listed_picture", "A listed picture, halved and re-encoded at quality 50, was recognised on Ben's phone and blurred, with an explanation.", [&](json& d) {
    certify_list(w, listed);
    hit = ben_opens(w, passed_on(w, listed[0]), w.client("ben") + "/warned.jpg");
    d = hit;
    return hit["verdict"] == "listed" && hit["blurred"] == true && hit["saved_as_sent"] == false && !hit["explanation"].get<std::string>().empty();
  });
  w.story.step("harmless_picture_silent", "Three other pictures passed without a word. The server saw requests of the same size for all four: it cannot tell which was which.", [&](json& d) {
    bool silent = true, alike = true;
    json all = json::array();
    for (const auto seed : kHarmless) {
      const auto answer = ben_opens(w, draw(w, "harmless-" + std::to_string(seed) + ".jpg", seed), w.client("ben") + "/harmless.jpg");
      silent = silent && answer["verdict"] == "not_listed" && answer["blurred"] == false && answer["saved_as_sent"] == true;
      alike = alike && answer["bytes_sent"] == hit["bytes_sent"] && answer["bytes_received"] == hit["bytes_received"];
      all.push_back({{"verdict", answer["verdict"]}, {"bytes_sent", answer["bytes_sent"]}, {"bytes_received", answer["bytes_received"]}});
    }
    d["listed"] = {{"bytes_sent", hit["bytes_sent"]}, {"bytes_received", hit["bytes_received"]}};
    d["harmless"] = all;
    d["requests_per_picture"] = 1;
    return silent && alike;
  });
}

}  // namespace eq::app::demo
