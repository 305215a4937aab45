// `equipoise list prove-absent` and `verify-absent`: that a lawful picture is not on the list.
#include "apps/equipoise/frame/http_transport.h"
#include "apps/equipoise/frame/kind_option.h"
#include "apps/equipoise/frame/picture_file.h"
#include "apps/equipoise/hotline/commands.h"
#include "apps/equipoise/hotline/desk.h"
#include "eq/wire/list_reader.h"

namespace eq::app {
namespace {

phash::Fingerprint usable_fingerprint_of(const std::string& file) {
  const auto f = fingerprint_of_file(file);
  if (!f.is_meaningful())
    throw Failure{file + " has too few edges to be recognised (quality " +
                      std::to_string(f.quality) + "): it can match no entry",
                  "There is nothing to prove.", 3};
  return f;
}

struct AbsenceOptions {
  list::Kind kind{};
  std::string file, proof, url, realm, clock;
  bool json = false;
};

/// Why nothing can be said of a list: each cause in a sentence.
Failure unread_list(Err err, const std::string& where, list::Kind kind) {
  const std::string list = "the " + std::string(list::to_text(kind)) + " list";
  switch (err) {
    case Err::unavailable:
      return {"The server at " + where + " does not answer, or its witness does not",
              "Check that it runs and can be reached from here, then try again."};
    case Err::missing:
      return {"No " + std::string(list::to_text(kind)) + " list is published at " + where,
              "Nothing is listed there, so there is nothing to prove.", 3};
    case Err::stale:
      return {
          "What is published of " + list + " has expired, or is older than what was seen before",
          "A proof is about a version in force: the hotlines must publish the next one first.", 3};
    case Err::forged:
    case Err::refused:
      return {
          "What is published as " + list +
              " is of another realm, or no two hotlines of it "
              "signed it",
          "Check that the realm file and the server belong together. Tell the auditor if they do.",
          3};
    default: return {"What is published as " + list + " cannot be read", "Try again.", 3};
  }
}

/// With the day, where it is known.
void must_be_in_force(Hotline& h, hotline::Environment& environment, list::Kind kind) {
  const auto published = h.published(environment, kind);
  if (!published) throw unread_list(Err::missing, h.party.home.settings().server, kind);
  const auto& head = published->signed_head.head;
  if (head.expires <= environment.now)
    throw Failure{"Version " + std::to_string(head.version) + " of the " +
                      std::string(list::to_text(kind)) + " list expired on " +
                      to_text(head.expires),
                  "A proof is about a version in force: publish the next one first.", 3};
}

void prove(const PartyOptions& party, const AbsenceOptions& options) {
  if (file_exists(options.proof))
    throw Failure{options.proof + " exists already", "It is as it was. Choose another name.", 2};
  const auto picture = usable_fingerprint_of(options.file);
  Hotline office(party.home);
  auto environment = office.environment();
  must_be_in_force(office, environment, options.kind);
  const auto proof = hotline::prove_absent(office.state, environment, options.kind, picture);
  office.save();
  if (!proof.ok() && proof.error() == Err::refused)
    throw Failure{options.file + " IS on the published list",
                  "If it should not be, withdraw it: equipoise list withdraw " + picture.hash.hex(),
                  3};
  if (!proof.ok())
    throw unread_list(proof.error(), office.party.home.settings().server, options.kind);
  const auto& good = *proof;
  write_file(options.proof, encode(good), 0644);
  print(party.json,
        {{"file", options.file},
         {"kind", list::to_text(options.kind)},
         {"pdq", picture.hash.hex()},
         {"head", hex(good.head)},
         {"proof", options.proof}},
        options.file + " is not on the published " + std::string(list::to_text(options.kind)) +
            " list. The proof is " + options.proof +
            "; with the picture, anybody can check it:\n"
            "  equipoise list verify-absent " +
            options.file + " " + options.proof + " --kind " +
            std::string(list::to_text(options.kind)) + " --url URL --realm FILE");
}

void verify(const AbsenceOptions& options) {
  const auto picture = usable_fingerprint_of(options.file);
  const auto realm = read_realm(options.realm);
  const auto proof = must(decode<list::AbsenceProof>(read_file(options.proof)),
                          options.proof + " is not a proof of absence", "Ask for it again.");
  const auto server = http_transport(options.url);
  std::optional<tlog::Head> none_seen;
  const auto found =
      wire::read_list(*server, realm, options.kind, none_seen, 0, Clock(options.clock).now());
  if (!found.ok()) throw unread_list(found.error(), options.url, options.kind);
  const auto& read = *found;
  const auto verdict = list::verify_absence(picture, read.list, proof);
  if (!verdict.ok() && verdict.error() == Err::stale)
    throw Failure{"The proof is about another version than the published one (" +
                      std::to_string(read.list.head().version) + ")",
                  "Ask for a new proof.", 3};
  if (!verdict.ok() && verdict.error() == Err::refused)
    throw Failure{"The proof shows that the picture IS listed", "", 3};
  if (!verdict.ok())
    throw Failure{"The proof does not verify",
                  "It is of another picture, or was altered. Ask for a new one.", 3};
  print(options.json,
        {{"absent", true},
         {"kind", list::to_text(options.kind)},
         {"pdq", picture.hash.hex()},
         {"version", read.list.head().version},
         {"head", hex(proof.head)}},
        options.file + " is not on version " + std::to_string(read.list.head().version) +
            " of the " + std::string(list::to_text(options.kind)) + " list" +
            ", which two hotlines of two jurisdictions certified.");
}

}  // namespace

void add_absence(Command& list) {
  Command& proving =
      list.add("prove-absent", "Prove to everybody that a picture is not on the published list",
               "statue.jpg --kind child_abuse_a --out statue.absent --home hotline");
  const auto party = proving.party_options();
  const auto p = std::make_shared<AbsenceOptions>();
  kind_option(proving, p->kind).required();
  proving.option("file", &p->file, "JPEG, PNG or WebP file").required();
  proving.option("--out", &p->proof, "Where to write the proof").required();
  proving.action([party, p] { prove(*party, *p); });

  Command& verifying = list.add(
      "verify-absent", "Check such a proof; needs no keys",
      "statue.jpg statue.absent --kind child_abuse_a --url http://127.0.0.1:8700 --realm realm.eqp");
  const auto v = std::make_shared<AbsenceOptions>();
  kind_option(verifying, v->kind).required();
  verifying.option("file", &v->file, "The picture").required();
  verifying.option("proof", &v->proof, "The proof").required();
  verifying.option("--url", &v->url, "https://HOST:PORT of the server").required();
  verifying.option("--realm", &v->realm, "The realm file that you trust").required();
  verifying.option("--clock", &v->clock,
                   "File with a shift of the clock in milliseconds (simulated days)");
  verifying.json_flag(v->json);
  verifying.action([v] { verify(*v); });
}

}  // namespace eq::app
