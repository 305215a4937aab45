#include "apps/inspect/files.h"

#include <algorithm>
#include <charconv>

#include "apps/equipoise/frame/party.h"
#include "apps/inspect/field_names.h"
#include "apps/inspect/foreign.h"
#include "apps/inspect/log_files.h"
#include "eq/crypto/passphrase.h"
#include "eq/evidence/container.h"
#include "eq/evidence/seal.h"
#include "eq/list/absence.h"
#include "eq/order/handover.h"
#include "parties/auditor/audit.h"
#include "parties/moderator/reviewer.h"
#include "parties/moderator/statement.h"

namespace eq::inspect {
namespace {

using Value = std::optional<Described>;

Described text(std::string t) { return Described(Described::Leaf(std::move(t))); }
Described number(std::uint64_t n) { return Described(Described::Leaf(n)); }
Described record(Described::Parts parts) {
  return Described(Described::Shape::record, std::move(parts));
}

/// A value with a field list, whole.
template <class T>
Value of(View file) {
  const auto value = decode<T>(file);
  if (!value.ok()) return std::nullopt;
  return describe(*value, field_names);
}

Value absence(View file) {
  const auto proof = decode<list::AbsenceProof>(file);
  if (!proof.ok()) return std::nullopt;
  return record({{"head", text(hex(proof->head))},
                 {"blinds", number(proof->blinds.size())},
                 {"reply", describe(proof->reply, field_names)}});
}

Value statement(View file) {
  Reader r(file);
  const auto stated = get<moderator::Stated>(r);
  if (!stated.ok()) return std::nullopt;
  const auto signature = get<crypto::Signature>(r);
  if (!signature.ok() || !r.empty()) return std::nullopt;
  return record({{"stated", describe(*stated, field_names)}, {"signature", describe(*signature)}});
}

Value reviewer(View file) {
  const auto who = moderator::Reviewer::from_line(to_string(file));
  if (!who.ok()) return std::nullopt;
  return record({{"name", text(shown_name(who->name()))}, {"key", text(hex(who->key().bytes))}});
}

Value package(View file) {
  const auto items = evidence::from_zip(file);
  if (!items.ok()) return std::nullopt;
  Described out(Described::Shape::list, {});
  for (const auto& [path, bytes] : *items)
    out.parts.push_back(
        {"", record({{"path", text(shown_line(path))}, {"bytes", number(bytes.size())}})});
  return record({{"items", std::move(out)}});
}

Value sealed_package(View file) {
  const auto key = evidence::sealed_to(file);
  if (!key.ok()) return std::nullopt;
  return record({{"sealed_to", text(hex(*key))}, {"bytes", number(file.size())}});
}

Value sealed_state(View file) {
  if (!crypto::PassphraseKey::is_sealed(file)) return std::nullopt;
  return record({{"bytes", number(file.size())},
                 {"opens", text("with its owner's passphrase, by its owner's commands")}});
}

/// The form of an order as somebody fills it in.
Value form(View file) {
  const std::string words = to_string(file);
  if (!is_utf8(file) || !order::parse_form(words).ok()) return std::nullopt;
  Described::Parts parts;
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find('\n', at), words.size());
    const std::string line = words.substr(at, end - at);
    const std::size_t colon = line.find(": ");
    if (!line.starts_with('#') && colon != std::string::npos)
      parts.push_back(
          {shown_line(line.substr(0, colon)), text(shown_line(line.substr(colon + 2)))});
    at = end + 1;
  }
  if (parts.empty()) return std::nullopt;
  return record(std::move(parts));
}

struct Kind {
  const char* name;
  const char* what;
  Value (*read)(View);
  Sure sure = Sure::by_form;
};

constexpr Kind kKinds[] = {
    {"sealed_state", "a state or a key, sealed under a passphrase of its owner", sealed_state},
    {"sealed_evidence", "an evidence package, sealed to one organisation", sealed_package},
    {"evidence", "an evidence package", package},
    {"split_view", "a proof that a log showed two histories", split_view},
    {"checkpoint", "a log's signed head", checkpoint},
    {"realm", "the constitution of a realm", of<wire::Realm>},
    {"card", "a public card", of<app::Card>},
    {"circle", "the beginning of a key ceremony", of<order::Circle>},
    {"ceremony_record", "the record of a key ceremony", of<order::CeremonyRecord>},
    {"dealing", "a custodian's dealing in a key ceremony", of<order::Dealing>},
    {"confirmation", "a custodian's confirmation of a key ceremony", of<order::Confirmation>},
    {"handover_request", "who signs the next custodians' keys", of<order::HandoverRequest>},
    {"promise", "a custodian's readiness to sign once", of<order::NoncePromise>},
    {"application", "an application for an order", of<order::Application>},
    {"legal_basis", "a court's legal basis for a list", of<list::LegalBasis>},
    {"statement", "a moderator's signed statement", statement},
    {"reviewer", "a reviewer's card, for the desk that lets her in", reviewer},
    {"epoch_object", "a day's epoch object", epoch_object},
    {"log_entry", "an entry of the order log", order_entry},
    {"epoch_entry", "an entry of the epoch log", of<order::EpochEntry>},
    {"log_entries", "entries of a log, as one of its files", bundle},
    {"form", "the form of an order", form},
    {"look", "when a log was last looked at", look},
    {"clock", "a shift of the clock, in milliseconds", clock_shift},
    {"json", "a JSON object", json_file},
    {"page", "a page, for a browser", page},
    {"xml", "a form in XML, for `equipoise order import`", xml},
    {"picture", "a picture", picture},
    {"database", "a database of SQLite, for the service that keeps it", database},
    {"timestamp", "a time-stamping request or answer (RFC 3161)", timestamp},
    {"csv", "a table, for a spreadsheet", csv},
    {"audit_memory", "the heads of a last clean audit", of<auditor::Memory>},
    {"filter", "the filter of a certified list", filter},
    {"epoch_proof", "a day's proof, or what was dealt for it", epoch_parts},
    {"absence", "a proof that a picture is not on a list", absence, Sure::by_length},
    {"handover", "a handover to the next custodians' keys", of<order::Handover>, Sure::by_length},
    {"handover_share", "a share of a handover's signature", of<order::HandoverShare>,
     Sure::by_length},
};

}  // namespace

std::vector<Reading> readings(View file) {
  std::vector<Reading> out;
  for (const auto& kind : kKinds)
    if (auto value = kind.read(file))
      out.push_back({kind.name, kind.what, *std::move(value), kind.sure});
  return out;
}

std::optional<Reading> tile(View file) {
  if (file.empty() || file.size() % crypto::Digest{}.size() != 0) return std::nullopt;
  Described hashes(Described::Shape::list, {});
  for (; !file.empty(); file = file.subspan(crypto::Digest{}.size()))
    hashes.parts.push_back({"", text(hex(file.first(crypto::Digest{}.size())))});
  return Reading{"tile", "hashes of a log's tree", record({{"hashes", std::move(hashes)}}),
                 Sure::by_length};
}

Reading state_header(View file, std::string_view role) {
  Described::Parts parts{{"role", text(shown_line(role))}, {"bytes", number(file.size())}};
  if (crypto::PassphraseKey::is_sealed(file))
    parts.push_back({"opens", text("with its owner's passphrase, by its owner's commands")});
  else
    parts.push_back({"holds", text("keys: it is shown by its owner's commands alone")});
  return {"state", "a party's own state", record(std::move(parts)), Sure::by_form};
}

std::vector<std::string> kinds() {
  std::vector<std::string> out;
  for (const auto& kind : kKinds) out.emplace_back(kind.name);
  return out;
}

}  // namespace eq::inspect
