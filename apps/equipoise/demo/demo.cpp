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

void say_goodbye(World& world) {
  auto& s = world.story;
  const std::string equipoise = program();
  s.chapter("Now you");
  s.say("The server keeps running, in simulated time (" + to_text(world.now()) +
        "). Open this page: the public log, the numbers, the open cases.");
  s.show_command(world.url() + "/", Prompt::none);
  s.say("Be Ana in another terminal, and Ben in a third:");
  s.show_command(equipoise + " chat --home " + world.client("ana"));
  s.show_command(equipoise + " chat --home " + world.client("ben"));
  s.say("Be the moderator, or an auditor who trusts nobody:");
  s.show_command(equipoise + " moderator cases --home " + world.office("moderator"));
  s.show_command(equipoise + " audit " + world.url() + " --realm " + world.realm_file() +
                 " --clock " + world.clock_file());
  s.say("Be an office: " + world.file("offices") +
        " holds their homes. A custodian's lies under a passphrase:");
  s.show_command(equipoise + " custodian inbox --home " + world.office("custodian-1") +
                 " --passphrase-file " + world.passphrase_file());
  s.say("The documents write equipoise for this program: `make install` puts it on the PATH.");
  s.say("Who makes a new home here names the simulated clock: --clock " + world.clock_file() +
        ". Ctrl-C stops everything this started; it goes on, on "
        "the same simulated day or some days later, with");
  s.show_command(equipoise + " demo --resume " + world.file("") + " --days 1");
}

/// The first day of the story, so that its fourth day begins a month: then the order's secrecy is
/// over, and nobody has to wait for it.
Day first_day(Day tomorrow) {
  Day first = tomorrow;
  while (!to_text(first + 3).ends_with("-01")) first = first + 1;
  return first;
}

/// Services run, people come and go, and the offices do their daily work.
void leave_running(World& world) {
  world.moderator.emplace(Service::start({"moderator", "run", "--home", world.office("moderator")},
                                         world.file("moderator.log")));
  say_goodbye(world);
  constexpr unsigned kTick_ms = 200, kTicksBetweenWork = 50;
  for (unsigned n = 0; !asked_to_stop() && world.server->alive(); ++n) {
    wait_ms(kTick_ms);
    if (n % kTicksBetweenWork != 0) continue;
    try {
      work_ahead(world);
    } catch (const Stopped&) {
      break;
    } catch (const Failure& f) {
      if (!asked_to_stop())
        world.story.say("The offices could not do their work, and try again: " + f.what);
    }
  }
  world.save();
  std::cout << "\nStopping.\n";
}

void finish(const Options& options, World& world) {
  if (options.json) print(true, world.story.json(), "");
  if (!world.story.all_hold())
    throw Failure{"Not every step held",
                  "See the steps above; the data is in " + world.file("") + "."};
  if (options.voice == Voice::spoken) leave_running(world);
}

/// What a story left goes on.
void resume(const Options& options) {
  Story story(options.voice);
  World w(options.resume, story);
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
  for (std::uint32_t n = 0; n < options.days && !asked_to_stop(); ++n) {
    pass_day(w);
    story.say(
        "A day passes. The custodians dealt, the court published the day's object in time, everybody has fresh tokens: " +
        to_text(day_of(w.now())) + ".");
  }
  work_ahead(w);
  lives(w);
  finish(options, w);
}

void tell(World& world) {
  found_realm(world);
  chat(world);
  warn(world);
  report(world);
  order(world);
  evidence(world);
  privacy(world);
  audit(world);
  tell_the_person(world);
  work_ahead(world);
  lives(world);
  world.save();
}

std::string data_of(const Options& options) {
  return options.data.empty() ? "story" : options.data;
}

void begin(const Options& options) {
  if (options.days > 0) throw Failure{"--days needs --resume", "A story has its own days.", 2};
  const std::string data = data_of(options);
  Story story(options.voice);
  World w(data, story, options.marker);
  w.port = options.voice == Voice::silent ? free_port() : port_or_free(options.port);
  w.witness_port = free_port();
  w.day = first_day(day_of(Clock("").now()) + 1);
  story.say(
      "Everything below happens for real: keys, encryption, signatures, proofs, a server with a database. Data: " +
      data);
  draw_photo(w);
  tell(w);
  finish(options, w);
}

void run(const Options& options) {
  struct sigaction stop {};
  stop.sa_handler = ask_to_stop;
  sigaction(SIGINT, &stop, nullptr);
  sigaction(SIGTERM, &stop, nullptr);

  try {
    options.resume.empty() ? begin(options) : resume(options);
  } catch (const Stopped&) {
    throw Failure{options.resume.empty() ? "Stopped before the story was told to its end"
                                         : "Stopped before the world was up",
                  options.resume.empty()
                      ? "What it left cannot go on: remove " + data_of(options) + "."
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
