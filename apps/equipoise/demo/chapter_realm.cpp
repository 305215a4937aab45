// Before the story: every office makes its own keys, and all pin one public constitution.
#include "apps/equipoise/demo/world.h"
#include "apps/equipoise/frame/command.h"
#include "apps/equipoise/frame/home.h"

namespace eq::app::demo {
namespace {

constexpr int kCustodians = 3;
constexpr const char* kThreshold = "2";

std::string custodian(int i) { return "custodian-" + std::to_string(i); }

void make_keys(World& world) {
  write_file(world.passphrase_file(), to_bytes(hex(SystemRandom().array<16>())));
  world.act({"platform", "init", "--name", "chat.example", "--home", world.server_dir()});
  world.act({"witness", "init", "--name", "witness.example", "--home", world.office("witness")});
  world.act(
      {"moderator", "init", "--name", "Moderation Office", "--home", world.office("moderator")});
  world.act({"court", "judge-key", "--out", world.judge_key()});
  world.act({"court", "init", "--name", "District Court", "--judge", world.judge_key() + ".pub",
             "--home", world.office("court")});
  world.act({"agency", "init", "--name", "Police", "--home", world.office("agency")});
  world.act({"hotline", "init", "--name", "Hotline Netherlands", "--jurisdiction", "NL", "--kinds",
             "drill,terrorism", "--home", world.office("hotline-nl")});
  world.act({"hotline", "init", "--name", "Hotline Ireland", "--jurisdiction", "IE", "--kinds",
             "drill,terrorism", "--home", world.office("hotline-ie")});
}

/// One file of each custodian, handed to all: `equipoise custodian STEP ARGUMENTS --out FILE`.
std::vector<std::string> each_writes(World& world, const std::string& step,
                                     const std::vector<std::string>& arguments) {
  std::vector<std::string> files;
  for (int i = 1; i <= kCustodians; ++i) {
    files.push_back(world.file(step + "-" + std::to_string(i)));
    std::vector<std::string> command{"custodian",  step,     "--out",
                                     files.back(), "--home", world.office(custodian(i))};
    command.insert(command.end(), arguments.begin(), arguments.end());
    world.act(command);
  }
  return files;
}

/// The custodians' two shared keys, made without a dealer: nobody ever holds one whole.
void hold_ceremony(World& world) {
  const std::string circle = world.file("ceremony");
  std::vector<std::string> convene{"custodian", "convene",          "--threshold", kThreshold,
                                   "--from",    to_text(world.day), "--out",       circle};
  for (int i = 1; i <= kCustodians; ++i) {
    world.act({"custodian", "init", "--name", "Custodian " + std::to_string(i), "--index",
               std::to_string(i), "--home", world.office(custodian(i))});
    convene.push_back(world.office(custodian(i)));
  }
  world.act(convene);
  std::vector<std::string> check = each_writes(world, "deal", {"--ceremony", circle});
  check.insert(check.begin(), {"--ceremony", circle});
  const auto confirmations = each_writes(world, "check", check);
  const auto records = each_writes(world, "accept", confirmations);
  for (const auto& record : records) world.act({"custodian", "verify-ceremony", record});
}

std::vector<std::string> offices() {
  std::vector<std::string> all{"witness", "moderator",  "court",
                               "agency",  "hotline-nl", "hotline-ie"};
  for (int i = 1; i <= kCustodians; ++i) all.push_back(custodian(i));
  return all;
}

void join_all(World& world) {
  std::vector<std::string> assemble{
      "realm",       "assemble",         "--name",          "Exampleland",
      "--first-day", to_text(world.day), "--ceremony",      world.file("accept-1"),
      "--out",       world.realm_file(), world.server_dir()};
  for (const auto& o : offices()) assemble.push_back(world.office(o));
  world.act(assemble);
  for (const auto& o : offices())
    world.act({"join", "--home", world.office(o), "--realm", world.realm_file(), "--server",
               world.url(), "--clock", world.clock_file()});
  world.act({"join", "--home", world.server_dir(), "--realm", world.realm_file(), "--server",
             world.url(), "--clock", world.clock_file()});
}

/// Mo looks and decides at the moderator's desk, with a key of her own.
void let_in_a_reviewer(World& world) {
  world.act({"moderator", "reviewer", "new", "--name", "Mo", "--out", world.reviewer_key()});
  world.act({"moderator", "reviewer", "admit", world.reviewer_key() + ".pub", "--home",
             world.office("moderator")});
}

/// Wait until a service answers, or say what its log says.
void wait_until_ready(World& world, Service& service, const std::string& url,
                      const std::string& what) {
  for (int i = 0; i < 200; ++i) {
    if (!service.alive())
      throw Failure{what + " ended at once: " + to_string(read_file(service.log())), ""};
    if (answers(url)) return;
    wait_ms(50);
    if (i % 20 == 19)
      world.story.progress("waiting for " + what, static_cast<unsigned>(i / 20 + 1));
  }
  throw Failure{what + " does not answer", "See " + service.log() + "."};
}

}  // namespace

void start_services(World& world) {
  world.witness.emplace(Service::start(
      {"witness", "--home", world.office("witness"), "--port", std::to_string(world.witness_port)},
      world.file("witness.log")));
  world.server.emplace(
      Service::start({"serve", "--home", world.server_dir(), "--port", std::to_string(world.port),
                      "--witness", "http://127.0.0.1:" + std::to_string(world.witness_port)},
                     world.server_dir() + "/server.log"));
  wait_until_ready(world, *world.server, world.url() + "/readyz", "the server");
}

void found_realm(World& world) {
  world.story.chapter("Before the story: who is who");
  world.story.say(
      "A server, a witness, a moderator, two hotlines, the police, a court and three custodians each make their own keys, in "
      "their own processes and folders. Any two custodians must agree; no one ever holds their joint key. All public keys form "
      "one realm file that everybody pins.");
  // The day before the story: the first day's rules must be public six hours ahead.
  world.set_time(start_of({world.day.n - 1}) + 12 * kHour_ms);
  make_keys(world);
  hold_ceremony(world);
  join_all(world);
  let_in_a_reviewer(world);
  start_services(world);
  // The moderator announces its day keys, which makes them the first entries of the public log.
  world.act({"moderator", "once", "--home", world.office("moderator")});
  deal_days(world, 0, 3);
  publish_day(world, 0);
  world.set_time(start_of(world.day) + 9 * kHour_ms);
}

}  // namespace eq::app::demo
