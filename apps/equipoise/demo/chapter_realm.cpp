// Before the story: every office makes its own keys, and all pin one public constitution.
#include "apps/equipoise/demo/world.h"
#include "apps/equipoise/frame/command.h"
#include "apps/equipoise/frame/home.h"

namespace eq::app::demo {
namespace {

constexpr int kCustodians = 3;
constexpr const char* kThreshold = "2";

std::string custodian(int i) { return "custodian-" + std::to_string(i); }

void make_keys(World& w) {
  w.act({"platform", "init", "--name", "chat.example", "--home", w.server_dir()});
  w.act({"witness", "init", "--name", "witness.example", "--home", w.office("witness")});
  w.act({"moderator", "init", "--name", "Moderation Office", "--home", w.office("moderator")});
  w.act({"court", "init", "--name", "District Court", "--home", w.office("court")});
  w.act({"agency", "init", "--name", "Police", "--home", w.office("agency")});
  w.act({"hotline", "init", "--name", "Hotline Netherlands", "--jurisdiction", "NL", "--kinds",
         "drill,terrorism", "--home", w.office("hotline-nl")});
  w.act({"hotline", "init", "--name", "Hotline Ireland", "--jurisdiction", "IE", "--kinds",
         "drill,terrorism", "--home", w.office("hotline-ie")});
}

/// One file of each custodian, handed to all: `equipoise custodian STEP ARGUMENTS --out FILE`.
std::vector<std::string> each_writes(World& w, const std::string& step,
                                     const std::vector<std::string>& arguments) {
  std::vector<std::string> files;
  for (int i = 1; i <= kCustodians; ++i) {
    files.push_back(w.file(step + "-" + std::to_string(i)));
    std::vector<std::string> command{"custodian",  step,     "--out",
                                     files.back(), "--home", w.office(custodian(i))};
    command.insert(command.end(), arguments.begin(), arguments.end());
    w.act(command);
  }
  return files;
}

/// The custodians' two shared keys, made without a dealer: nobody ever holds one whole.
void hold_ceremony(World& w) {
  write_file(w.passphrase_file(), to_bytes(hex(SystemRandom().array<16>())));
  const std::string circle = w.file("ceremony");
  std::vector<std::string> convene{"custodian", "convene",      "--threshold", kThreshold,
                                   "--from",    to_text(w.day), "--out",       circle};
  for (int i = 1; i <= kCustodians; ++i) {
    w.act({"custodian", "init", "--name", "Custodian " + std::to_string(i), "--index",
           std::to_string(i), "--home", w.office(custodian(i))});
    convene.push_back(w.office(custodian(i)));
  }
  w.act(convene);
  std::vector<std::string> check = each_writes(w, "deal", {"--ceremony", circle});
  check.insert(check.begin(), {"--ceremony", circle});
  const auto confirmations = each_writes(w, "check", check);
  const auto records = each_writes(w, "accept", confirmations);
  for (const auto& record : records) w.act({"custodian", "verify-ceremony", record});
}

std::vector<std::string> offices() {
  std::vector<std::string> all{"witness", "moderator",  "court",
                               "agency",  "hotline-nl", "hotline-ie"};
  for (int i = 1; i <= kCustodians; ++i) all.push_back(custodian(i));
  return all;
}

void join_all(World& w) {
  std::vector<std::string> assemble{
      "realm",      "assemble",         "--name", "Exampleland",  "--first-day", to_text(w.day),
      "--ceremony", w.file("accept-1"), "--out",  w.realm_file(), w.server_dir()};
  for (const auto& o : offices()) assemble.push_back(w.office(o));
  w.act(assemble);
  for (const auto& o : offices())
    w.act({"join", "--home", w.office(o), "--realm", w.realm_file(), "--server", w.url(), "--clock",
           w.clock_file()});
  w.act({"join", "--home", w.server_dir(), "--realm", w.realm_file(), "--server", w.url(),
         "--clock", w.clock_file()});
}

/// Wait until a service answers, or say what its log says.
void wait_until_ready(World& w, Service& service, const std::string& url, const std::string& what) {
  for (int i = 0; i < 200; ++i) {
    if (!service.alive())
      throw Failure{what + " ended at once: " + to_string(read_file(service.log())), ""};
    if (answers(url)) return;
    wait_ms(50);
    if (i % 20 == 19) w.story.progress("waiting for " + what, static_cast<unsigned>(i / 20 + 1));
  }
  throw Failure{what + " does not answer", "See " + service.log() + "."};
}

}  // namespace

void start_services(World& w) {
  w.witness.emplace(Service::start(
      {"witness", "--home", w.office("witness"), "--port", std::to_string(w.witness_port)},
      w.file("witness.log")));
  w.server.emplace(
      Service::start({"serve", "--home", w.server_dir(), "--port", std::to_string(w.port),
                      "--witness", "http://127.0.0.1:" + std::to_string(w.witness_port)},
                     w.server_dir() + "/server.log"));
  wait_until_ready(w, *w.server, w.url() + "/readyz", "the server");
}

void found_realm(World& w) {
  w.story.chapter("Before the story: who is who");
  w.story.say(
      "A server, a witness, a moderator, two hotlines, the police, a court and three custodians each make their own keys, in "
      "their own processes and folders. Any two custodians must agree; no one ever holds their joint key. All public keys form "
      "one realm file that everybody pins.");
  // The day before the story: the first day's rules must be public six hours ahead.
  w.set_time(start_of({w.day.n - 1}) + 12 * kHour_ms);
  make_keys(w);
  hold_ceremony(w);
  join_all(w);
  start_services(w);
  // The moderator announces its day keys, which makes them the first entries of the public log.
  w.act({"moderator", "once", "--home", w.office("moderator")});
  deal_days(w, 0, 3);
  publish_day(w, 0);
  w.set_time(start_of(w.day) + 9 * kHour_ms);
}

}  // namespace eq::app::demo
