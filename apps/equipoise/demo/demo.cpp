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
  std::string data, resume, marker = "Nobody but us can read this.";
  Voice voice = Voice::spoken;
  bool json = false;
  int port = 8700;
  std::uint32_t days = 0;
};

void say_goodbye(World& w) {
  auto& s = w.story;
  const std::string equipoise = program();
  s.chapter("Now you");
  s.say("The server keeps running, in simulated time (" + to_text(w.now()) +
        "). Open this page: the public log, the numbers, the open cases.");
  s.show_command(w.url() + "/", Prompt::none);
  s.say("Be Ana in another terminal, and Ben in a third:");
  s.show_command(equipoise + " chat --home " + w.client("ana"));
  s.show_command(equipoise + " chat --home " + w.client("ben"));
  s.say("Be the moderator, or an auditor who trusts nobody:");
  s.show_command(equipoise + " moderator cases --home " + w.office("moderator"));
  s.show_command(equipoise + " audit " + w.url() + " --realm " + w.realm_file() + " --clock " +
                 w.clock_file());
  s.say("Be an office: " + w.file("offices") +
        " holds their homes. A custodian's lies under a passphrase:");
  s.show_command(equipoise + " custodian inbox --home " + w.office("custodian-1") +
                 " --passphrase-file " + w.passphrase_file());
  s.say("Who makes a new home here names the simulated clock: --clock " + w.clock_file() +
        ". Ctrl-C stops everything this started; it goes on, on "
        "the same simulated day or some days later, with");
  s.show_command(equipoise + " demo --resume " + w.file("") + " --days 1");
}

/// The first day of the story, so that its fourth day begins a month: then the order's secrecy is
/// over, and nobody has to wait for it.
Day first_day(Day tomorrow) {
  Day first = tomorrow;
  while (!to_text(first + 3).ends_with("-01")) first = first + 1;
  return first;
}

/// Services run, people come and go, and the offices do their daily work.
void leave_running(World& w) {
  w.moderator.emplace(Service::start({"moderator", "run", "--home", w.office("moderator")},
                                     w.file("moderator.log")));
  say_goodbye(w);
  constexpr unsigned kTick_ms = 200, kTicksBetweenWork = 50;
  for (unsigned n = 0; !asked_to_stop() && w.server->alive(); ++n) {
    wait_ms(kTick_ms);
    if (n % kTicksBetweenWork != 0) continue;
    try {
      work_ahead(w);
    } catch (const Stopped&) {
      break;
    } catch (const Failure& f) {
      if (!asked_to_stop())
        w.story.say("The offices could not do their work, and try again: " + f.what);
    }
  }
  w.save();
  std::cout << "\nStopping.\n";
}

void finish(const Options& o, World& w) {
  if (o.json) print(true, w.story.json(), "");
  if (!w.story.all_hold())
    throw Failure{"Not every step held", "See the steps above; the data is in " + w.file("") + "."};
  if (o.voice == Voice::spoken) leave_running(w);
}

/// What a story left goes on.
void resume(const Options& o) {
  Story story(o.voice);
  World w(o.resume, story);
  story.chapter("The world goes on");
  if (port_or_free(w.port) != w.port)
    throw Failure{
        "Port " + std::to_string(w.port) + ", at which everybody here knows the server, is in use",
        "Stop what uses it; perhaps this world runs already."};
  w.witness_port = free_port();
  start_services(w);
  story.say(
      "It is " + to_text(w.now()) +
      ", as when it was left. To show that everything works, Ana and Ben will send each other a few words and a picture.");
  for (std::uint32_t n = 0; n < o.days && !asked_to_stop(); ++n) {
    pass_day(w);
    story.say(
        "A day passes. The custodians dealt, the court published the day's object in time, everybody has fresh tokens: " +
        to_text(day_of(w.now())) + ".");
  }
  work_ahead(w);
  lives(w);
  finish(o, w);
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
  work_ahead(w);
  lives(w);
  w.save();
}

std::string data_of(const Options& o) { return o.data.empty() ? "story" : o.data; }

void begin(const Options& o) {
  if (o.days > 0) throw Failure{"--days needs --resume", "A story has its own days.", 2};
  const std::string data = data_of(o);
  Story story(o.voice);
  World w(data, story, o.marker);
  w.port = o.voice == Voice::silent ? free_port() : port_or_free(o.port);
  w.witness_port = free_port();
  w.day = first_day(day_of(Clock("").now()) + 1);
  story.say(
      "Everything below happens for real: keys, encryption, signatures, proofs, a server with a database. Data: " +
      data);
  draw_photo(w);
  tell(w);
  finish(o, w);
}

void run(const Options& o) {
  struct sigaction stop {};
  stop.sa_handler = ask_to_stop;
  sigaction(SIGINT, &stop, nullptr);
  sigaction(SIGTERM, &stop, nullptr);

  try {
    o.resume.empty() ? begin(o) : resume(o);
  } catch (const Stopped&) {
    throw Failure{o.resume.empty() ? "Stopped before the story was told to its end"
                                   : "Stopped before the world was up",
                  o.resume.empty() ? "What it left cannot go on: remove " + data_of(o) + "."
                                   : "Nothing is lost; resume it again.",
                  130};
  }
}

}  // namespace

Command demo_command() {
  Command c("demo", "Tell the whole story with real cryptography, then leave the server running",
            "--data story");
  const auto o = std::make_shared<Options>();
  c.option("--data", &o->data, "Empty or new directory for everybody's data; ./story if not given");
  c.option("--resume", &o->resume, "Go on with the world that a story left in this directory")
      .excludes("--data");
  c.option("--days", &o->days,
           "With --resume: let so many simulated days pass first, on which the offices work")
      .between(0, 400)
      .needs("--resume");
  c.option("--marker", &o->marker, "Text that goes into every private message");
  c.option("--port", &o->port, "Port of the server (another one is taken if it is in use)")
      .between(1, 65535);
  c.flag(
      "--headless", [o] { o->voice = Voice::silent; }, "Do not narrate, and end after the story");
  c.flag("--json", &o->json, "Print one JSON object with every step");
  c.action([o] { run(*o); });
  return c;
}

}  // namespace eq::app
