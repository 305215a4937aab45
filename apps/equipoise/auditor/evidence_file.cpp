// `equipoise evidence seal|open|stamp`: a package's file closed for one organisation, opened there,
// stamped with the time.
#include <nlohmann/json.hpp>

#include "apps/equipoise/auditor/commands.h"
#include "apps/equipoise/auditor/evidence_judge.h"
#include "apps/equipoise/frame/home.h"
#include "apps/equipoise/frame/output_file.h"
#include "apps/equipoise/frame/party.h"
#include "apps/server/http_client.h"
#include "eq/base/shown.h"
#include "eq/evidence/seal.h"

namespace eq::app {
namespace {

struct FileOptions {
  std::string file, out, to, card, realm, home, request, reply, service, tsa;
  bool json = false;
};

/// The sealing key of an organisation: by its name in a realm, or from its card.
Array<32> addressee(const FileOptions& options) {
  if (options.card.empty() == (options.to.empty() || options.realm.empty()))
    throw Failure{"Say to whom", "Give --to NAME with --realm FILE, or --card FILE.", 2};
  if (!options.card.empty()) return read_card(options.card).org.hpke;
  const auto realm = read_realm(options.realm);
  if (const auto* agency = realm.agency_named(options.to)) return agency->hpke;
  if (realm.court.name == options.to) return realm.court.hpke;
  throw Failure{"The realm has no agency or court named \"" + options.to + "\"",
                "See `equipoise realm show`."};
}

void seal(const FileOptions& options) {
  const LoadedPackage package = load_package(options.file);
  if (package.fault)
    throw Failure{options.file + " is not a package: " + package.fault->what,
                  "Make one with `equipoise order package`."};
  const Array<32> to = addressee(options);
  SystemRandom rng;
  const Bytes sealed = must(
      evidence::seal(must(evidence::to_zip(package.items), "The package does not fit into a file"),
                     to, rng),
      "The addressee's key is no key", "Ask for the card again.");
  write_output(options.out, sealed, 0600);
  print(options.json, {{"file", options.out}, {"to", hex(to)}, {"bytes", sealed.size()}},
        "Wrote " + options.out + ". Only the holder of key " + hex(to) +
            " opens it: equipoise evidence open " + options.out + " --home HOME");
}

/// The key that letters to a home are sealed to.
crypto::HpkeKeyPair key_of(const std::string& dir, const std::vector<Keyring>& keyrings) {
  const std::string role = Home::peek(dir).role;
  for (const auto& keyring : keyrings) {
    if (keyring.role == role) return keyring.letters_key(Home::open(dir, role));
  }
  throw Failure{dir + " is the home of a " + role, "Packages are sealed to agencies and courts.",
                2};
}

void open(const FileOptions& options, const std::vector<Keyring>& keyrings) {
  const Bytes sealed = read_file(options.file);
  if (!evidence::is_sealed(sealed))
    throw Failure{options.file + " is not sealed",
                  "Verify it as it is: equipoise evidence verify " + options.file};
  const auto file = evidence::open(sealed, key_of(options.home, keyrings));
  if (!file && file.error() == Err::refused)
    throw Failure{options.file + " is sealed to key " + hex(evidence::sealed_to(sealed).take()) +
                      ", which is not that of " + options.home,
                  "", 3};
  if (!file)
    throw Failure{options.file + " was altered after it was sealed",
                  "Do not rely on it; ask for it again.", 3};
  write_output(options.out, *file, 0600);
  print(options.json, {{"file", options.out}, {"bytes", file->size()}},
        "Wrote " + options.out + ". Next: equipoise evidence verify " + options.out +
            " --realm REALMFILE");
}

Bytes ask_service(const FileOptions& options, View request) {
  const auto address = server::parse_server_address(options.service, "service");
  if (!address.ok()) throw Failure{address.error().what, address.error().remedy, 2};
  const auto service = server::HttpClient::to(*address);
  auto reply = service->send("POST", address->path.empty() ? "/" : "", request,
                             "application/timestamp-query");
  if (!reply.ok() || reply->status != 200)
    throw Failure{"The time-stamping service does not answer: " +
                      (reply.ok() ? "status " + std::to_string(reply->status) : service->why()),
                  "Try again, or go on without: the log's witnessed time then counts."};
  return std::move(reply->body);
}

/// In one step with --service, or in two with files: write --request; then give it back with
/// --reply.
void stamp(const FileOptions& options) {
  if (options.service.empty() && options.request.empty())
    throw Failure{"Give --service URL, or --request FILE", "See `equipoise evidence stamp --help`.",
                  2};
  const LoadedPackage package = load_package(options.file);
  if (package.fault)
    throw Failure{options.file + " is not a package: " + package.fault->what,
                  "Make one with `equipoise order package`."};
  const auto digest = must(evidence::stamped_digest(package.items),
                           options.file + " holds no statement", "Make the package again.");
  Bytes request;
  if (options.reply.empty()) {
    SystemRandom rng;
    const auto n = rng.array<8>();
    std::uint64_t nonce = 0;
    for (const auto b : n) nonce = nonce << 8 | b;
    request =
        must(crypto::timestamp_request(digest, nonce), "This build makes no time-stamp requests");
    if (!options.request.empty()) write_output(options.request, request, 0644);
    if (options.service.empty())
      return print(options.json, {{"request", options.request}},
                   "Wrote " + options.request +
                       ". Send it to the authority (RFC 3161), then give its answer with --reply.");
  } else {
    request = read_file(options.request);
  }
  if (options.tsa.empty() || options.out.empty())
    throw Failure{"Give --tsa and --out", "The answer is checked before it is kept.", 2};
  const Bytes reply =
      options.reply.empty() ? ask_service(options, request) : read_file(options.reply);
  const Bytes authorities = read_file(options.tsa);
  const auto asked = crypto::verify_timestamp_reply(reply, request, authorities);
  const auto stamped = crypto::verify_timestamp(reply, digest, authorities);
  if (!asked || !stamped)
    throw Failure{"That is not a trusted authority's answer to this request about this package",
                  "Check --tsa; ask again.", 3};
  write_output(options.out,
               must(evidence::to_zip(evidence::with_timestamp(package.items, reply)),
                    "The package does not fit into a file"),
               0600);
  print(options.json,
        {{"file", options.out}, {"time", to_text(stamped->at)}, {"by", shown_line(stamped->by)}},
        "Wrote " + options.out + ": stamped " + to_text(stamped->at) + " by " +
            shown_line(stamped->by) + ".");
}

std::pair<Command*, std::shared_ptr<FileOptions>> add(Command& evidence, Command made) {
  Command& command = evidence.add(std::move(made));
  const auto o = std::make_shared<FileOptions>();
  command.option("file", &o->file, "The package's file").required();
  command.json_flag(o->json);
  return {&command, o};
}

}  // namespace

void add_package_files(Command& evidence, std::vector<Keyring> keyrings) {
  const auto [sealing, s] = add(
      evidence, {"seal", "Encrypt a package to an agency or court",
                 "evidence.eqp --to \"District Court\" --realm realm.eqp --out evidence.sealed"});
  sealing->option("--to", &s->to, "The organisation's name in the realm");
  sealing->option("--realm", &s->realm, "The realm file you trust");
  sealing->option("--card", &s->card, "Or its card, or its home");
  sealing->option("--out", &s->out, "File to write").required();
  sealing->action([s = s] { seal(*s); });

  const auto [opening, o] = add(evidence, {"open", "Decrypt a sealed package with the home's key",
                                           "evidence.sealed --home court --out evidence.eqp"});
  opening->option("--home", &o->home, "The home of the agency or court it is sealed to").required();
  opening->option("--out", &o->out, "File to write").required();
  opening->action([o = o, keyrings] { open(*o, keyrings); });

  const auto [stamping, t] = add(
      evidence,
      {"stamp", "Have a time-stamping authority (RFC 3161) stamp a package",
       "evidence.eqp --service http://tsa.example/tsr --tsa authorities.pem --out stamped.eqp"});
  stamping->option("--service", &t->service, "https://HOST:PORT/PATH of the authority");
  stamping->option("--request", &t->request,
                   "Without a network: file for the request (written; read again with --reply)");
  stamping->option("--reply", &t->reply, "The authority's answer to that request");
  stamping->option("--tsa", &t->tsa, "Certificates (PEM) of the authorities you trust");
  stamping->option("--out", &t->out, "File to write: the package with its time stamp");
  stamping->action([t = t] { stamp(*t); });
}

}  // namespace eq::app
