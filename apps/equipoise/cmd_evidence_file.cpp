// `equipoise evidence seal|open|stamp`: a package's file closed for one organisation, opened there, stamped with the time.
#include <nlohmann/json.hpp>

#include "apps/equipoise/evidence_judge.h"
#include "apps/equipoise/home.h"
#include "apps/equipoise/party.h"
#include "apps/server/http_client.h"
#include "eq/base/shown.h"
#include "eq/evidence/seal.h"
#include "parties/agency/state.h"
#include "parties/court/state.h"

namespace eq::app {
namespace {

struct FileOptions {
  std::string file, out, to, card, realm, home, request, reply, service, tsa;
  bool json = false;
};

/// The sealing key of an organisation: by its name in a realm, or from its card.
Array<32> addressee(const FileOptions& o) {
  if (o.card.empty() == (o.to.empty() || o.realm.empty()))
    throw Failure{"Say to whom", "Give --to NAME with --realm FILE, or --card FILE.", 2};
  if (!o.card.empty()) return read_card(o.card).org.hpke;
  const auto realm = read_realm(o.realm);
  if (const auto* agency = realm.agency_named(o.to)) return agency->hpke;
  if (realm.court.name == o.to) return realm.court.hpke;
  throw Failure{"The realm has no agency or court named \"" + o.to + "\"", "See `equipoise realm show`."};
}

void seal(const FileOptions& o) {
  const LoadedPackage package = load_package(o.file);
  if (package.fault)
    throw Failure{o.file + " is not a package: " + package.fault->what,
                  "Make one with `equipoise order package`."};
  const Array<32> to = addressee(o);
  SystemRandom rng;
  const Bytes sealed = must(
      evidence::seal(must(evidence::to_zip(package.items), "The package does not fit into a file"), to, rng),
      "The addressee's key is no key", "Ask for the card again.");
  write_file(o.out, sealed, 0600);
  print(o.json, {{"file", o.out}, {"to", hex(to)}, {"bytes", sealed.size()}},
        "Wrote " + o.out + ". Only the holder of key " + hex(to) + " opens it: equipoise evidence open " +
            o.out + " --home HOME");
}

/// The key that letters to an agency's or court's home are sealed to.
crypto::HpkeKeyPair key_of(const std::string& dir) {
  const std::string role = Home::peek(dir).role;
  if (role != "agency" && role != "court")
    throw Failure{dir + " is the home of a " + role, "Packages are sealed to agencies and courts.", 2};
  const Home home = Home::open(dir, role);
  const std::string damaged = dir + "/state is damaged",
                    restore = "Restore the home from a backup; nothing was changed.";
  if (role == "agency") return must(agency::State::load(home.load()), damaged, restore).letters;
  return must(court::State::load(home.load()), damaged, restore).letters;
}

void open(const FileOptions& o) {
  const Bytes sealed = read_file(o.file);
  if (!evidence::is_sealed(sealed))
    throw Failure{o.file + " is not sealed", "Verify it as it is: equipoise evidence verify " + o.file};
  const auto file = evidence::open(sealed, key_of(o.home));
  if (!file && file.error() == Err::refused)
    throw Failure{o.file + " is sealed to key " + hex(evidence::sealed_to(sealed).take()) +
                      ", which is not that of " + o.home,
                  "", 3};
  if (!file)
    throw Failure{o.file + " was altered after it was sealed", "Do not rely on it; ask for it again.", 3};
  write_file(o.out, *file, 0600);
  print(o.json, {{"file", o.out}, {"bytes", file->size()}},
        "Wrote " + o.out + ". Next: equipoise evidence verify " + o.out + " --realm REALMFILE");
}

Bytes ask_service(const FileOptions& o, View request) {
  auto service = server::HttpClient::for_url(o.service);
  if (!service)
    throw Failure{"\"" + o.service + "\" is not a service's address", "Write it as http://HOST:PORT/PATH.",
                  2};
  const bool has_path = o.service.find('/', std::string("http://").size()) != std::string::npos;
  auto reply = service->send("POST", has_path ? "" : "/", request, "application/timestamp-query");
  if (!reply.ok() || reply->status != 200)
    throw Failure{"The time-stamping service does not answer: " +
                      (reply.ok() ? "status " + std::to_string(reply->status) : service->why()),
                  "Try again, or go on without: the log's witnessed time then counts."};
  return std::move(reply->body);
}

/// In one step with --service, or in two with files: write --request; then give it back with --reply.
void stamp(const FileOptions& o) {
  if (o.service.empty() && o.request.empty())
    throw Failure{"Give --service URL, or --request FILE", "See `equipoise evidence stamp --help`.", 2};
  const LoadedPackage package = load_package(o.file);
  if (package.fault)
    throw Failure{o.file + " is not a package: " + package.fault->what,
                  "Make one with `equipoise order package`."};
  const auto digest = must(evidence::stamped_digest(package.items), o.file + " holds no statement",
                           "Make the package again.");
  Bytes request;
  if (o.reply.empty()) {
    SystemRandom rng;
    const auto n = rng.array<8>();
    std::uint64_t nonce = 0;
    for (const auto b : n) nonce = nonce << 8 | b;
    request = must(crypto::timestamp_request(digest, nonce), "This build makes no time-stamp requests");
    if (!o.request.empty()) write_file(o.request, request, 0644);
    if (o.service.empty())
      return print(
          o.json, {{"request", o.request}},
          "Wrote " + o.request + ". Send it to the authority (RFC 3161), then give its answer with --reply.");
  } else {
    request = read_file(o.request);
  }
  if (o.tsa.empty() || o.out.empty())
    throw Failure{"Give --tsa and --out", "The answer is checked before it is kept.", 2};
  const Bytes reply = o.reply.empty() ? ask_service(o, request) : read_file(o.reply);
  const Bytes authorities = read_file(o.tsa);
  const auto asked = crypto::verify_timestamp_reply(reply, request, authorities);
  const auto stamped = crypto::verify_timestamp(reply, digest, authorities);
  if (!asked || !stamped)
    throw Failure{"That is not a trusted authority's answer to this request about this package",
                  "Check --tsa; ask again.", 3};
  write_file(o.out,
             must(evidence::to_zip(evidence::with_timestamp(package.items, reply)),
                  "The package does not fit into a file"),
             0600);
  print(o.json,
        {{"file", o.out}, {"time", to_text(stamped->at)}, {"by", shown_line(stamped->by)}},
        "Wrote " + o.out + ": stamped " + to_text(stamped->at) + " by " +
            shown_line(stamped->by) + ".");
}

void add_evidence_file(CLI::App& root) {
  auto& evidence = *root.get_subcommand("evidence");
  const auto add = [&](const char* name, const char* what, void (*run)(const FileOptions&)) {
    auto* command = evidence.add_subcommand(name, what);
    auto o = std::make_shared<FileOptions>();
    command->add_option("file", o->file, "The package's file")->required();
    command->add_flag("--json", o->json, "Print one JSON object");
    command->callback([o, run] { run(*o); });
    return std::pair(command, o);
  };
  const auto [to_seal, so] = add("seal", "Encrypt a package to an agency or court", seal);
  to_seal->add_option("--to", so->to, "The organisation's name in the realm");
  to_seal->add_option("--realm", so->realm, "The realm file you trust");
  to_seal->add_option("--card", so->card, "Or its card, or its home");
  to_seal->add_option("--out", so->out, "File to write")->required();
  const auto [to_open, oo] = add("open", "Decrypt a sealed package with the home's key", open);
  to_open->add_option("--home", oo->home, "The home of the agency or court it is sealed to")->required();
  to_open->add_option("--out", oo->out, "File to write")->required();
  const auto [to_stamp, to] =
      add("stamp", "Have a time-stamping authority (RFC 3161) stamp a package", stamp);
  to_stamp->add_option("--service", to->service, "http://HOST:PORT/PATH of the authority");
  to_stamp->add_option("--request", to->request,
                       "Without a network: file for the request (written; read again with --reply)");
  to_stamp->add_option("--reply", to->reply, "The authority's answer to that request");
  to_stamp->add_option("--tsa", to->tsa, "Certificates (PEM) of the authorities you trust");
  to_stamp->add_option("--out", to->out, "File to write: the package with its time stamp");
}

const Commands commands(66, add_evidence_file);

}  // namespace
}  // namespace eq::app
