// From one month's keys to the next: enough custodians sign the next ceremony's record with the
// keys they hold.  Each command reads and writes files, so that they can be carried.
#include "parties/custodian/handover.h"
#include "apps/equipoise/custodian/ceremony.h"
#include "apps/equipoise/frame/new_file.h"

namespace eq::app {
namespace {

/// The file that is made of something which is good once: its place is taken before that is used
/// up, and what another gave is not written over.  In the home, where nobody else writes, the file
/// of an earlier handover gives way.
class OnceMade {
 public:
  OnceMade(const CeremonyOptions& options, const Home& home, const char* name_if_none)
      : path_(options.out_or(home, name_if_none)) {
    if (!options.out.empty()) file_.emplace(path_, 0644u);
  }
  const std::string& path() const { return path_; }
  void write(View data) {
    if (file_)
      file_->write(data);
    else
      write_file(path_, data, 0644);
  }

 private:
  std::string path_;
  std::optional<NewFile> file_;
};

void promise(const PartyOptions& party, const CeremonyOptions& options) {
  Home home = Home::open(party.home, "custodian");
  auto s = load_custodian(home);
  SystemRandom rng;
  OnceMade out(options, home, "promise.eqp");
  const auto file =
      must(custodian::promise_nonce(s, keys_of(read_record(options.before), options.before), rng),
           "This home holds no share of those keys",
           "Give the record of the ceremony that you took part in.");
  home.save(s.save());
  out.write(encode(file));
  print(party.json, {{"file", out.path()}},
        "You are ready to sign once. Give " + out.path() + " to whoever gathers the signatures.");
}

void request(const CeremonyOptions& options, bool as_json) {
  const auto before = keys_of(read_record(options.before), options.before);
  const auto next = read_record(options.ceremony);
  keys_of(next, options.ceremony);
  const auto r =
      must(order::request_handover(before, next,
                                   read_all<order::NoncePromise>(options.files, "promise")),
           "These promises do not make a list of signers",
           "It takes those of at least " + std::to_string(before.quorum.params.threshold) +
               " different custodians, for these keys.");
  write_output(options.out, encode(r), 0644);
  print(as_json, {{"file", options.out}, {"signers", r.signers.size()}},
        "Give " + options.out + " to the " + std::to_string(r.signers.size()) + " who promised.");
}

void sign(const PartyOptions& party, const CeremonyOptions& options) {
  Home home = Home::open(party.home, "custodian");
  auto s = load_custodian(home);
  const auto r = must(decode<order::HandoverRequest>(read_file(options.request)),
                      options.request + " is not a request", "Ask for it again.");
  const auto next = read_record(options.ceremony);
  OnceMade out(options, home, "signature-share.eqp");
  const auto share = custodian::sign_handover(s, r, next);
  if (!share.ok()) {
    const bool twice = share.error() == Err::missing, rival = share.error() == Err::refused;
    throw Failure{
        twice   ? "This home holds no unused promise of that request"
        : rival ? "You have already signed another successor of these keys"
                : "The record is not the one of the request, or does not verify",
        twice ? "A promise is good for one signature; make a new one." : "Nothing was signed.", 3};
  }
  home.save(s.save());  // the used nonce is gone for good before its share can leave
  out.write(encode(*share));
  print(party.json, {{"file", out.path()}},
        "You sign that from " + to_text(next.circle.from) +
            " on the keys are those of a ceremony of\n" + in_words(next.circle) + "Give " +
            out.path() + " to whoever gathers the signatures.");
}

void combine(const CeremonyOptions& options, bool as_json) {
  const auto before = keys_of(read_record(options.before), options.before);
  const auto r = must(decode<order::HandoverRequest>(read_file(options.request)),
                      options.request + " is not a request", "Ask for it again.");
  const auto handover = order::combine_handover(
      before, r, read_all<order::HandoverShare>(options.files, "signature share"));
  if (!handover.ok()) {
    const auto& f = handover.error();
    throw Failure{
        (f.custodian == 0 ? "" : "Custodian no. " + std::to_string(f.custodian) + ": ") + f.what,
        "Gather the signatures again without that one.", 3};
  }
  write_output(options.out, encode(*handover), 0644);
  print(
      as_json, {{"file", options.out}, {"signature", hex(handover->signature)}},
      "Signed by " + std::to_string(r.signers.size()) + " custodians as one: " + options.out + ".");
}

void verify_handover(const CeremonyOptions& options, bool as_json) {
  const auto before = keys_of(read_record(options.before), options.before);
  const auto next = read_record(options.ceremony);
  const auto handover = must(decode<order::Handover>(read_file(options.request)),
                             options.request + " is not a handover", "Ask for it again.");
  if (!order::verify_handover(before, next, handover).ok())
    throw Failure{"The old custodians did not sign this record", "Do not trust the new keys.", 3};
  print(as_json, {{"verified", true}},
        "The custodians of the earlier keys signed this record: from " + to_text(next.circle.from) +
            " on the keys are its keys.");
}

void succeed(const PartyOptions& party, const CeremonyOptions& options) {
  Office<custodian::State, custodian::Environment> office(party.home, "custodian");
  auto h = office.environment();
  const order::SuccessionEntry entry{
      read_record(options.ceremony),
      must(decode<order::Handover>(read_file(options.request)),
           options.request + " is not a handover", "Ask for it again.")};
  const auto index = decided(custodian::succeed(office.state, h, entry), party.json);
  wait_until_witnessed(office.party, wire::LogName::orders, index);
  print(party.json, {{"log_index", index}, {"from", to_text(entry.record.circle.from)}},
        "Entry " + std::to_string(index) + " of the public log: from " +
            to_text(entry.record.circle.from) + " on everybody follows the new keys.");
}

void before(const CeremonyCommand& c) {
  c.given("--before", &CeremonyOptions::before, "The record of the keys in force").required();
}
void next(const CeremonyCommand& c) {
  c.given("--next", &CeremonyOptions::ceremony, "The record of the next keys").required();
}
void asked(const CeremonyCommand& c, const char* name, const char* help) {
  c.given(name, &CeremonyOptions::request, help).required();
}
void out(const CeremonyCommand& c) {
  c.given("--out", &CeremonyOptions::out, "File to write").required();
}

/// Steps 1 to 4.
void add_signing(Command& custodian) {
  const CeremonyCommand promising(custodian, "promise", "Handover, step 1: be ready to sign once",
                                  "--before now.record --home custodian");
  before(promising);
  promising.given("--out", &CeremonyOptions::out, "File to write; DIR/promise.eqp if not given");
  promising.at_home(promise);

  const CeremonyCommand gathering(
      custodian, "handover", "Handover, step 2, by one for all: who signs what",
      "one.promise two.promise --before now.record --next next.record --out request.eqp");
  before(gathering);
  next(gathering);
  out(gathering);
  gathering.files("promises", "The promises of enough custodians");
  gathering.anywhere(request);

  const CeremonyCommand signing(custodian, "sign-handover",
                                "Handover, step 3: sign that the next record gives the next keys",
                                "--next next.record --request request.eqp --home custodian");
  next(signing);
  asked(signing, "--request", "The file that `handover` wrote");
  signing.given("--out", &CeremonyOptions::out,
                "File to write; DIR/signature-share.eqp if not given");
  signing.at_home(sign);

  const CeremonyCommand combining(
      custodian, "combine-handover",
      "Handover, step 4, by one for all: one signature of all shares",
      "one.share two.share --before now.record --request request.eqp --out handover.eqp");
  before(combining);
  asked(combining, "--request", "The file that `handover` wrote");
  out(combining);
  combining.files("shares", "The signature shares of all who promised");
  combining.anywhere(combine);
}

/// What is done with the signature.
void add_signed(Command& custodian) {
  const CeremonyCommand verifying(
      custodian, "verify-handover",
      "Check that the old custodians signed the new record; needs no keys and no network",
      "--before now.record --next next.record --handover handover.eqp");
  before(verifying);
  next(verifying);
  asked(verifying, "--handover", "The file that `combine-handover` wrote");
  verifying.anywhere(verify_handover);

  const CeremonyCommand succeeding(
      custodian, "succeed",
      "Put the new keys into the public log, at least two days before their first; needs the network",
      "--next next.record --handover handover.eqp --home custodian");
  next(succeeding);
  asked(succeeding, "--handover", "The file that `combine-handover` wrote");
  succeeding.at_home(succeed);
}

}  // namespace

void add_handover(Command& custodian) {
  add_signing(custodian);
  add_signed(custodian);
}

}  // namespace eq::app
