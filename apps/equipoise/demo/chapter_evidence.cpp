// Chapters 5 and 6: the package for the court, the public's audit, and the person who is told.
#include <algorithm>
#include <filesystem>

#include "apps/equipoise/demo/world.h"
#include "apps/equipoise/frame/command.h"
#include "apps/equipoise/frame/home.h"

namespace eq::app::demo {
namespace {

using json = nlohmann::ordered_json;
namespace fs = std::filesystem;

void flip_byte(const std::string& path, std::size_t at) {
  Bytes bytes = read_file(path);
  bytes.at(at) ^= 1;
  write_file(path, bytes);
}

/// Where the bytes of a stored text begin in a file.
std::size_t find_in(const Bytes& file, std::string_view text) {
  const auto v = view(text);
  const auto it = std::search(file.begin(), file.end(), v.begin(), v.end());
  if (it == file.end()) throw Failure{"The package does not hold the text it should", ""};
  return static_cast<std::size_t>(it - file.begin());
}

bool package_verifies(World& world, const std::string& file, json& d) {
  const auto made = world.act({"order", "package", "--order", std::to_string(world.order), "--out",
                               file, "--home", world.office("agency")});
  const auto verified = world.attempt({"evidence", "verify", file, "--realm", world.realm_file()});
  d["file"] = file;
  d["items"] = made["items"];
  d["messages"] = made["messages"];
  d["exit_code"] = verified.exit_code;
  return verified.exit_code == 0 && made["messages"] == 6;
}

bool log_says_the_same(World& world, const std::string& file, json& d) {
  const auto asked = world.attempt({"evidence", "verify", file, "--realm", world.realm_file(),
                                    "--log", world.url(), "--clock", world.clock_file()});
  if (asked.exit_code != 0 || !asked.json.is_object()) return false;
  for (const char* when : {"standing", "standing_now"})
    d[when] = {{"stands", asked.json[when]["stands"]}, {"stage", asked.json[when]["stage"]}};
  return asked.json["standing"]["stands"] == true && asked.json["standing_now"]["stands"] == true;
}

bool tampering_is_named(World& world, const std::string& file, json& d) {
  const std::string tampered = world.file("tampered.zip");
  fs::copy_file(file, tampered);
  // One bit in one letter of one message: ZIP entries are stored uncompressed, so the text is there
  // to change.
  flip_byte(tampered, find_in(read_file(tampered), "Ana again on day 1"));
  const auto refused =
      world.attempt({"evidence", "verify", tampered, "--realm", world.realm_file()});
  d["exit_code"] = refused.exit_code;
  d["said"] = refused.err;
  return refused.exit_code == 3 && refused.err.find("data/messages/") != std::string::npos;
}

std::vector<std::string> audit_of(World& world, const std::string& dir) {
  return {"audit", "--offline", dir, "--realm", world.realm_file(), "--clock", world.clock_file()};
}

bool audit_finds(World& world, const std::string& saved, const std::string& what,
                 const std::function<void(const std::string& dir)>& damage, json& d) {
  const std::string dir = world.file("audit-" + what);
  fs::copy(saved, dir, fs::copy_options::recursive);
  damage(dir);
  const auto o = world.attempt(audit_of(world, dir));
  d[what] = {{"exit_code", o.exit_code}};
  if (o.json.is_object() && o.json.contains("violation"))
    d[what]["violation"] = o.json["violation"];
  return o.exit_code == 3 && o.json.is_object() && o.json["ok"] == false &&
         o.json.contains("violation");
}

/// The bundle of the order log's entries that was saved: the widest partial one.
std::string bundle(const std::string& dir) {
  std::string widest;
  for (const auto& e : fs::recursive_directory_iterator(dir + "/log/orders/tile/entries"))
    if (e.is_regular_file() && (widest.empty() || e.file_size() > fs::file_size(widest)))
      widest = e.path();
  if (widest.empty()) throw Failure{"The audit saved no entries", ""};
  return widest;
}

/// Take the third entry out of a bundle: u16 length, then bytes, entry after entry.
void remove_entry(const std::string& path) {
  Bytes b = read_file(path);
  auto next = [&](std::size_t at) { return at + 2 + (std::size_t{b.at(at)} << 8 | b.at(at + 1)); };
  const std::size_t from = next(next(0)), to = next(from);
  b.erase(b.begin() + static_cast<std::ptrdiff_t>(from),
          b.begin() + static_cast<std::ptrdiff_t>(to));
  write_file(path, b);
}

}  // namespace

void evidence(World& world) {
  world.story.chapter("5. Evidence for the court");
  const std::string file = world.file("evidence-order-" + std::to_string(world.order) + ".zip");
  world.story.step(
      "evidence_verified",
      "The opened messages, their proofs and the log's proofs are one file; a court expert verifies it offline, without asking anybody.",
      [&](json& d) { return package_verifies(world, file, d); });
  world.story.show_command(program() + " evidence verify " + file + " --realm " +
                           world.realm_file());
  world.story.step(
      "evidence_asked_of_the_log",
      "The package says on whose decision the order rests and that it stands, as of a head of the public log; asked, the log says the same of now.",
      [&](json& d) { return log_says_the_same(world, file, d); });
  world.story.step("evidence_tampered_refused",
                   "One flipped bit in one message: refused, and the item is named.",
                   [&](json& d) { return tampering_is_named(world, file, d); });
}

void audit(World& world) {
  world.story.chapter("6. Anybody can check");
  const std::string saved = world.file("audit");
  world.story.step(
      "audit_clean",
      "An auditor saved the public logs and replayed them offline: every order, day, opening and list version agrees, under the witness's signature. The package for the court agrees with them, too.",
      [&](json& d) {
        world.act({"audit", world.url(), "--realm", world.realm_file(), "--save", saved, "--clock",
                   world.clock_file()});
        const auto replay = world.act(audit_of(world, saved));
        d["figures"] = replay["figures"];
        d["steps"] = replay["steps"].size();
        const auto package =
            world.attempt({"evidence", "verify",
                           world.file("evidence-order-" + std::to_string(world.order) + ".zip"),
                           "--realm", world.realm_file(), "--saved-log", saved});
        return package.exit_code == 0 && replay["ok"] == true && replay["figures"]["orders"] == 1 &&
               replay["figures"]["account_days_opened"] == 2 &&
               replay["figures"]["list_versions"] == 2;
      });
  world.story.step(
      "audit_deletion_detected",
      "An entry removed, and an entry altered by one bit: the audit fails and says where.",
      [&](json& d) {
        const bool removed = audit_finds(
            world, saved, "entry_removed",
            [](const std::string& dir) { remove_entry(bundle(dir)); }, d);
        const bool altered = audit_finds(
            world, saved, "entry_altered",
            [](const std::string& dir) {
              const std::string path = bundle(dir);
              flip_byte(path, read_file(path).size() / 2);
            },
            d);
        return removed && altered;
      });
}

void tell_the_person(World& world) {
  world.story.chapter("7. The person is told");
  world.story.step(
      "target_told",
      "When the secrecy month was over, Ana's phone found the notice in the public log by itself. Ben's found none.",
      [&](json& d) {
        const auto before = world.act({"chat", "notices", "--home", world.client("ana")});
        // The month after the order's last day, as the order itself says.
        Day first = world.day + 2;
        const std::string month = to_text(first).substr(0, 7);
        while (to_text(first).substr(0, 7) == month) first = first + 1;
        if (world.now() < start_of(first) + 9 * kHour_ms)
          world.set_time(start_of(first) + 9 * kHour_ms);
        world.act({"court", "disclose", "--month", to_text(first).substr(0, 7), "--home",
                   world.office("court")});
        const auto ana = world.act({"chat", "notices", "--home", world.client("ana")});
        const auto ben = world.act({"chat", "notices", "--home", world.client("ben")});
        d["before"] = before["notices"].size();
        d["after"] = ana["notices"];
        d["others"] = ben["notices"].size();
        // The new month needs new sending tokens, also for whoever tries the live chat afterwards.
        for (const char* who : {"ana", "ben", "cleo"})
          world.act({"chat", "sync", "--home", world.client(who)});
        world.act({"moderator", "once", "--home", world.office("moderator")});
        for (const char* who : {"ana", "ben", "cleo"})
          world.act({"chat", "sync", "--home", world.client(who)});
        return before["notices"].empty() && ana["notices"].size() == 1 &&
               ana["notices"][0]["order"] == world.order && ben["notices"].empty();
      });
}

}  // namespace eq::app::demo
