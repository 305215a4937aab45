// `equipoise match init|serve|token|import|audit`: the plain matching service.  Its banks:
// bank.cpp.
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <iostream>

#include "apps/equipoise/frame/listening.h"
#include "apps/equipoise/frame/whole_file.h"
#include "apps/equipoise/matching/home.h"
#include "apps/matching/api.h"
#include "apps/matching/serve.h"
#include "apps/media/worker.h"

namespace eq::app {
namespace {

using Json = nlohmann::ordered_json;
using matching::json_of;

constexpr std::uint16_t kPort = 8790;

struct Options {
  std::string home, role, name, exchange, format, bank;
  std::vector<std::string> files;
  Listening listening;
  std::uint64_t after = 0, limit = 100;
  bool json = false;
};
using Act = void (*)(const Options&);

void init(const Options& options) {
  create_library(options.home);
  print(options.json, {{"home", options.home}},
        options.home +
            " is ready, with no bank and no token. Next:\n"
            "  equipoise match token make --home " +
            options.home +
            " --role hotline --name YOU\n"
            "  equipoise match serve --home " +
            options.home);
}

void serve(const Options& options) {
  auto logger = spdlog::stderr_logger_mt("equipoise");
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(logger);
  const auto library = open_library(options.home);
  if (library->tokens().empty())
    std::cerr
        << "No token is known yet, so only /healthz answers. `equipoise match token make` makes one at "
           "any time.\n";
  const auto listener = options.listening.listener(kPort);
  matching::ServeOptions s{
      listener, media::beside_this_program("equipoise-media"), [] { return Clock("").now(); }, {}};
  s.on_ready = [&](std::uint16_t port) {
    std::cout << "Matching on " << where(listener, port) << std::endl;
  };
  const std::string why = matching::serve(*library, std::move(s));
  if (!why.empty()) throw Failure{why, ""};
}

void token_make(const Options& options) {
  SystemRandom rng;
  const auto token = must_answer(
      open_library(options.home)
          ->make_token(local_doer(), options.name, *matching::role_from(options.role), rng));
  print(
      options.json, {{"name", options.name}, {"role", options.role}, {"token", token}},
      token +
          "\nThis is shown once: only its digest is kept. Send it as the header  Authorization: Bearer "
          "TOKEN");
}

void token_list(const Options& options) {
  Json all = Json::array();
  std::string text;
  for (const auto& t : open_library(options.home)->tokens()) {
    all.push_back({{"name", t.name}, {"role", matching::to_text(t.role)}});
    text += t.name + "  " + std::string(matching::to_text(t.role)) + "\n";
  }
  print(options.json, {{"tokens", all}}, text.empty() ? "No token is known." : text);
}

void token_revoke(const Options& options) {
  must_answer(open_library(options.home)->revoke_token(local_doer(), options.name));
  print(options.json, {{"revoked", options.name}},
        options.name + " is revoked, from the next request on.");
}

void import(const Options& options) {
  const auto library = open_library(options.home);
  for (const auto& file : options.files) {
    const auto format = must_answer(library->format_of(options.exchange, options.format));
    auto page = matching::decode_page(format, read_file(file));
    if (!page.ok())
      throw Failure{file + " is refused whole: " + page.error().what, page.error().remedy, 3};
    const auto taken = must_answer(
        library->take_page(local_doer(), options.exchange, format, options.bank, *page));
    const auto j = json_of(taken, *page);
    print(options.json, j,
          file + ": " + std::to_string(taken.records) +
              " records. Entries: " + std::to_string(taken.added) + " added, " +
              std::to_string(taken.changed) + " changed, " + std::to_string(taken.removed) +
              " removed. Records: " + std::to_string(taken.unchanged) + " unchanged, " +
              std::to_string(taken.older) + " older than what is known.\n" +
              (taken.exchange.next.empty()
                   ? "  Checkpoint: " + to_text(taken.exchange.checkpoint)
                   : "  The checkpoint stays until the last page. Next: " + taken.exchange.next));
    if (options.json) continue;
    for (const char* named : {"kinds_not_used", "without_edges", "duplicates", "conflicts"})
      if (j.contains(named)) std::cout << "  " << named << ": " << j[named].dump() << "\n";
  }
}

void audit(const Options& options) {
  const auto library = open_library(options.home);
  Json all = Json::array();
  std::string text;
  for (const auto& l : library->audit(options.after, options.limit)) {
    all.push_back(json_of(l));
    text += std::to_string(l.n) + "  " + to_text(l.at) + "  " + l.who + "  " +
            std::string(matching::to_text(l.act)) + (l.bank.empty() ? "" : "  " + l.bank) +
            (l.entry ? "  entry " + std::to_string(l.entry) : "") +
            (l.detail.empty() ? "" : "  (" + l.detail + ")") + "\n";
  }
  // as open_library() did; this is where its head comes from
  const auto trail = library->verify_audit();
  print(
      options.json, {{"lines", all}, {"latest", trail.lines}, {"head", hex(trail.head)}},
      text + "All " + std::to_string(trail.lines) +
          " lines hold together. Head: " + hex(trail.head) +
          "\nNote the head elsewhere: whoever can write the file can write another trail, but not one with "
          "this head.");
}

std::pair<Command*, std::shared_ptr<Options>> add(Command& to, Command made, Act act) {
  Command& c = to.add(std::move(made));
  const auto o = std::make_shared<Options>();
  c.option("--home", &o->home, "The service's home directory").required();
  if (act != serve) c.json_flag(o->json);
  c.action(on_home([o, act] { act(*o); }));
  return {&c, o};
}

void add_serving(Command& match) {
  const auto [c, o] =
      add(match,
          {"serve", "Answer over HTTP, on this machine unless told otherwise", "--home /srv/match"},
          serve);
  add_listening(*c, o->listening, std::to_string(kPort));
  c->says_more(
      "  curl -s -H \"Authorization: Bearer $TOKEN\" --data-binary @photo.jpg http://127.0.0.1:8790/hash\n"
      "  curl -s -H \"Authorization: Bearer $TOKEN\" --data-binary @photo.jpg http://127.0.0.1:8790/lookup\n"
      "  curl -s -H \"Authorization: Bearer $TOKEN\" 'http://127.0.0.1:8790/lookup?signal_type=md5&signal=HEX'\n"
      "  curl -s -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' \\\n"
      "       -d '{\"name\": \"terror\", \"note\": \"from the hotline\"}' http://127.0.0.1:8790/banks\n"
      "Every address: apps/matching/README.md");
}

void add_tokens(Command& match) {
  Command& token = match.add(Command("token", "Who may ask the service for what"));
  const auto [making, m] = add(token,
                               {"make", "Make a token and show it once",
                                "--home /srv/match --role matcher --name upload-pipeline"},
                               token_make);
  making
      ->option("--role", &m->role,
               "hasher: hash, compare; matcher: also look up; hotline: everything")
      .required()
      .one_of({"hasher", "matcher", "hotline"});
  making->option("--name", &m->name, "What the audit trail calls its holder").required();
  add(token, {"list", "Names and roles", "--home /srv/match"}, token_list);
  const auto [revoking, r] =
      add(token,
          {"revoke", "Make a token worthless, at once", "--home /srv/match --name upload-pipeline"},
          token_revoke);
  revoking->option("--name", &r->name, "Its name").required();
}

void add_importing(Command& match) {
  const auto [c, o] =
      add(match,
          {"import", "Take pages of an exchange into a bank",
           "--home /srv/match --exchange ncmec --format ncmec --bank csam page1.xml page2.xml\n"
           "--home /srv/match --exchange ncmec page3.xml"},
          import);
  c->option("--exchange", &o->exchange, "Your name for the exchange").required();
  c->option(
       "--format", &o->format,
       "ncmec (XML of hash sharing 2) or stopncii (JSON of FetchHashes); known after the first page")
      .one_of({"ncmec", "stopncii"});
  c->option("--bank", &o->bank, "The bank it fills; known after the first page");
  c->option("files", &o->files, "Pages, in the order in which the exchange gave them").required();
}

}  // namespace

Command match_command() {
  Command match(
      "match",
      "A plain matching service: hashes, banks, look-ups. Whoever runs it sees what is looked up");
  add(match, {"init", "Make the home of a service", "--home /srv/match"}, init);
  add_serving(match);
  add_tokens(match);
  add_importing(match);
  const auto [auditing, a] = add(
      match, {"audit", "Check the whole audit trail and show it", "--home /srv/match --after 120"},
      audit);
  auditing->option("--after", &a->after, "Show the lines after this one").shows_default();
  auditing->option("--limit", &a->limit, "At most so many").shows_default();
  add_banks(match);
  return match;
}

}  // namespace eq::app
