// `equipoise demo`: the whole promise in one story, every party in a process of its own.
#include <csignal>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "apps/equipoise/demo/commands.h"
#include "apps/equipoise/demo/world.h"

namespace eq::app {
namespace {

using namespace demo;

struct Options {
  std::string data, marker = "Nobody but us can read this.";
  Voice voice = Voice::spoken;
  bool json = false;
  int port = 8700;
};

volatile std::sig_atomic_t asked_to_stop = 0;

void say_goodbye(World& w) {
  auto& s = w.story;
  const std::string equipoise = program();
  s.chapter("Now you");
  s.say("The server keeps running, in simulated time (" + to_text(w.now()) + "). Open this page: the public log, the numbers, the open cases.");
  s.show_command(w.url() + "/", Prompt::none);
  s.say("Be Ana in another terminal, and Ben in a third:");
  s.show_command(equipoise + " chat --home " + w.client("ana"));
  s.show_command(equipoise + " chat --home " + w.client("ben"));
  s.say("Be the moderator, or an auditor who trusts nobody:");
  s.show_command(equipoise + " moderator cases --home " + w.office("moderator"));
  s.show_command(equipoise + " audit " + w.url() + " --realm " + w.realm_file() + " --clock " + w.clock_file());
  s.say("Be an office: " + w.file("offices") + " holds their homes. A custodian's lies under a passphrase:");
  s.show_command(equipoise + " custodian inbox --home " + w.office("custodian-1") + " --passphrase-file " + w.passphrase_file());
  s.say("Who makes a new home here names the simulated clock: --clock " + w.clock_file() + ". Ctrl-C stops everything this started.");
}

void tell(World& w) {
  found_realm(w);
  chat(w);
  warn(w);
  report(w);
  order(w);
  evidence(w);
  privacy(w);
  audit(w);
  tell_the_person(w);
}

void run(const Options& o) {
  struct sigaction stop {};
  stop.sa_handler = [](int) { asked_to_stop = 1; };
  sigaction(SIGINT, &stop, nullptr);
  sigaction(SIGTERM, &stop, nullptr);

  Story story(o.voice);
  World w(o.data, story, o.marker);
  w.port = o.voice == Voice::silent ? free_port() : port_or_free(o.port);
  w.witness_port = free_port();
  w.day = day_of(Clock("").now()) + 1;
  story.say("Everything below happens for real: keys, encryption, signatures, proofs, a server with a database. Data: " + o.data);
  draw_photo(w);
  tell(w);
  if (o.json) std::cout << story.json().dump(2) << std::endl;
  if (!story.all_hold()) throw Failure{"Not every step held", "See the steps above; the data is in " + o.data + "."};
  if (o.voice == Voice::silent) return;
  w.moderator.emplace(Service::start({"moderator", "run", "--home", w.office("moderator")}, w.file("moderator.log")));
  say_goodbye(w);
  while (!asked_to_stop && w.server->alive()) wait_ms(200);
  std::cout << "\nStopping.\n";
}

}  // namespace

Command demo_command() {
  Command c("demo", "Tell the whole story with real cryptography, then leave the server running", "--data story");
  const auto o = std::make_shared<Options>();
  c.option("--data", &o->data, "Empty or new directory for everybody's data").required();
  c.option("--marker", &o->marker, "Text that goes into every private message");
  c.option("--port", &o->port, "Port of the server (another one is taken if it is in use)").between(1, 65535);
  c.flag("--headless", [o] { o->voice = Voice::silent; }, "Do not narrate, and end after the story");
  c.flag("--json", &o->json, "Print one JSON object with every step");
  c.action([o] { run(*o); });
  return c;
}

}  // namespace eq::app
